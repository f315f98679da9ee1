"""A resource as it was sent, in JSON or XML: reads it, and tells in which line each issue lies.

https://hl7.org/fhir/R4/json.html · https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from msgspec import structs

from gateway import fhirjson
from gateway.fhirjson.faults import offset
from gateway.fhirjson.places import lined, places
from gateway.fhirxml import FhirXml
from gateway.fhirxml.shapes import Shapes
from gateway.model import Issue, Rejected, Resource
from gateway.validation.expressed import expressed

_MARK = b"\xef\xbb\xbf"
_WIDE = frozenset({b"\xff\xfe", b"\xfe\xff"})
"""How a text in UTF-16 begins."""
Places: TypeAlias = Callable[[Sequence[str]], list[tuple[int, int]]]


class Form(StrEnum):
    """In which form a resource is written."""

    JSON = "json"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Sent:
    """A resource that was read, and what its form already breaks."""

    resource: Resource
    form: Form
    issues: tuple[Issue, ...]
    """What the form may not hold: a stray attribute, another order. Located already."""
    _places: Places
    _shapes: Shapes

    def located(self, issues: Iterable[Issue], inside: str = "") -> list[Issue]:
        """The same issues with `line:column` of their target as source, where they have none.

        And with their target in FHIRPath, where that names it otherwise.
        `inside` is the path of the resource that was checked, where it is not the whole.
        """
        found = list(issues)
        targets = [_within(inside, issue.target) for issue in found]
        at = self._places(targets) if found else []
        return [
            structs.replace(
                issue,
                source=issue.source or f"{line}:{column}",
                expression=self._expression(target, inside, issue.target),
            )
            for issue, target, (line, column) in zip(found, targets, at, strict=True)
        ]

    def _expression(self, whole: str, inside: str, target: str) -> str:
        """The path in FHIRPath, from the resource that was checked."""
        if not target[:1].isupper():
            return target
        said = expressed(self._shapes, self.resource, whole)
        return target.partition(".")[0] + said[len(inside) :] if inside else said


def form(body: bytes) -> Form:
    """JSON or XML, by the first sign of it, in two bytes too."""
    head = body[:200].removeprefix(_MARK).lstrip()
    wide = head[:2] in _WIDE and b"<" in head[2:4]
    return Form.XML if wide or head[:1] == b"<" else Form.JSON


def read(body: bytes, xml: FhirXml, said: Form | None = None) -> Sent:
    """Read a resource; `said` is the form that the sender names, else it is seen.

    Raises Rejected where it cannot be read, its issues with `line:column` as source.
    """
    if (said or form(body)) is Form.XML:
        found = xml.read(body)
        return Sent(found.resource, Form.XML, found.issues, found.places, xml.shapes)
    text = body.removeprefix(_MARK)
    try:
        resource = fhirjson.resource(text)
    except Rejected as error:
        raise Rejected([_faulty(issue, text) for issue in error.issues]) from None
    return Sent(resource, Form.JSON, (), partial(places, text), xml.shapes)


def _within(inside: str, target: str) -> str:
    """A path inside a resource that stands inside another."""
    if not inside:
        return target
    head, dot, rest = target.partition(".")
    return f"{inside}{dot}{rest}" if head[:1].isupper() else f"{inside}.{target}"


def _faulty(issue: Issue, text: bytes) -> Issue:
    """An issue of JSON that cannot be read, with the line and column of it."""
    line, column = lined(text, [offset(issue, text, fhirjson.MAX_DEPTH)])[0]
    return structs.replace(issue, source=f"{line}:{column}")
