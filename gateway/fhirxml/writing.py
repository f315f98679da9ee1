"""A resource into XML: elements in the order of their definition, every digit as it stood.

https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from gateway import xml
from gateway.fhirxml.reading import FHIR, XHTML, Path, text_of
from gateway.fhirxml.shapes import PRIMITIVE, Part, Shapes
from gateway.model import Issue, Rejected, Resource, Severity
from gateway.wording import english

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ESCAPED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": "&#xA;",
        "\r": "&#xD;",
        "\t": "&#x9;",
    }
)
_NONE: Mapping[str, Any] = {}


@cache
def _unsayable() -> re.Pattern[str]:
    """What XML has no letters for; to make it takes longer than most starts have use for it."""
    return re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Writing:
    """One resource being written."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._issues: list[Issue] = []
        self._parts: list[str] = []

    def write(self, resource: Resource) -> bytes:
        """The document; raises Rejected with every place that cannot be said in XML."""
        self._resource(
            resource, (None, str(resource.get("resourceType")), None), f' xmlns="{FHIR}"'
        )
        if self._issues:
            raise Rejected(self._issues)
        return (_HEAD + "".join(self._parts)).encode()

    def _resource(self, value: Any, path: Path, declared: str = "") -> None:
        kind = value.get("resourceType") if isinstance(value, dict) else None
        if not isinstance(kind, str) or not self._shapes.is_resource(kind):
            self._note("xml-unwritable", path)
            return
        body = {key: said for key, said in value.items() if key != "resourceType"}
        self._element(kind + declared, kind, body, self._shapes.of(kind), path)

    def _element(
        self,
        opening: str,
        name: str,
        value: Mapping[str, Any],
        parts: Mapping[str, Part],
        path: Path,
    ) -> None:
        """An element with its attributes, and all in it in the order of the definition."""
        known = {key.removeprefix("_") for key in value}
        for key in known - parts.keys():
            self._note("xml-unwritable", (path, key, None))
        mine = sorted((parts[key] for key in known & parts.keys()), key=lambda part: part.order)
        said = [part for part in mine if part.attribute]
        attributes = "".join(self._attribute(part, value, path) for part in said)
        self._parts.append(f"<{opening}{attributes}")
        if len(said) == len(mine):
            self._parts.append("/>")
            return
        self._parts.append(">")
        for part in mine:
            if not part.attribute:
                self._member(part, value, path)
        self._parts.append(f"</{name}>")

    def _attribute(self, part: Part, value: Mapping[str, Any], path: Path) -> str:
        return f" {part.name}={self._quoted(value.get(part.name), part, (path, part.name, None))}"

    def _member(self, part: Part, owner: Mapping[str, Any], path: Path) -> None:
        """All elements of one name."""
        value, beside = owner.get(part.name), owner.get(f"_{part.name}")
        for index, (one, besides) in enumerate(self._items(part, value, beside, path)):
            place = (path, part.name, index if part.many else None)
            if part.kind == "primitive":
                self._primitive(part, one, besides, place)
            elif besides is not None:
                self._note("xml-unwritable", place)
            elif part.kind == "resource":
                self._parts.append(f"<{part.name}>")
                self._resource(one, place)
                self._parts.append(f"</{part.name}>")
            elif part.kind == "xhtml":
                self._narrative(one, place)
            elif isinstance(one, dict):
                self._element(part.name, part.name, one, self._shapes.of(part.type), place)
            else:
                self._note("xml-unwritable", place)

    def _items(self, part: Part, value: Any, beside: Any, path: Path) -> Iterator[tuple[Any, Any]]:
        """Each value with what stands beside it."""
        if not part.many:
            yield value, beside
            return
        values, besides = value if value is not None else [], beside if beside is not None else []
        if not isinstance(values, list) or not isinstance(besides, list):
            self._note("xml-unwritable", (path, part.name, None))
            return
        for index in range(max(len(values), len(besides))):
            yield (
                values[index] if index < len(values) else None,
                besides[index] if index < len(besides) else None,
            )

    def _primitive(self, part: Part, value: Any, beside: Any, path: Path) -> None:
        if beside is not None and not isinstance(beside, dict):
            self._note("xml-unwritable", path)
            return
        inner = {key: said for key, said in (beside or _NONE).items() if key != "value"}
        said = "" if value is None else f" value={self._quoted(value, part, path)}"
        shape = self._shapes.of(part.type)
        name = part.name
        if "id" in inner:
            said = self._attribute(shape["id"], inner, path) + said
            del inner["id"]
        self._element(name + said, name, inner, shape, path)

    def _quoted(self, value: Any, part: Part, path: Path) -> str:
        """A value as an attribute, in quotes."""
        text = _text(value, part.type)
        if text is None:
            self._note("xml-unwritable", path)
            return '""'
        if _unsayable().search(text):
            self._note("xml-character", path)
            return '""'
        return f'"{text.translate(_ESCAPED)}"'

    def _narrative(self, value: Any, path: Path) -> None:
        """The narrative as it stands, if it is one well-formed element and nothing else."""
        if not isinstance(value, str) or _unsayable().search(value):
            self._note("xml-character", path)
            return
        text = value.replace("&#xD;", "&#13;").replace("\r", "&#xD;").strip()
        try:
            root = xml.read(text.encode()).root
        except Rejected as error:
            self._issues += [_moved(issue, path) for issue in error.issues]
            return
        if root.name != "div" or root.space not in (XHTML, "") or text.startswith("<?"):
            self._note("xml-unwritable", path)
            return
        self._parts.append(text)

    def _note(self, rule: str, path: Path) -> None:
        facts = (path[1],) if rule == "xml-unwritable" and path else ()
        self._issues.append(
            Issue(
                rule,
                Severity.ERROR,
                english(rule, *facts),
                target=text_of(path),
                code="structure",
                facts=facts,
            )
        )


def _moved(issue: Issue, path: Path) -> Issue:
    return Issue(issue.rule, Severity.ERROR, issue.text, target=text_of(path), facts=issue.facts)


def _text(value: Any, type_: str) -> str | None:
    """The text of a value; None where it is not of the type."""
    kind = PRIMITIVE.get(type_)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("true" if value else "false") if kind == "boolean" else None
    if isinstance(value, int):
        return str(value) if kind in ("integer", "decimal") else None
    if isinstance(value, Decimal):
        return str(value) if kind == "decimal" and value.is_finite() else None
    return None
