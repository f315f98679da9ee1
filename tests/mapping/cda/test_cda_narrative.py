"""The text of a section becomes safe XHTML, and loses no word.

https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from gateway.mapping.tree.reading import below
from gateway.validation.narrative import problems
from tests.mapping.cda.conftest import reading, said

START, END = '<div xmlns="http://www.w3.org/1999/xhtml">', "</div>"
TEXTS = (
    ("<paragraph>One &lt; two</paragraph>", "<p>One &lt; two</p>"),
    (
        '<content ID="c1" styleCode="Bold xFlag">High</content>',
        '<span id="c1" class="bold xFlag">High</span>',
    ),
    (
        "<list><caption>Drugs</caption><item>a<br/>b</item></list>",
        "<p>Drugs</p><ul><li>a<br/>b</li></ul>",
    ),
    (
        '<list listType="ordered" styleCode="LittleRoman"><item>a</item></list>',
        '<ol type="i"><li>a</li></ol>',
    ),
    (
        (
            '<table border="1"><thead><tr><th colspan="2">A</th></tr></thead>'
            '<tbody><tr ID="r1"><td>1</td><td>2</td></tr></tbody></table>'
        ),
        (
            '<table border="1"><thead><tr><th colspan="2">A</th></tr></thead>'
            '<tbody><tr id="r1"><td>1</td><td>2</td></tr></tbody></table>'
        ),
    ),
    (
        "<table><tbody><tr><td>1</td></tr></tbody><caption>C</caption></table>",
        "<table><caption>C</caption><tbody><tr><td>1</td></tr></tbody></table>",
    ),
    (
        '<content revised="delete">Penicillin</content><content revised="insert">Iodine</content>',
        ('<span style="text-decoration: line-through">Penicillin</span><span>Iodine</span>'),
    ),
    ("<del>None</del>", '<span style="text-decoration: line-through">None</span>'),
    ("H<sub>2</sub>O<sup>+</sup>", "H<sub>2</sub>O<sup>+</sup>"),
    (
        '<linkHtml href="https://a.example/?a=1&amp;b=2">more</linkHtml>',
        '<a href="https://a.example/?a=1&amp;b=2">more</a>',
    ),
    ('<linkHtml href="javascript:alert(1)">more</linkHtml>', "<span>more</span>"),
    ('<linkHtml href=" JavaScript:alert(1)">more</linkHtml>', "<span>more</span>"),
    ('<linkHtml href="data:text/html,x">more</linkHtml>', "<span>more</span>"),
    ('<linkHtml href="//evil.example/x">more</linkHtml>', "<span>more</span>"),
    ('<content onclick="x()">a</content>', "<span>a</span>"),
    ("a<script>alert(1)</script>b", "ab"),
    ("a<style>p {}</style>b", "ab"),
    ('a<iframe src="https://a.example">x</iframe>b', "ab"),
    ('<paragraph style="background:url(javascript:x)">a</paragraph>', "<p>a</p>"),
    ('<content styleCode="&quot;&gt;&lt;script&gt;">a</content>', "<span>a</span>"),
    ('<content ID="a b">a</content>', "<span>a</span>"),
    ('<content ID="javascript:x">a</content>', "<span>a</span>"),
    (
        '<content ID="x">a</content><content ID="x">b</content>',
        '<span id="x">a</span><span>b</span>',
    ),
    ("<paragraph>a<list><item>b</item></list></paragraph>", "<div>a<ul><li>b</li></ul></div>"),
    ("<unheardOf>a</unheardOf>", "<span>a</span>"),
    (
        '<footnote ID="f">n</footnote><footnoteRef IDREF="f">1</footnoteRef>',
        '<span id="f">n</span><a href="#f">1</a>',
    ),
)


@pytest.mark.parametrize(("sent", "expected"), TEXTS)
def test_a_text_becomes_xhtml(sent: str, expected: str) -> None:
    """Only what a narrative may hold, and of that all."""
    made = said(f"<text>{sent}</text>", "StrucDoc", "Narrative")

    assert made == {"status": "additional", "div": f"{START}{expected}{END}"}
    assert not [*problems(made["div"])]


@pytest.mark.parametrize("sent", ["", "  \n ", "<paragraph/>", "<table/>", "<script>x</script>"])
def test_a_text_that_says_nothing_is_none(sent: str) -> None:
    """A narrative without words is invalid; its leaves stay unread."""
    found, node = reading(f"<text>{sent}</text>")

    assert found.as_("StrucDoc", "Narrative", node) is None
    assert not found.claims


@pytest.mark.parametrize(
    "sent", [sent for sent, _ in TEXTS if not re.search("script>|style>|iframe", sent)]
)
def test_no_letter_is_lost(sent: str) -> None:
    """A caption may go before its table; nothing else moves."""
    found, node = reading(f"<text>{sent}</text>")

    words = unescape(re.sub(r"<[^>]*>", "", found.as_("StrucDoc", "Narrative", node)["div"]))
    whole = "".join(one.text() for one in below(node))
    assert sorted("".join(words.split())) == sorted("".join(whole.split()))


def test_what_is_left_out_is_said_to_be() -> None:
    found, node = reading("<text>a<script>alert(1)</script></text>")
    found.as_("StrucDoc", "Narrative", node)

    assert [(one.node.name, one.fate.value, one.reason) for one in found.claims] == [
        ("text", "mapped", ""),
        ("script", "degraded", "not safe in a text"),
    ]


def test_a_small_image_of_the_document_stands_in_its_text() -> None:
    """One that is not at hand is a link to where it would stand."""
    image = (
        '<observationMedia ID="m1"><value mediaType="image/png" representation="B64">'
        "iVBORw0KGgo=</value></observationMedia>"
    )
    shown = '<renderMultiMedia referencedObject="m1 m2"><caption>X</caption></renderMultiMedia>'
    sent = f"<text>x{shown}</text>"

    made = said(f"{sent}{image}", "StrucDoc", "Narrative")

    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="X"/>' in made["div"]
    assert '<a href="#m2"></a><span>X</span>' in made["div"]
    assert not [*problems(made["div"])]


def test_a_section_without_text_has_its_heading() -> None:
    section = '<section><title>Allergies</title><code code="48765-2"/></section>'

    assert said(section, "LABEL", "Narrative")["div"] == f"{START}<p>Allergies</p>{END}"
    coded = '<section><code code="1" displayName="A &amp; B"/></section>'
    assert said(coded, "LABEL", "Narrative")["div"] == f"{START}<p>A &amp; B</p>{END}"
    assert said("<section/>", "LABEL", "Narrative") is None
