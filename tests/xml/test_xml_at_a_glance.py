"""What is read at a glance is what is read with care; whatever is not plain is left to the latter.

https://www.w3.org/TR/xml/ · https://www.w3.org/TR/xml-names/
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from gateway.model import Node, Rejected
from gateway.xml import Limits, quick
from gateway.xml.careful import Reader

PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="a.xsl"?>
<!-- before < all -->
<a xmlns="urn:a" xmlns:p='urn:p' x="1">
 <b  y = "a &amp; b&#10;c" p:z='it"s' /><b y="a
b"/>
 <!-- in > it --><c>one<!-- <d> -->two &lt; three&#xE9;</c><c></c><p:d p:z="é'"/>
 <c xmlns="urn:c"><e/>f<e x="1" /></c >
</a>
<!-- behind -->"""
"""Invented: what XML can say without declaring anything."""
SPOILING = (
    *("<", ">", "&", '"', "'", "/", "<!--", "-->", "<?", "?>", "&#10;", "&amp;", "\t", "\r\n"),
    *(" ", 'xmlns:a="b"', "<![CDATA[", "]]>", "x", "&#xD800;", "=", 'q:b="1"', "<a/>", "</a>"),
    *("\x00", "é", "&no;", "&#99999999;", "<!DOCTYPE a>", ' x="2"', "p:", ":"),
)


def told(node: Node) -> Any:
    """All that a node says, texts that follow one another as one."""
    inside: list[Any] = []
    for one in node.content:
        if isinstance(one, Node):
            inside.append(told(one))
        elif inside and isinstance(inside[-1], str):
            inside[-1] += one
        else:
            inside.append(one)
    attributes = [*node.attributes.items()]
    return node.name, node.space, attributes, dict(node.scope), node.start, node.size, inside


def careful(text: bytes, limits: Limits) -> Any:
    """The same as it is read with care; None where it is refused."""
    try:
        return told(Reader(limits, text).read())
    except Rejected:
        return None


def test_what_is_plain_is_read_at_a_glance() -> None:
    """Instructions, comments, prefixes, references and either quote are plain."""
    found = quick.read(PLAIN.encode(), Limits())

    assert found is not None
    assert told(found) == careful(PLAIN.encode(), Limits())


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE a><a/>", "<a><![CDATA[b]]></a>", "<a><b></a></b>", "<p:a/>", "<a/><b/>"],
)
def test_what_is_not_plain_is_looked_at_with_care(text: str) -> None:
    """A DTD, CDATA, and every fault."""
    assert quick.read(text.encode(), Limits()) is None


@pytest.mark.parametrize(
    "limits", [Limits(depth=2), Limits(attributes=1), Limits(text=20), Limits(scopes=1)]
)
def test_a_limit_is_none_less_at_a_glance(limits: Limits) -> None:
    """What is beyond a limit is left to who refuses it by name."""
    assert quick.read(PLAIN.encode(), limits) is None


def test_spoilt_documents_are_read_alike() -> None:
    """Drawn at random: either way the same elements, or not at a glance."""
    chance = random.Random(87)  # noqa: S311 - a seed, no secret
    taken = 0
    for _ in range(1_500):
        text = PLAIN
        for _ in range(chance.choice((1, 1, 2, 4))):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(SPOILING) + text[at + chance.choice((0, 1, 3)) :]
        found = quick.read(text.encode(), Limits())
        if found is not None:
            taken += 1
            assert told(found) == careful(text.encode(), Limits()), text
    assert taken > 50
