"""What each primitive type of FHIR may look like, by its real lexical rules.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.validation import moments

MAX_STRING = 1_048_576
MAX_INTEGER = 2_147_483_647

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
unique = re.compile(rf"urn:uuid:{_UUID_TEXT.pattern}").fullmatch
"""What tells a whole address that names nothing but itself."""
_AS_DIGITS = bytes.maketrans(b"0123456789abcdefABCDEF", b"0" * 22)
_LINE = b"urn:uui0:00000000-0000-0000-0000-000000000000\n"
"""What becomes of such an address, and the end of its line."""
_LETTER = 7
"""Where its head has a letter that is a digit too."""
_SPACE = re.compile(r"\s")
_PARTED = re.compile(r"[ |]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLANKS = " \t\r\n"
_BASE64_SPACE = str.maketrans("", "", _BLANKS)
_LONG = 262_144
"""Characters of base64 that are looked at together: whole groups of four."""


def _boolean(value: Any) -> bool:
    return value is True or value is False


def _integer(value: Any) -> bool:
    return value.__class__ is int and -MAX_INTEGER - 1 <= value <= MAX_INTEGER


def _positive(value: Any) -> bool:
    return value.__class__ is int and 0 < value <= MAX_INTEGER


def _unsigned(value: Any) -> bool:
    return value.__class__ is int and 0 <= value <= MAX_INTEGER


def _decimal(value: Any) -> bool:
    return value.__class__ is int or (value.__class__ is Decimal and value.is_finite())


def _string(value: Any) -> bool:
    return value.__class__ is str and 0 < len(value) <= MAX_STRING and not _CONTROL.search(value)


def _code(value: Any) -> bool:
    return value.__class__ is str and value != "" and value.split() == _SPACE.split(value)


def _id(value: Any) -> bool:
    return value.__class__ is str and _ID.fullmatch(value) is not None


def _uri(value: Any) -> bool:
    if value.__class__ is not str or value == "" or _SPACE.search(value):
        return False
    if value.startswith("urn:oid:"):
        return _OID.fullmatch(value) is not None
    if value.startswith(("oid:", "uuid:")):
        return False
    if value.startswith("urn:uuid:"):
        return _UUID_TEXT.fullmatch(value.partition("#")[0], 9) is not None
    return True


def _canonical(value: Any) -> bool:
    """A URI, with the version that is meant behind a bar."""
    if value.__class__ is not str or "|" not in value:
        return _uri(value)
    return _uri(value.partition("|")[0]) and not _SPACE.search(value)


def _oid(value: Any) -> bool:
    return value.__class__ is str and _OID.fullmatch(value) is not None


def _uuid(value: Any) -> bool:
    return value.__class__ is str and _UUID.fullmatch(value) is not None


def _base64(value: Any) -> bool:
    """Decode it: the published expression takes years on some texts, this takes microseconds."""
    if value.__class__ is not str or value == "" or value.isspace():
        return False
    try:
        if not any(blank in value for blank in _BLANKS):
            return _base64_whole(value)
        binascii.a2b_base64(value.translate(_BASE64_SPACE).encode("ascii"), strict_mode=True)
    except (ValueError, UnicodeEncodeError):
        return False
    return True


def _base64_whole(value: str) -> bool:
    """The same without blanks, of which no second copy is made: what is filled up ends it."""
    for at in range(0, len(value), _LONG):
        binascii.a2b_base64(value[at : at + _LONG], strict_mode=True)
    return value.find("=", 0, -2) < 0


@dataclass(frozen=True, slots=True)
class Primitive:
    """A primitive type: whether a JSON value is one, and the rule that says so."""

    test: Callable[[Any], bool]
    rule: str
    json: type
    """What JSON has in its place: str, bool, int or Decimal."""
    kept: bool = False
    """True: values are few or short, and may be remembered as right."""
    inline: str = ""
    """A quick test, as source, that is only true of right values; `v` is the value."""


_TEXT = "v.__class__ is str and v.isprintable() and v.strip() and len(v) < 1048577"
_NUMBER = "v.__class__ is Decimal and v.is_finite() or v.__class__ is int"
_INT = "v.__class__ is int and {} <= v <= 2147483647"
_WORDS = '{v}.isprintable() and {v} >= "!" and len({v}) < 1048577 or text({v})'
"""Of what is printable, only what begins with a space may be blank."""

PRIMITIVES: Mapping[str, Primitive] = MappingProxyType(
    {
        "boolean": Primitive(_boolean, "boolean-format", bool, inline="v is True or v is False"),
        "integer": Primitive(_integer, "integer-format", int, inline=_INT.format("-2147483648")),
        "positiveInt": Primitive(_positive, "positive-integer-format", int, inline=_INT.format(1)),
        "unsignedInt": Primitive(_unsigned, "unsigned-integer-format", int, inline=_INT.format(0)),
        "decimal": Primitive(_decimal, "decimal-format", Decimal, inline=_NUMBER),
        "string": Primitive(_string, "string-format", str, inline=_TEXT),
        "markdown": Primitive(_string, "string-format", str, inline=_TEXT),
        "code": Primitive(_code, "code-format", str, kept=True),
        "id": Primitive(_id, "id-format", str),
        "date": Primitive(moments.date_, "date-format", str, kept=True),
        "dateTime": Primitive(moments.datetime_, "datetime-format", str, kept=True),
        "instant": Primitive(moments.instant, "instant-format", str, kept=True),
        "time": Primitive(moments.time_, "time-format", str, kept=True),
        "uri": Primitive(_uri, "uri-format", str, kept=True),
        "url": Primitive(_uri, "uri-format", str, kept=True),
        "canonical": Primitive(_canonical, "uri-format", str, kept=True),
        "oid": Primitive(_oid, "oid-format", str, kept=True),
        "uuid": Primitive(_uuid, "uuid-format", str),
        "base64Binary": Primitive(_base64, "binary-format", str),
        "xhtml": Primitive(
            lambda value: value.__class__ is str and value != "", "narrative-syntax", str
        ),
    },
)


QUICK: Mapping[str, str] = MappingProxyType(
    {
        "boolean": "{v} is True or {v} is False",
        "integer": "{v}.__class__ is int and -2147483648 <= {v} <= 2147483647",
        "positiveInt": "{v}.__class__ is int and 1 <= {v} <= 2147483647",
        "unsignedInt": "{v}.__class__ is int and 0 <= {v} <= 2147483647",
        "decimal": "{v}.__class__ is Decimal and {v}.is_finite() or {v}.__class__ is int",
        "string": _WORDS,
        "markdown": _WORDS,
        "id": "match_id({v})",
        "xhtml": "narrated({v})",
    },
)
"""Type -> a test, as source, that only right values pass; it may raise on another JSON type."""


def uniques(addresses: Sequence[str]) -> set[str]:
    """Those of some texts that name nothing but themselves.

    Mostly all do, and are told together, which takes a tenth of the time.
    """
    if _all_unique(addresses):
        return {*addresses}
    return {one for one in addresses if unique(one)}


def _all_unique(addresses: Sequence[str]) -> bool:
    """Whether each is `urn:uuid:`, and hexadecimal digits between four dashes.

    Where they are so many lines as there are addresses, no line is made of two of them.
    """
    count, lines = len(addresses), "\n".join(addresses)
    if lines[_LETTER :: len(_LINE)] != "d" * count:  # it is taken for a digit, as some letters are
        return False
    try:
        shape = lines.encode().translate(_AS_DIGITS)
    except ValueError:
        return False
    return shape == (_LINE * count)[:-1]


match_id = _ID.fullmatch
"""Truthy for a right id; raises TypeError where it is no text."""


def text(value: Any) -> bool:
    """Whether it is a right string that is not blank."""
    return _string(value) and bool(value.strip())


class Seen(set[str]):
    """Texts already found right, of one type; forgets them all when they become too many."""

    LIMIT = 4096
    LONGEST = 256

    def keep(self, value: str) -> None:
        """Remember one more, but for what means something only where it stands."""
        if len(self) >= self.LIMIT:
            self.clear()
        if len(value) <= self.LONGEST and value[:1] != "#":
            self.add(value)


_GLANCE: Mapping[Any, Callable[[str], bool]] = MappingProxyType(
    {
        _string: lambda v: v.isprintable() and v >= "!",
        _code: lambda v: v.isprintable() and v >= "!" and " " not in v,
        _uri: lambda v: v.startswith("http") and v.isprintable() and " " not in v,
        _canonical: lambda v: v.startswith("http") and v.isprintable() and not _PARTED.search(v),
        moments.datetime_: moments.surely,
        moments.instant: moments.sure_moment,
        moments.date_: moments.sure_date,
    }
)
"""Test -> a quicker one, that passes no wrong text; what it does not pass may be right yet.

