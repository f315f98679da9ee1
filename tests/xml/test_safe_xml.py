"""XML that strangers send: what is read, what is refused, by which name and at which place.

https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import pytest

from gateway import xml
from gateway.model import Issue, Rejected
from tests.pace import within

REFUSED = (
    (b"<!DOCTYPE a><a/>", "xml-doctype", "1:1"),
    (b'<?xml version="1.0"?>\n <!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml-doctype", "2:2"),
    (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml-doctype", "1:1"),
    (b"<a>\n&nbsp;</a>", "xml-entity", "2:1"),
    (b"", "xml-syntax", "1:1"),
    (b"<a>\n <b>", "xml-syntax", "2:5"),
    (b"<a><b></a>", "xml-syntax", "1:9"),
    (b"<a/><b/>", "xml-syntax", "1:5"),
    (b'<a x="1" x="2"/>', "xml-syntax", "1:10"),
    (b'<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', "xml-syntax", "1:1"),
    (b"<a>\x01</a>", "xml-syntax", "1:4"),
    (b"<p:a/>", "xml-namespace-declared", "1:1"),
    (b"<a>\n  \xff</a>", "xml-encoding", "2:3"),
    (b'<?xml version="1.0" encoding="EBCDIC"?><a/>', "xml-encoding-unknown", "1:1"),
    (b"<a>" * 200, "xml-depth", "1:385"),
)


def refusal(body: bytes, limits: xml.Limits | None = None) -> Issue:
    """The one issue for which a document is refused."""
    with pytest.raises(Rejected) as caught:
        xml.read(body, limits)
    (issue,) = caught.value.issues
    return issue


@pytest.mark.parametrize(("body", "rule", "place"), REFUSED, ids=lambda one: str(one)[:30])
def test_what_is_refused_has_a_name_and_a_place(body: bytes, rule: str, place: str) -> None:
    """The rule and `line:column`, the column in characters."""
    issue = refusal(body)

    assert (issue.rule, issue.source) == (rule, place)


def test_a_column_counts_characters_and_no_bytes() -> None:
    """An accent is one column."""
    assert refusal("<a>éé&x;</a>".encode()).source == "1:6"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"<a>" + b"<b/>" * 600_000 + b"</a>", "xml-elements"),
        (b"<a " + b" ".join(b"a%d=''" % n for n in range(1_000_000)) + b"/>", "xml-attributes"),
        (b"<a>" * 5_000_000, "xml-elements"),
        (b"<a>" + b"x" * 25_000_000 + b"</a>", "xml-text-long"),
        (b" " * 50_000_001, "xml-size"),
        (
            b"<a>" + b"".join(b'<b xmlns:p="u%d"/>' % n for n in range(300_000)) + b"</a>",
            "xml-namespaces",
        ),
    ],
    ids=["elements", "attributes", "depth", "text", "size", "namespaces"],
)
def test_what_is_too_much_is_refused_within_a_second(body: bytes, rule: str) -> None:
    """No limit is found by first reading all."""
    with within(1):
        issue = refusal(body)

        assert issue.rule == rule


def test_each_limit_can_be_set() -> None:
    """One element too many, one attribute too many."""
    assert refusal(b"<a><b/><b/></a>", xml.Limits(elements=2)).rule == "xml-elements"
    assert refusal(b"<a b='' c=''/>", xml.Limits(attributes=1)).rule == "xml-attributes"
    assert xml.read(b"<a b=''><c d=''/></a>", xml.Limits(elements=2, attributes=1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_an_encoding_is_understood(encoding: str) -> None:
    """By its mark or by the declaration, and the text is the same."""
    name = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{name}"?><a b="é">ü</a>'.encode(encoding)
    root = xml.read(body).root

    assert (root.attributes, root.text()) == ({"b": "é"}, "ü")


@pytest.mark.parametrize(
    ("written", "read"),
    [(b"l\x92\xe9paule \x96 50 \x80", "l\u2019épaule \u2013 50 €"), (b"\x81\xe9", "\x81é")],
)
def test_signs_of_windows_in_latin_1_are_what_they_are(written: bytes, read: str) -> None:
    """There ISO-8859-1 has controls; what Windows has no sign for stays one."""
    body = b'<?xml version="1.0" encoding="ISO-8859-1"?><a>' + written + b"</a>"

    assert xml.read(body).root.text() == read


def test_an_element_is_given_as_it_was_written() -> None:
    """Empty tags, nested ones and a sign of closing inside an attribute included."""
    document = xml.read(b'<a><b x="/>"/><c><d/></c><e>/&gt;</e><f></f></a>')
    written = [document.markup(node) for node in document.root.children()]

    assert written == ['<b x="/>"/>', "<c><d/></c>", "<e>/&gt;</e>", "<f></f>"]


def test_names_are_told_by_namespace() -> None:
    """Whatever the prefixes are."""
    root = xml.read(b'<p:a xmlns:p="u" xmlns="v" p:x="1" y="2"><b/></p:a>').root

    assert (root.name, root.space, root.attributes) == ("a", "u", {"{u}x": "1", "y": "2"})
    assert [node.space for node in root.children()] == ["v"]


def test_a_namespace_may_be_declared_again_and_again() -> None:
    """As each narrative of a large Bundle does."""
    root = xml.read(b'<a xmlns="u">' + b'<b xmlns="v"/>' * 5_000 + b"</a>").root

    assert {node.space for node in root.children()} == {"v"}
