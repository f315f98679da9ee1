"""Texts, numbers and narratives that no FHIR type has: what a right one is spoilt with.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

MALFORMED: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "base64Binary": ("A", "QQ=", "Q*==", "QQ==A", "=QQ="),
        "boolean": ("true", 1, 0, "yes"),
        "canonical": ("http://a b", " http://things.example"),
        "code": (" a", "a ", "a  b", "a\tb\n"),
        "date": ("2026-13", "2026-02-30", "26-01-01", "2026-1-1", "2026-02-03T10:00:00Z", "today"),
        "dateTime": (
            "2026-02-30", "2026-02-03T10:11+01:00", "2026-02-03T10:11:12",
            "2026-02-03 10:11:12Z", "2026-02-03T25:00:00Z", "2023-02-29", "20260203",
        ),
        "decimal": ("1.0", True, "x"),
        "id": ("a b", "x" * 65, "é", "a/b"),
        "instant": ("2026-02-03", "2026-02-03T10:11:12", "2026-02-31T10:11:12Z", "now"),
        "integer": (Decimal("1.5"), 2147483648, -2147483649, "1", True),
        "markdown": ("a\x01b",),
        "oid": ("1.2.3", "urn:oid:3.1", "urn:oid:1.02", "urn:oid:1.2."),
        "positiveInt": (0, -1, Decimal("1.5"), 2147483648, "1"),
        "string": ("a\x01b", "\x00"),
        "time": ("25:00:00", "10:11", "10:11:12Z", "10:61:00"),
        "unsignedInt": (-1, Decimal("0.5"), 2147483648, "0"),
        "uri": ("a b", " urn:x:y", "urn:uuid:x"),
        "url": ("http://a b", "a\nb"),
        "uuid": ("urn:uuid:x", "c757873d-ec9a-4326-a141-556f43239520"),
        "xhtml": ("<p>no div</p>", "<div>unclosed", "words"),
    }
)  # fmt: skip
"""Type -> texts and numbers that it has not."""

NARRATIVES: tuple[str, ...] = (
    '<div xmlns="http://www.w3.org/1999/xhtml"><script>x()</script></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">x</p></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</div>',
    '<div xmlns="http://www.w3.org/1999/xhtml">  </div>',
    "<div><p>no namespace</p></div>",
    '<p xmlns="http://www.w3.org/1999/xhtml">no div</p>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><iframe src="x">x</iframe></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><form><input/>x</form></div>',
    '<!DOCTYPE div [<!ENTITY e "x">]><div xmlns="http://www.w3.org/1999/xhtml">&e;</div>',
    '<div xmlns="http://www.w3.org/1999/xhtml">x</div><div/>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><a href="javascript:x()">x</a></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><object data="x">x</object></div>',
)
"""Narratives that txt-1 or txt-2 forbid."""

NUMBERS = frozenset({"boolean", "integer", "decimal", "positiveInt", "unsignedInt"})
"""Types that JSON has no quotes around."""