What is printable has no white space but spaces, and none of the marks that control something.
"""


def _not_told(_value: str) -> bool:
    return False


def fresh(kind: Primitive, seen: Seen) -> Callable[[Any], bool]:
    """Makes the test of a text that was not seen before: a right one is remembered."""
    glance = _GLANCE.get(kind.test, _not_told)
    longest, limit, keep = seen.LONGEST, seen.LIMIT, seen.add

    def test(value: Any) -> bool:
        if value.__class__ is str and len(value) <= longest and glance(value) and value[0] != "#":
            if len(seen) >= limit:
                seen.clear()
            keep(value)
            return True
        if not (kind.test(value) and value.strip()):
            return False
        if kind.test is _canonical and ":" not in value:
            return False
        seen.keep(value)
        return bool(value[:1] != "#")

    return _moments(test, seen) if glance in _OF_MOMENTS else test


_OF_MOMENTS = frozenset({moments.surely, moments.sure_moment})


def _moments(otherwise: Callable[[Any], bool], seen: Seen) -> Callable[[Any], bool]:
    """Makes the same test for moments, of which whole seconds are told first."""
    limit, keep, whole = seen.LIMIT, seen.add, moments.whole

    def test(value: Any) -> bool:
        if value.__class__ is str and whole(value):
            if len(seen) >= limit:
                seen.clear()
            keep(value)
            return True
        return otherwise(value)

    return test
