"""Keep of a published FHIR definition the facts that a machine uses, and leave out its prose.

One function per kind of resource; what each gives is a record: plain JSON under the field's own
names. https://hl7.org/fhir/R4/conformance-module.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.definitions.strip_codes import binding, codesystem, valueset
from gateway.definitions.structure import path as unsliced

Record = dict[str, Any]

_HEAD = ("url", "name", "type", "kind", "abstract", "derivation", "version", "fhirVersion")
_KEPT = (
    "sliceName", "min", "max", "maxLength", "isModifier", "mustSupport", "isSummary",
    "representation",
)  # fmt: skip
_TYPED = ("fixed", "pattern", "minValue", "maxValue")
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_FHIR_TYPE = _EXTENSION + "structuredefinition-fhir-type"
_REGEX = _EXTENSION + "regex"
_TRANSLATION = _EXTENSION + "translation"
_MIN_LENGTH = _EXTENSION + "minLength"
_PLACES, _SIZE = _EXTENSION + "maxDecimalPlaces", _EXTENSION + "maxSize"
_ALTERNATIVES = (
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives"
)
_IMPOSED = _EXTENSION + "structuredefinition-imposeProfile"
_COMPLIED = _EXTENSION + "structuredefinition-compliesWithProfile"
OBLIGES = tuple(
    f"http://hl7.org/fhir/{where}StructureDefinition/obligation-profile{end}"
    for where in ("", "tools/")
    for end in ("", "-flag")
)
"""What marks a profile of obligations: it moved, and was renamed, before it was settled."""
_NARRATED = ("narrative-language-control", "narrative-source-control")
_SYSTEM = "http://hl7.org/fhirpath/"
_PRIMITIVES = frozenset(
    {
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id",
        "instant", "integer", "markdown", "oid", "positiveInt", "string", "time", "unsignedInt",
        "uri", "url", "uuid", "xhtml",
    }
)  # fmt: skip
# Published 4.0.1 types Resource.id as string, so that the form of an id is never looked at.
_ERRATA = MappingProxyType({"Resource.id": "id"})


def lowered(name: str) -> str:
    """The type that the tail of a choice's name means: `Uri` is uri, `HumanName` is HumanName."""
    lower = name[:1].lower() + name[1:]
    return lower if lower in _PRIMITIVES else name


def strip(resource: Mapping[str, Any]) -> Record:
    """The record of a definition; `resourceType` must be one of KINDS."""
    return KINDS[resource["resourceType"]](resource)


def _structure(resource: Mapping[str, Any]) -> Record:
    record = {key: resource[key] for key in _HEAD if key in resource}
    if "baseDefinition" in resource:
        record["base"] = resource["baseDefinition"]
    if "context" in resource:
        record["context"] = [[at.get("type", ""), at["expression"]] for at in resource["context"]]
    if "contextInvariant" in resource:
        record["contextInvariant"] = resource["contextInvariant"]
    for name, extension in (("imposes", _IMPOSED), ("complies", _COMPLIED)):
        said = list(_extensions(resource, extension, "valueCanonical", "valueUri"))
        if said:
            record[name] = said
    if any(one is True for url in OBLIGES for one in _extensions(resource, url, "valueBoolean")):
        record["obliges"] = True
    view, key = ("snapshot", "elements") if "snapshot" in resource else ("differential",) * 2
    record[key] = elements(resource.get(view, {}).get("element", ()))
    return record


def elements(definitions: Iterable[Mapping[str, Any]]) -> list[Record]:
    """The facts of ElementDefinitions; where one has no id, its path and place give it one."""
    latest: dict[str, str] = {}
    found = []
    for definition in definitions:
        facts = _element(definition)
        facts["id"] = definition.get("id") or _id(definition, latest)
        latest[definition["path"]] = facts["id"]
        found.append(facts)
    return found


def _id(definition: Mapping[str, Any], latest: Mapping[str, str]) -> str:
    parent, dot, name = definition["path"].rpartition(".")
    said = definition.get("sliceName")
    return f"{latest.get(parent, parent)}{dot}{name}" + (f":{said}" if said else "")


def _element(definition: Mapping[str, Any]) -> Record:
    facts: Record = {"id": "", **{key: definition[key] for key in _KEPT if key in definition}}
    if "base" in definition:
        facts["base"] = [definition["base"]["path"], definition["base"]["max"]]
    for key in definition:
        if key.startswith(_TYPED):
            stem = next(stem for stem in _TYPED if key.startswith(stem))
            if key != stem:
                facts[stem] = [lowered(key[len(stem) :]), definition[key]]
    if "type" in definition and ("base" in definition or not _is_system(definition["type"])):
        facts["type"] = _types(definition)
    if "binding" in definition:
        facts["binding"] = binding(definition["binding"])
    if "constraint" in definition:
        facts["constraint"] = [_constraint(one) for one in definition["constraint"]]
    if "slicing" in definition:
        facts["slicing"] = _slicing(definition["slicing"])
    if "contentReference" in definition:
        facts["contentReference"] = definition["contentReference"].rpartition("#")[2]
    return facts | _extended(definition) if "extension" in definition else facts


