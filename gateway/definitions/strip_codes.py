"""Keep of a published value set, code system or binding the facts that decide about codes.

https://hl7.org/fhir/R4/valueset.html · https://hl7.org/fhir/R4/codesystem.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Record = dict[str, Any]

_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_MAX = _EXTENSION + "elementdefinition-maxValueSet"
_MIN = _EXTENSION + "elementdefinition-minValueSet"
_ADDITIONAL = frozenset(
    {
        _EXTENSION + "additional-binding",
        "http://hl7.org/fhir/tools/StructureDefinition/additional-binding",
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional",
    }
)
"""R4 has no additional bindings: these extensions say what R5's `additional` says."""
_TRUNCATED = frozenset(
    {_EXTENSION + "valueset-toocostly", _EXTENSION + "valueset-unclosed"},
)
"""Extensions of an expansion that does not hold all codes."""


def binding(said: Mapping[str, Any]) -> Record:
    """The record of an element's binding."""
    facts: Record = {key: said[key] for key in ("strength", "valueSet") if key in said}
    extensions = said.get("extension", ())
    for key, url in (("max", _MAX), ("min", _MIN)):
        for one in extensions:
            if one.get("url") == url:
                facts[key] = one.get("valueCanonical") or one.get("valueUri") or ""
    additional = [_unfolded(one) for one in extensions if one.get("url") in _ADDITIONAL]
    additional += said.get("additional", ())
    if additional:
        facts["additional"] = [
            [one.get("purpose", ""), one.get("valueSet", ""), "usage" in one, bool(one.get("any"))]
            for one in additional
        ]
    return facts


def _unfolded(extension: Mapping[str, Any]) -> Record:
    """What the parts of an extension say, under the names that R5 gives them."""
    return {
        str(one.get("url")): next((one[key] for key in one if key.startswith("value")), True)
        for one in extension.get("extension", ())
    }


def valueset(resource: Mapping[str, Any]) -> Record:
    """The record of a ValueSet: its parts, and its expansion where it was published with one."""
    record = {key: resource[key] for key in ("url", "name", "version") if key in resource}
    compose = resource.get("compose", {})
    for key in ("include", "exclude"):
        if compose.get(key):
            record[key] = [_part(part) for part in compose[key]]
    if compose.get("inactive") is False:
        record["inactive"] = False
    expansion = resource.get("expansion", {})
    if "contains" in expansion:
        record["contains"] = list(_contained(expansion["contains"]))
        if _partial(expansion, len(record["contains"])):
            record["partial"] = True
    return record


def _partial(expansion: Mapping[str, Any], count: int) -> bool:
    said = (one.get("url") for one in expansion.get("extension", ()))
    paged = expansion.get("total", 0) > count or expansion.get("offset", 0) > 0
    return paged or not _TRUNCATED.isdisjoint(said)


def _part(part: Mapping[str, Any]) -> Record:
    keys = ("system", "version", "valueSet")
    facts: Record = {key: part[key] for key in keys if key in part}
    if "concept" in part:
        facts["concept"] = [[one["code"], one.get("display", "")] for one in part["concept"]]
    if "filter" in part:
        facts["filter"] = [[one["property"], one["op"], one["value"]] for one in part["filter"]]
    return facts


def _contained(contains: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    for one in contains:
        if "code" in one and not one.get("abstract"):
            yield [one.get("system", ""), one["code"]]
        yield from _contained(one.get("contains", ()))


def codesystem(resource: Mapping[str, Any]) -> Record:
    """The record of a CodeSystem: its concepts, in their hierarchy, with properties and words."""
    keys = (
        "url",
        "name",
        "version",
        "content",
        "caseSensitive",
        "hierarchyMeaning",
        "supplements",
    )
    record = {key: resource[key] for key in keys if key in resource}
    uris = {one["code"]: one["uri"] for one in resource.get("property", ()) if "uri" in one}
    if uris:
        record["uris"] = uris
    record["concept"] = [_concept(one) for one in resource.get("concept", ())]
    return record


def _concept(one: Mapping[str, Any]) -> list[Any]:
    """[code, display, concepts below, {property: values}, further words], short of empty ends."""
    said: dict[str, list[Any]] = {}
    for prop in one.get("property", ()):
        said.setdefault(prop["code"], []).extend(_values(prop))
    parts = [
        one["code"],
        one.get("display", ""),
        list(map(_concept, one.get("concept", ()))),
        said,
        [word["value"] for word in one.get("designation", ()) if word.get("value")],
    ]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def _values(prop: Mapping[str, Any]) -> Iterator[Any]:
    for key, value in prop.items():
        if key == "valueCoding":
            yield value["code"]
        elif key.startswith("value"):
            yield value if isinstance(value, str) else str(value).lower()
