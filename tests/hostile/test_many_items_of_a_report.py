"""Four times as many items of a structured report are about four times the work to tell apart.

https://dicom.nema.org/medical/dicom/current/output/chtml/part03/sect_C.17.3.html
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from gateway import xml
from gateway.mapping.tree.making import surroundings
from gateway.mapping.tree.types_dicom_content import subject
from tests.hostile.test_many_of_one_kind import lines

FEW, MANY = 60, 240
MOST = 4.2
ITEM = "<ContentSequence><RelationshipType>CONTAINS</RelationshipType></ContentSequence>"


def test_whom_items_beside_one_another_are_about_is_looked_for_once() -> None:
    """None of them says it, so what is around them is asked."""
    assert lines(lambda: asked(MANY)) <= MOST * lines(lambda: asked(FEW))


def asked(number: int) -> None:
    around = surroundings(xml.read(f"<a>{ITEM * number}</a>".encode()).root)
    reading: Any = SimpleNamespace(parent=lambda node: around[node.number], contexts={})
    items = [one for one in around.order if one.name == "ContentSequence"]

    assert [subject(reading, one) for one in items] == [None] * number