def _extended(definition: Mapping[str, Any]) -> Record:
    """What R4 has no element for, and says of an element by an extension."""
    facts: Record = {}
    for length in _extensions(definition, _MIN_LENGTH, "valueInteger"):
        facts["minLength"] = length
    for places in _extensions(definition, _PLACES, "valueInteger"):
        facts["maxPlaces"] = places
    for size in _extensions(definition, _SIZE, "valueDecimal"):
        facts["maxSize"] = int(size)
    for text in _extensions(definition, _REGEX, "valueString"):
        facts["regex"] = text
    if others := list(_extensions(definition, _ALTERNATIVES, "valueCanonical")):
        facts["alternatives"] = others
    controls = [
        [name, code]
        for name in _NARRATED
        for code in _extensions(definition, _EXTENSION + name, "valueCode")
    ]
    return {**facts, "narrated": controls} if controls else facts


def _types(definition: Mapping[str, Any]) -> list[Record]:
    origin = definition.get("base", {}).get("path") or unsliced(definition["path"])
    if len(definition["type"]) == 1 and definition["type"][0].keys() == {"code"}:
        return [{"code": _ERRATA.get(origin) or _code(definition["type"][0])}]
    said: dict[str, Record] = {}
    for one in definition["type"]:
        code = _ERRATA.get(origin) or _code(one)
        kept = said.setdefault(code, {"code": code})
        for key in ("profile", "targetProfile"):
            if key in one:
                kept[key] = list(dict.fromkeys([*kept.get(key, ()), *one[key]]))
        for text in _extensions(one, _REGEX, "valueString"):
            kept["regex"] = text
        for key in ("aggregation", "versioning"):
            if key in one:
                kept[key] = one[key]
    return list(said.values())


def _is_system(types: Iterable[Mapping[str, Any]]) -> bool:
    """A differential that says only what JSON says (`System.String`) says nothing of the type."""
    return all(one.get("code", "").startswith(_SYSTEM) for one in types)


def _code(one: Mapping[str, Any]) -> str:
    code = str(one.get("code", ""))
    if not code.startswith(_SYSTEM):
        return code
    return next(_extensions(one, _FHIR_TYPE, "valueUrl", "valueUri"), "string")


def _extensions(holder: Mapping[str, Any], url: str, *keys: str) -> Iterator[Any]:
    for extension in holder.get("extension", ()):
        if extension["url"] == url:
            yield from (extension[key] for key in keys if key in extension)


def _constraint(one: Mapping[str, Any]) -> list[Any]:
    get = one.get
    facts = [get("key", ""), get("severity", ""), get("human", ""), get("expression", "")]
    facts.append(get("source", ""))
    said = translations(one)
    return [*facts, said] if said else facts


def translations(constraint: Mapping[str, Any]) -> list[list[str]]:
    """The sentence of an invariant in other languages, where its author wrote any: code, text.

    https://hl7.org/fhir/R4/extension-translation.html
    """
    if "extension" not in constraint and "_human" not in constraint:
        return []  # as it mostly is
    holders = (constraint.get("_human") or {}, constraint)
    found = [
        one for at in holders for one in at.get("extension", ()) if one["url"] == _TRANSLATION
    ]
    parts = [{one["url"]: one for one in each.get("extension", ())} for each in found]
    return [
        [str(_primitive(part["lang"])).partition("-")[0], str(_primitive(part["content"]))]
        for part in parts
        if "lang" in part and "content" in part
    ]


def _primitive(extension: Mapping[str, Any]) -> Any:
    return next((value for key, value in extension.items() if key.startswith("value")), "")


def _slicing(slicing: Mapping[str, Any]) -> Record:
    facts: Record = {
        "discriminator": [[one["type"], one["path"]] for one in slicing.get("discriminator", ())],
        "rules": slicing.get("rules", "open"),
    }
    if slicing.get("ordered"):
        facts["ordered"] = True
    return facts


def _parameter(resource: Mapping[str, Any]) -> Record:
    keys = ("url", "name", "code", "base", "type", "expression", "target")
    record = {key: resource[key] for key in keys if key in resource}
    if "component" in resource:
        record["component"] = [
            [one["definition"], one["expression"]] for one in resource["component"]
        ]
    return record


def _compartment(resource: Mapping[str, Any]) -> Record:
    members = {one["code"]: one["param"] for one in resource["resource"] if "param" in one}
    return {"url": resource["url"], "code": resource["code"], "resource": members}


def _guide(resource: Mapping[str, Any]) -> Record:
    return {
        "url": resource["url"],
        "global": [[str(one["type"]), str(one["profile"])] for one in resource["global"]],
    }


GUIDE = "ImplementationGuide"
"""A definition that is kept where it asks something of every resource of a type."""

KINDS: Mapping[str, Callable[[Mapping[str, Any]], Record]] = MappingProxyType(
    {
        "StructureDefinition": _structure,
        "ValueSet": valueset,
        "CodeSystem": codesystem,
        "SearchParameter": _parameter,
        "CompartmentDefinition": _compartment,
        GUIDE: _guide,
    }
)
"""The kinds of definition that are kept."""
