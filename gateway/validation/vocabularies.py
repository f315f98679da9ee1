"""Code systems, value sets and maps: held against themselves, and against what they are made of.

https://hl7.org/fhir/R4/codesystem.html · https://hl7.org/fhir/R4/valueset.html ·
https://hl7.org/fhir/R4/conceptmap.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.validation.filtering import PROPERTIES, filtered, known
from gateway.validation.paths import parts

if TYPE_CHECKING:
    from gateway.definitions import Definitions
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Part = dict[str, Any]
_NO_SYSTEMS = frozenset({"code-system-supplementing", "code-system-value-set"})
"""What is wrong with what is named as a code system and is none."""
_IN_PART = frozenset({"concept", "filter", "valueSet"})
"""What a part of a value set chooses by: without, it is all of its code system."""
_RELATIONS = frozenset(f"{PROPERTIES}{one}" for one in ("parent", "child", "partOf", "synonym"))
"""Properties whose values are concepts of the same code system."""
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        f"{PROPERTIES}{name}": kind
        for kind, names in {
            "boolean": ("inactive", "notSelectable"),
            "code": ("status", "parent", "child", "partOf", "synonym"),
            "dateTime": ("deprecated", "effectiveDate", "deprecationDate", "retirementDate"),
            "string": ("comment",),
            "decimal": ("itemWeight",),
        }.items()
        for name in names
    }
)
"""Address of a property of HL7's own -> its type.

https://hl7.org/fhir/R4/codesystem-concept-properties.html
"""
_MOST = 5000
"""Codes of one resource that are looked up: what is larger is its publisher's to prove."""


def defined(resource: Part, path: Path, run: Run) -> None:
    """Note what a CodeSystem, ValueSet or ConceptMap says that cannot be."""
    _RULES[str(resource["resourceType"])](resource, path, run)


# -- code systems --------------------------------------------------------------------------------


def _code_system(system: Part, path: Path, run: Run) -> None:
    content = system.get("content")
    concepts = list(_concepts(system, path))
    if ("supplements" in system) is not (content == "supplement"):
        run.add("code-system-supplement", (path, "content"))
    if content == "not-present" and concepts:
        run.add("code-system-not-present", concepts[0][1])
    count = system.get("count")
    if content == "complete" and count.__class__ is int and count != len(concepts):
        run.add("code-system-count", (path, "count"), (len(concepts),))
    if content == "supplement":
        for concept, where in concepts[:_MOST]:
            said = system.get("supplements")
            known(run, said, concept.get("code"), (where, "code"), rule="code-unknown")
    _properties(system, concepts, path, run)
    _declared(system, path, run)
    _whole_set(system, path, run)


def _concepts(owner: Part, path: Path) -> Iterator[tuple[Part, Path]]:
    """All concepts below an owner, each before those inside it, and where it stands."""
    rest = [*parts(owner, "concept", path)][::-1]
    while rest:
        one, where = rest.pop()
        yield one, where
        rest += [*parts(one, "concept", where)][::-1]


def _properties(system: Part, concepts: list[tuple[Part, Path]], path: Path, run: Run) -> None:
    """Note what concepts say under a property: undeclared, of another type, of no concept here."""
    types = {str(one.get("code")): one.get("type") for one, _ in parts(system, "property", path)}
    inner = _inner(system, path)
    codes = {str(one.get("code")) for one, _ in concepts} if inner else set()
    for concept, where in concepts:
        for said, at in parts(concept, "property", where) if "property" in concept else ():
            name = str(said.get("code"))
            form = next((key for key in said if key.startswith("value")), None)
            if "code" in said and name not in types:
                run.add("property-undeclared", (at, "code"))
            elif form and _unlike(form, types.get(name)):
                run.add("concept-property-type", (at, form), (types[name],))
            elif name in inner and form and str(said[form]) not in codes:
                run.add("code-unknown", (at, form), (str(system.get("url", "")),))


def _unlike(form: str, kind: Any) -> bool:
    """Whether a value has another form than that of the type which was declared."""
    return kind.__class__ is str and form[5:].lower() != str(kind).lower()


def _inner(system: Part, path: Path) -> set[str]:
    """The properties whose values are concepts of the same code system, where all are here."""
    if system.get("content") != "complete":
        return set()
    declared = [one for one, _ in parts(system, "property", path) if one.get("type") == "code"]
    return {
        str(one.get("code"))
        for one in declared
        if str(one.get("uri", f"{PROPERTIES}{one.get('code')}")) in _RELATIONS
    }


