"""Hostile XML in a clinical document: refused by name, or read as the harmless text that it is.

Nothing is fetched, nothing is unfolded, and memory stays a small multiple of what was sent.
https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.adapters import ADAPTERS
from gateway.model import Document, Rejected, Sender
from tests.pace import within

OPEN, SHUT = '<ClinicalDocument xmlns="urn:hl7-org:v3"', "</ClinicalDocument>"
PLAIN = f"{OPEN}><title>x</title>{SHUT}"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def doctype(inside: str, body: str = PLAIN) -> bytes:
    """A document behind a document type declaration."""
    return f'<?xml version="1.0"?><!DOCTYPE ClinicalDocument {inside}>{body}'.encode()


def titled(text: str) -> str:
    """A document with this title."""
    return f"{OPEN}><title>{text}</title>{SHUT}"


def entity(said: str, body: str = "") -> bytes:
    """A document that declares an entity, and uses it."""
    return doctype(f"[<!ENTITY x {said}>]", body or titled("&x;"))


def declared(encoding: str) -> bytes:
    """A document that says it is in that encoding."""
    return f'<?xml version="1.0" encoding="{encoding}"?>{PLAIN}'.encode()


CROWD = " ".join(f'a{n}=""' for n in range(5000))
HIDDEN = entity('SYSTEM "file:///a"').decode()
REFUSED: tuple[tuple[str, bytes, str], ...] = (
    ("file", entity('SYSTEM "file:///etc/passwd"'), "xml-doctype"),
    ("http", entity('SYSTEM "http://127.0.0.1:9/"'), "xml-doctype"),
    ("ftp", entity('SYSTEM "ftp://127.0.0.1/"'), "xml-doctype"),
    ("public", entity('PUBLIC "a" "http://127.0.0.1:9/"'), "xml-doctype"),
    ("php", entity('SYSTEM "php://filter/x"'), "xml-doctype"),
    ("jar", entity('SYSTEM "jar:http://127.0.0.1/!/a"'), "xml-doctype"),
    ("netdoc", entity('SYSTEM "netdoc:/etc/passwd"'), "xml-doctype"),
    ("expect", entity('SYSTEM "expect://id"'), "xml-doctype"),
    ("unparsed", entity('SYSTEM "file:///a" NDATA n'), "xml-doctype"),
    ("parameter", doctype('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]'), "xml-doctype"),
    ("blind", doctype("[<!ENTITY % a \"<!ENTITY b SYSTEM 'file:///a'>\"> %a;]"), "xml-doctype"),
    ("dtd", doctype('SYSTEM "http://127.0.0.1:9/a.dtd"'), "xml-doctype"),
    ("dtd public", doctype('PUBLIC "-//A" "http://127.0.0.1:9/a.dtd"'), "xml-doctype"),
    ("dtd file", doctype('SYSTEM "file:///dev/random"'), "xml-doctype"),
    ("laughs", doctype(f'[<!ENTITY l0 "ha">{LAUGHS}]', titled("&l9;")), "xml-doctype"),
    ("quadratic", entity(f'"{"A" * 9999}"', titled("&x;" * 999)), "xml-doctype"),
    ("circle", doctype('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', titled("&a;")), "xml-doctype"),
    ("attribute list", doctype('[<!ATTLIST ClinicalDocument a CDATA "b">]'), "xml-doctype"),
    ("notation", doctype('[<!NOTATION n SYSTEM "http://127.0.0.1:9/">]'), "xml-doctype"),
    ("element", doctype("[<!ELEMENT ClinicalDocument ANY>]"), "xml-doctype"),
    ("empty", doctype("[]"), "xml-doctype"),
    ("bare", doctype(""), "xml-doctype"),
    ("lower case", b"<!doctype a>" + PLAIN.encode(), "xml-syntax"),
    ("utf-16", HIDDEN.encode("utf-16"), "xml-doctype"),
    ("utf-16 undeclared", HIDDEN.encode("utf-16-le"), "xml-doctype"),
    ("utf-7", declared("UTF-7"), "xml-encoding-unknown"),
    ("ebcdic", declared("cp037"), "xml-encoding-unknown"),
    ("codec", declared("zip"), "xml-encoding-unknown"),
    ("rot13", declared("rot13"), "xml-encoding-unknown"),
    ("utf-32", PLAIN.encode("utf-32"), "xml-syntax"),
    ("overlong", PLAIN.encode().replace(b">x<", b">\xc0\xbc<"), "xml-encoding"),
    ("surrogate", PLAIN.encode().replace(b">x<", b">\xed\xa0\x80<"), "xml-encoding"),
    ("entity undeclared", titled("&secret;").encode(), "xml-entity"),
    ("html entity", titled("&nbsp;").encode(), "xml-entity"),
    ("null", titled("a\x00b").encode(), "xml-syntax"),
    ("null reference", titled("&#0;").encode(), "xml-syntax"),
    ("control", titled("&#x1;").encode(), "xml-syntax"),
    ("deep", f"{OPEN}>{'<a>' * 5000}".encode(), "xml-depth"),
    ("wide", f"{OPEN}>{'<a/>' * 600_000}{SHUT}".encode(), "xml-elements"),
    ("attributes", f"{OPEN} {CROWD}/>".encode(), "xml-attributes"),
    ("twice", f'{OPEN} a="1" a="2"/>'.encode(), "xml-syntax"),
    ("prefix", f"{OPEN}><x:a/>{SHUT}".encode(), "xml-namespace-declared"),
    ("unclosed cdata", titled("<![CDATA[x").encode(), "xml-syntax"),
    ("unclosed comment", titled("<!-- x").encode(), "xml-syntax"),
    ("two roots", (PLAIN + PLAIN).encode(), "xml-syntax"),
    ("declared late", b' <?xml version="1.0"?>' + PLAIN.encode(), "xml-syntax"),
)
XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
AWAY = "http://127.0.0.1:9/a.xsd"
INNER = "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;"
READ: tuple[tuple[str, str, str], ...] = (
    ("xinclude", f'<xi:include {XI} href="file:///etc/passwd"/>', ""),
    ("xinclude text", f'<xi:include {XI} parse="text" href="/a"/>', ""),
    ("schema", f'<a {XSI} xsi:schemaLocation="urn:hl7-org:v3 {AWAY}"/>', ""),
    ("no schema", f'<a {XSI} xsi:noNamespaceSchemaLocation="{AWAY}"/>', ""),
    ("stylesheet", f'<?xml-stylesheet type="text/xsl" href="{AWAY}"?>', ""),
    ("base", f'<a xml:base="{AWAY}"/>', ""),
    ("cdata", f"<a><![CDATA[{INNER}]]></a>", INNER),
    ("escaped", "<a>&lt;script&gt;alert(1)&lt;/script&gt;</a>", "<script>alert(1)</script>"),
    ("comment", "<a>be<!-- <!ENTITY x SYSTEM 'file:///a'> -->fore</a>", "before"),
)


def named(rows: Sequence[tuple[str, Any, str]]) -> Any:
    """Rows as parameters, each under its name."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def taken(body: bytes) -> Document:
    """The document that the adapter reads."""
    return ADAPTERS["cda"].parse(body, Sender("clinic"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a socket fails the test."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.parametrize(("body", "rule"), named(REFUSED))
def test_an_attack_is_refused_by_name(body: bytes, rule: str) -> None:
    """One issue, at a line and column, within a second; no word of the document is in it."""
    with within(1), pytest.raises(Rejected) as caught:
        taken(body)

    (issue,) = caught.value.issues
    assert issue.rule == rule
    assert all(part.isdigit() for part in issue.source.split(":"))
    assert "passwd" not in issue.text


@pytest.mark.parametrize(("inside", "text"), named(READ))
def test_what_needs_a_reader_that_fetches_is_only_text(inside: str, text: str) -> None:
    """Includes, schemas and style sheets are elements and attributes like any other."""
    root = taken(f"{OPEN}>{inside}{SHUT}".encode()).tree

    assert "".join(child.text() for child in root.children()) == text


@pytest.mark.parametrize(
    "body",
    [
        doctype(f'[<!ENTITY l0 "ha">{LAUGHS}]', titled("&l9;")),
        f"{OPEN}>{'<a>' * 100_000}".encode(),
        titled("x" * 1_000_000).encode(),
    ],
    ids=["laughs", "deep", "long"],
)
def test_memory_stays_a_small_multiple_of_what_was_sent(body: bytes) -> None:
    tracemalloc.start()
    try:
        taken(body)
    except Rejected:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 12 * len(body) + 1_000_000
