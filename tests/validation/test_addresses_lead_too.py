"""An entry of a document is reached by its address, too, in whatever element it stands.

https://hl7.org/fhir/R4/documents.html#content
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from gateway.validation.bundled import Bundled
from gateway.validation.reach import reached

BASE = "https://example.org/fhir"


def document(url: object, id: str) -> Resource:
    """A Composition with that in an element, and a Binary that no reference leads to."""
    head = {
        "resourceType": "Composition",
        "id": "c",
        "title": f"Binary/{id} in words",
        "section": [{"extension": [{"url": "https://example.org/shown", "valueUrl": url}]}],
    }
    other = {"resourceType": "Binary", "id": id}
    entries = [
        {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one}
        for one in (head, other)
    ]
    return {"resourceType": "Bundle", "type": "document", "entry": entries}


@pytest.mark.parametrize("id", ["b", 'b"', "b\\", "b\n"])
@pytest.mark.parametrize("form", [f"{BASE}/Binary/{{}}", "Binary/{}", "Binary/{}#page=2"])
def test_an_address_in_any_element_leads_to_its_entry(form: str, id: str) -> None:
    """Whole or short, with a place in it, and however JSON would write it."""
    bundle = document(form.format(id), id)

    assert reached(bundle, Bundled(bundle))[0] == frozenset({0, 1})


@pytest.mark.parametrize("url", ["Binary/bb", "Binary/", f"{BASE}/Binary/bb", "see Binary/b"])
def test_what_only_looks_like_an_address_leads_nowhere(url: str) -> None:
    """Nor does a text in which one stands."""
    bundle = document(url, "b")

    assert reached(bundle, Bundled(bundle))[0] == frozenset({0})


def test_what_is_no_json_is_walked_through() -> None:
    """A value that nobody could write hides no address beside it."""
    bundle = document("Binary/b", "b")
    bundle["entry"][0]["resource"]["date"] = object()

    assert reached(bundle, Bundled(bundle))[0] == frozenset({0, 1})