def _declared(system: Part, path: Path, run: Run) -> None:
    """Note properties that are declared twice, or whose address is none."""
    seen: set[tuple[str, str]] = set()
    for one, at in parts(system, "property", path):
        names = {(key, str(one[key])) for key in ("code", "uri") if key in one}
        if names & seen:
            run.add("property-twice", at)
        elif ":" not in str(one.get("uri", ":")):
            run.add("property-uri-relative", (at, "uri"))
        elif (meant := _TYPES.get(str(one.get("uri")))) and one.get("type", meant) != meant:
            run.add("property-type", (at, "type"), (meant,))
        seen |= names


def _whole_set(system: Part, path: Path, run: Run) -> None:
    """Note a value set of all codes that is made of anything else, where it is at hand."""
    url, named = system.get("url"), system.get("valueSet")
    found = run.compiled.definitions.valueset(str(named)) if named.__class__ is str else None
    if found is None or url.__class__ is not str:
        return
    made = found.get("include", ())
    whole = len(made) == 1 and made[0].get("system") == url
    if not whole or not _IN_PART.isdisjoint(key for key in made[0] if made[0][key]):
        run.add("code-system-whole-set", (path, "valueSet"), (str(named).partition("|")[0],))


# -- value sets ----------------------------------------------------------------------------------


def _value_set(value_set: Part, path: Path, run: Run) -> None:
    compose = value_set.get("compose")
    if compose.__class__ is not dict:
        return
    for key in ("include", "exclude"):
        for part, where in parts(compose, key, (path, "compose")):
            _imported(part, where, run)
            _chosen(part, where, run)


def _imported(part: Part, path: Path, run: Run) -> None:
    """Note each value set that a part takes in, and that is surely a code system."""
    named, definitions = part.get("valueSet"), run.compiled.definitions
    for index, url in enumerate(named if named.__class__ is list else ()):
        if _no_value_set(url, definitions):
            run.add("canonical-of-other", (path, "valueSet", index), ("CodeSystem", "ValueSet"))


def _no_value_set(url: Any, definitions: Definitions) -> bool:
    """Whether a canonical is surely that of a code system."""
    if url.__class__ is not str or definitions.valueset(url) is not None:
        return False
    return definitions.system(url) is not None


def _chosen(part: Part, path: Path, run: Run) -> None:
    """One part of a value set: its system, its codes, its filters."""
    system = part.get("system")
    if system.__class__ is not str:
        return
    if ":" not in system:
        run.add("value-set-system", (path, "system"))
        return
    if "|" in system:
        run.add("value-set-system-version", (path, "system"))
        return
    said = run.compiled.terminology.coding(system, "", "", "")
    wrong = next((one.rule for one in said if one.rule in _NO_SYSTEMS), "")
    if wrong:
        run.add(wrong, (path, "system"), (system,))
        return
    version = part.get("version", "")
    for one, where in [*parts(part, "concept", path)][:_MOST]:
        known(run, system, one.get("code"), (where, "code"), version)
    for one, where in parts(part, "filter", path):
        filtered(run, system, version, one, where)


# -- maps ----------------------------------------------------------------------------------------


def _concept_map(concept_map: Part, path: Path, run: Run) -> None:
    left, definitions = _MOST, run.compiled.definitions
    for key in ("sourceCanonical", "targetCanonical"):
        if _no_value_set(concept_map.get(key), definitions):
            run.add("canonical-of-other", (path, key), ("CodeSystem", "ValueSet"))
    for group, at in parts(concept_map, "group", path):
        source, target = group.get("source"), group.get("target")
        scopes = _scope(concept_map, "source"), _scope(concept_map, "target")
        versions = group.get("sourceVersion", ""), group.get("targetVersion", "")
        for element, where in parts(group, "element", at):
            left -= 1
            if left < 0:
                return
            known(run, source, element.get("code"), (where, "code"), versions[0])
            _mapped(run, scopes[0], source, element.get("code"), (where, "code"))
            for one, there in parts(element, "target", where):
                known(run, target, one.get("code"), (there, "code"), versions[1])
                _mapped(run, scopes[1], target, one.get("code"), (there, "code"))


def _scope(concept_map: Part, key: str) -> str:
    """The value set that a map is from, or to; empty where it does not say."""
    said = concept_map.get(f"{key}Canonical", concept_map.get(f"{key}Uri"))
    return str(said) if said.__class__ is str else ""


def _mapped(run: Run, scope: str, system: Any, code: Any, path: Path) -> None:
    """Note a code that is surely not of the value set that the map is from, or to."""
    if not scope or system.__class__ is not str or code.__class__ is not str:
        return
    if run.compiled.terminology.member(scope, str(system).partition("|")[0], code).known is False:
        run.add("code-out-of-scope", path, (scope.partition("|")[0],))


_RULES: Mapping[str, Callable[[Part, Path, Run], None]]
_RULES = MappingProxyType(
    {"CodeSystem": _code_system, "ConceptMap": _concept_map, "ValueSet": _value_set}
)
