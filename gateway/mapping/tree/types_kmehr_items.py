"""What an item of KMEHR says, as words for a person to read: what, when, how much, in which state.

Nothing is read for it: the resource that the item becomes accounts for what it holds.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (itemType, contentType)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gateway.mapping.tree.reading import below
from gateway.mapping.tree.types_kmehr_codes import denied, first, inside, said
from gateway.mapping.tree.types_kmehr_mixtures import recipe
from gateway.mapping.tree.types_kmehr_tables import DOSES, ON_DEMAND, PERIODS
from gateway.mapping.tree.types_kmehr_words import KINDS, WILLS
from gateway.model import Node

_STATES = ("lifecycle", "certainty", "severity", "temporality")
_BOUNDS = ("minref", "maxref")
_NUMBER = (("decimal",), ("unit", "cd"))
_TRUTHS = frozenset({"true", "false"})
"""What says nothing by itself: of what it is so must stand before it."""
_NAMES = ("tradename", "inn", "magistral")
_UNITS: Mapping[str, str] = MappingProxyType(
    {"h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
)
_PLAIN = frozenset(
    {"text", "boolean", "date", "time", "ecg", "bacteriology", "compoundprescription"}
)
"""What is told by all its words."""


def told(item: Node, *, named: bool = False) -> str:
    """An item in words: what, when, and in which state; `named`: of which kind it is, too."""
    what = [*dict.fromkeys(filter(None, _what(item)))]
    states = [said(item, name, "cd") for name in _STATES]
    begin, end = _moment(item, "beginmoment"), _moment(item, "endmoment")
    span = " / ".join(filter(None, (begin, end if begin else f"until {end}" if end else "")))
    notes = [" ".join(text.text().split()) for text in inside(item, "text")]
    lot = said(item, "batch")
    more = [*filter(None, [*states, span, *_doses(item), lot and f"lot {lot}", *notes])]
    kind = said(item, "cd")
    bare = named or _TRUTHS.issuperset(what)
    label = _label(item) or (_called(kind) if bare and what else "")
    words = "; ".join(what) or _called(kind)
    whole = f"{label}: {words}" if label else words
    return f"{whole} ({', '.join(more)})" if more else whole


def _called(kind: str) -> str:
    """What a kind of items is called."""
    return KINDS.get(kind) or WILLS.get(kind, kind)


def _label(item: Node) -> str:
    """What an item observes: `weight`, `LOINC 718-7`."""
    own = [one for one in inside(item, "cd") if one.attributes.get("S") != "CD-ITEM"]
    return ", ".join(
        dict.fromkeys(one.attributes.get("DN", "").strip() or _coded(one) for one in own)
    )


def _doses(item: Node) -> Iterator[str]:
    """How it is taken, as far as a list can tell."""
    yield said(item, "posology", "text")
    if dose := _span(item, "posology"):
        takes = _span(item, "posology", "takes")
        times = f" x {takes}" if takes else ""
        yield f"{dose} {_unit(said(item, 'posology', 'unit', 'cd'))}{times}"
    yield _each(said(item, "frequency", "periodicity", "cd"))
    for one in inside(item, "frequency"):
        yield _often(one)
    yield from (said(one, "cd") for one in inside(item, "dayperiod"))
    for words in inside(item, "instructionforpatient"):
        yield " ".join(words.text().split())
    for regimen in inside(item, "regimen"):
        before: list[str] = []
        for child in regimen.children():
            if child.name == "quantity":
                dose = f"{said(child, 'decimal')} {_unit(said(child, 'unit', 'cd'))}"
                yield " ".join([*before, dose]).strip()
                before = []
            else:
                before.append(_placed(child))


def _span(item: Node, *path: str) -> str:
    """From how much to how much: `1-2`, or `1`."""
    ends = [said(item, *path, end) for end in ("low", "high")]
    return "-".join(dict.fromkeys(filter(None, ends)))


def _each(periodicity: str) -> str:
    """How often a periodicity is: `every 2 days`."""
    if periodicity not in PERIODS:
        return "if needed" if periodicity in ON_DEMAND else periodicity
    number, unit = PERIODS[periodicity]
    return f"every {_UNITS[unit]}" if number == 1 else f"every {number} {_UNITS[unit]}s"


def _often(frequency: Node) -> str:
    """How often, where that is so many times in so long: `3 / 1 wk`."""
    if (text := said(frequency, "text")) or first(frequency, "periodicity") is not None:
        return text
    parts = [said(frequency, "decimal"), said(frequency, "unit", "cd")]
    for name in ("nominator", "denominator"):
        ends = (
            said(frequency, name, "quantity", *path) for path in (("decimal",), ("unit", "cd"))
        )
        parts.append(" ".join(filter(None, ends)))
    return " / ".join(filter(None, parts))


def _placed(node: Node) -> str:
    if node.name == "daynumber":
        return f"day {node.text().strip()}"
    if node.name == "daytime":
        return said(node, "time") or said(node, "dayperiod", "cd")
    return said(node, "cd") or node.text().strip()


def _unit(code: str) -> str:
    return DOSES[code][0] if code in DOSES else code


def _what(item: Node) -> Iterator[str]:
    unsaid = denied(item)
    for content in inside(item, "content"):
        for child in content.children():
            yield from _child(content, child, unsaid=unsaid)


def _child(content: Node, child: Node, *, unsaid: bool) -> Iterator[str]:
    if child.name == "cd":
        yield child.attributes.get("DN", "").strip() or _coded(child, unsaid=unsaid)
    elif child.name in ("decimal", "unsignedInt"):
        number = f"{child.text().strip()} {said(content, 'unit', 'cd')}".strip()
        yield f"{number}{_range(content)}"
    elif child.name == "compoundprescription" and first(child, "compound") is not None:
        yield recipe(child)
    elif child.name in _PLAIN:
        yield _all(child) + (_measure(content) if child.name == "text" else "")
    elif child.name == "incapacity":
        yield ", ".join(filter(None, _incapable(child)))
    elif child.name in ("medicinalproduct", "substanceproduct"):
        yield said(child, "deliveredname") or said(child, "intendedname")
    elif child.name == "medication":
        names = (said(child, name) for name in _NAMES)
        yield next(filter(None, names), "") or " ".join(map(_coded, inside(child, "cd")))
    elif child.name == "error":
        yield f"error: {said(child, 'description') or said(child, 'cd')}"
    elif child.name in ("hcparty", "person"):
        names = (said(child, name) for name in ("firstname", "familyname", "name"))
        called = [said(one, "telecomnumber") for one in inside(child, "telecom")]
        yield ", ".join(filter(None, [" ".join(filter(None, names)), *called]))


def _incapable(node: Node) -> Iterator[str]:
    """Of what, why, and to which degree."""
    for one in (node, *inside(node, "incapacityreason")):
        yield from (" ".join(cd.text().split()) for cd in inside(one, "cd"))
    if degree := said(node, "percentage"):
        yield f"{degree} %"


def _all(node: Node) -> str:
    return " ".join(" ".join(one.text() for one in below(node)).split())


def _measure(content: Node) -> str:
    """The unit and the limits of a result in words."""
    unit = said(content, "unit", "cd")
    return f"{f' {unit}' if unit else ''}{_range(content)}"


def _range(content: Node) -> str:
    """The limits that a number is held to."""
    least, most = said(content, "minref", "decimal"), said(content, "maxref", "decimal")
    both = f" [{least} - {most}]" if least and most else ""
    one = f" [>= {least}]" if least else f" [<= {most}]" if most else ""
    whole = both or one
    return "".join([whole, *map(_for_whom, inside(content, "refscope", "refvalue"))])


def _for_whom(usual: Node) -> str:
    """What is usual for some: `[12 - 16 female]`."""
    ends = (said(usual, end, "decimal") or said(usual, end, "text") for end in _BOUNDS)
    span = " - ".join(ends).strip()
    return f" [{' '.join(filter(None, (span, said(usual, 'context'))))}]"


def _coded(cd: Node, *, unsaid: bool = False) -> str:
    """A code; its table where that is no table of KMEHR's own.

    `unsaid`: what it means would say what is not so.
    """
    text = " ".join(cd.text().split())
    scheme = cd.attributes.get("S", "")
    if scheme.startswith("CD-PATIENTWILL") and not unsaid:
        return WILLS.get(text, text)
    own = scheme == "LOCAL" or (scheme.startswith("CD-") and scheme != "CD-ATC")
    return f"{'' if own else scheme.removeprefix('CD-')} {text}".strip() if text else ""


def _moment(item: Node, name: str) -> str:
    found = (said(item, name, part) for part in ("date", "yearmonth", "year", "text"))
    return next(filter(None, found), "")
