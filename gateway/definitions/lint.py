"""Faults in the definitions of our packages, each with its file and line.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway import fhirjson
from gateway.definitions.chosen import canonicals
from gateway.definitions.package import Held
from gateway.definitions.snapshot import Snapshot, Step
from gateway.definitions.strip import Record, elements, strip
from gateway.definitions.structure import count, structure
from gateway.definitions.structure import path as unsliced
from gateway.definitions.systems import CodeSystem
from gateway.model import Fault, Rejected

_STRENGTHS = ("example", "preferred", "extensible", "required")
_BOUND = frozenset(
    {"code", "Coding", "CodeableConcept", "CodeableReference", "Quantity", "string", "uri"}
)
"""Types that can take their value from a value set: these, and what specialises them."""
_OPEN = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})

Found = tuple[str, str]
"""(rule, plain sentence)"""
Spot = tuple[str, str, str]
"""(element id, code or url, rule, plain sentence)"""


@dataclass(frozen=True, slots=True)
class Lint:
    """Looks for faults; `snapshot`, `known` (kind, canonical), `system` are what is at hand.

    `other` (kind, canonical) is the version used in place of one that is asked for.
    """

    snapshot: Snapshot
    known: Callable[[str, str], bool]
    system: Callable[[str], CodeSystem | None]
    other: Callable[[str, str], str]
    supplements: Callable[[str], tuple[CodeSystem, ...]]

    def faults(self, held: Held, text: bytes) -> Iterator[Fault]:
        """Every fault of one file, of which this is the text."""
        try:
            resource = fhirjson.strict(text)
        except Rejected as error:
            yield from (Fault(held.file, 1, issue.rule, issue.text) for issue in error.issues)
            return
        look = {"ValueSet": self._valueset, "StructureDefinition": self._profile}.get(held.kind)
        try:
            for place, rule, said in (*look(resource), *self._versions(resource)) if look else ():
                yield Fault(held.file, line(text, place), rule, f"{place}: {said}")
        except (LookupError, TypeError, AttributeError):
            yield Fault(held.file, 1, "malformed", f"not formed as a {held.kind} is")

    def misfits(self, resource: Record) -> Iterator[Spot]:
        """What its base does not allow of a profile's differential, as far as it is at hand."""
        try:
            for one in resource["differential"]["element"]:
                if "id" in one and not _same_path(unsliced(one["id"]), one["path"]):
                    yield one["id"], "path-differs", f"its path is {one['path']}"
            yield from (spot for spot in self._profile(resource) if _at_odds(spot))
        except (LookupError, TypeError, AttributeError, ValueError):
            return  # its structure is wrong, which is said elsewhere

    def _profile(self, resource: Record) -> Iterator[Spot]:
        differential = elements(resource.get("differential", {}).get("element", ()))
        try:
            made, problems, changes = self.snapshot.applied(strip(resource), differential)
        except ValueError as error:
            yield resource.get("baseDefinition", ""), "snapshot", str(error)
            return
        structure(made, "", "")
        if made.get("derivation") == "constraint" and made["type"] != self.type_of(made["base"]):
            yield made["type"], "type-differs", f"its base is not of type {made['type']}"
        yield from ((one.id, one.rule, one.text) for one in problems)
        for step in changes:
            for check in CHECKS:
                yield from ((step.said["id"], *found) for found in check(self, step))
        yield from self._untold(made, differential)
        yield from _unordered(made, differential)

    def _versions(self, resource: Record) -> Iterator[Spot]:
        """Canonicals that ask for a version which is not at hand, each once."""
        named = (
            (kind, url)
            for holder, key, kind in canonicals(strip(resource))
            for url in ([holder[key]] if isinstance(holder[key], str) else holder[key])
        )
        for kind, url in dict.fromkeys(named):
            if other := self.other(kind, url):
                plain, _, wanted = url.partition("|")
                yield plain, "version-differs", f"{wanted} is asked for, {other} is used"

    def _valueset(self, resource: Record) -> Iterator[Spot]:
        record = strip(resource)
        for part in record.get("include", ()):
            for url in part.get("valueSet", ()):
                if not self.known("ValueSet", url):
                    yield url, "valueset-unknown", f"there is no value set {url} at hand"
            system = self.system(part.get("system", ""))
            for code, _ in part.get("concept", ()) if system and system.complete else ():
                if system and code not in system.concepts and not self._later(system, code):
                    yield code, "code-unknown", f"{system.url} has no code {code}"

    def _later(self, system: CodeSystem, code: str) -> bool:
        """Has the system named it since the edition at hand, as a supplement tells?"""
        return any(code in one.concepts for one in self.supplements(system.url))

    def _untold(self, made: Record, differential: list[Record]) -> Iterator[Spot]:
        said = {facts["id"] for facts in differential}
        for facts in made["elements"]:
            if "slicing" not in facts or facts["id"] not in said:
                continue
            if not facts["slicing"]["discriminator"]:
                yield facts["id"], "slicing-untold", "nothing tells its slices apart"
            for _, path in facts["slicing"]["discriminator"]:
                if not self.snapshot.reaches(made, facts["id"], path):
                    yield facts["id"], "discriminator-unknown", f"{path} leads nowhere"

    def type_of(self, canonical: str) -> str | None:
        """The type that a type or profile is of."""
        record = self.snapshot.find(canonical)
        return record["type"] if record else None

    def lineage(self, code: str) -> Iterator[str]:
        """The type and all that it specialises."""
        record = self.snapshot.find(code)
        while record is not None:
            yield record["type"]
            record = self.snapshot.find(record["base"]) if "base" in record else None


def _at_odds(spot: Spot) -> bool:
    """Whether it says that a profile is at odds with its base, whatever else is at hand.

    A type without an address is one of FHIR's own, or none.
    """
    return spot[1] in BASED or (spot[1] == "type-unknown" and "/" not in spot[2])


def _unordered(made: Record, differential: list[Record]) -> Iterator[Spot]:
    """Lines that stand behind one which comes later in the snapshot."""
    places = {facts["id"]: place for place, facts in enumerate(made["elements"])}
    last = -1
    for said in differential:
        place = places.get(said["id"], last)
        if place < last:
            yield said["id"], "line-order", "it belongs before the line above it"
        last = max(last, place)


def _same_path(one: str, two: str) -> bool:
    """Whether two paths mean the same: `valueQuantity` is a form of `value[x]`."""
    ours, theirs = one.split("."), two.split(".")
    return len(ours) == len(theirs) and all(
        here == there
        or (here.endswith("[x]") and there.startswith(here[:-3]))
        or (there.endswith("[x]") and here.startswith(there[:-3]))
        for here, there in zip(ours, theirs, strict=True)
    )


def _cardinality(_lint: Lint, step: Step) -> Iterator[Found]:
    before, after = step.before, step.after
    if after["min"] < before["min"]:
        yield "cardinality-widened", f"min {after['min']} is less than {before['min']} in its base"
    most, allowed = count(after["max"]), count(before["max"])
    if allowed is not None and (most is None or most > allowed):
        yield "cardinality-widened", f"max {after['max']} is more than {allowed} in its base"
    if most is not None and after["min"] > most:
        yield "cardinality-impossible", f"min {after['min']} is more than max {most}"


def _types(lint: Lint, step: Step) -> Iterator[Found]:
    allowed = {one["code"] for one in step.before.get("type", ())}
    for one in step.said.get("type", ()):
        code = one["code"]
        if lint.type_of(code) is None:
            yield "type-unknown", f"there is no type {code}"
        elif allowed and not allowed & _OPEN and allowed.isdisjoint(lint.lineage(code)):
            yield "type-widened", f"its base does not allow the type {code}"
        for url in one.get("profile", ()):
            if not lint.known("StructureDefinition", url):
                rule = "extension-unknown" if code == "Extension" else "profile-unknown"
                yield rule, f"there is no definition {url} at hand"
            elif code not in lint.lineage(url):
                yield "profile-of-other", f"{url} is no profile of {code}"


def _targets(lint: Lint, step: Step) -> Iterator[Found]:
    before = [url for one in step.before.get("type", ()) for url in one.get("targetProfile", ())]
    allowed = {lint.type_of(url) for url in before}
    for one in step.said.get("type", ()):
        for url in one.get("targetProfile", ()):
            kind = lint.type_of(url)
            if kind is None:
                yield "profile-unknown", f"there is no definition {url} at hand"
            elif allowed and not allowed & _OPEN and kind not in allowed:
                yield "reference-widened", f"its base does not allow a reference to {kind}"


def _values(lint: Lint, step: Step) -> Iterator[Found]:
    types = {one["code"] for one in step.after.get("type", ())}
    fixed = step.before.get("fixed")
    if fixed is not None and step.said.get("fixed", fixed) != fixed:
        yield "fixed-changed", "its base fixes another value"
    for key in ("fixed", "pattern"):
        if key in step.said and types and step.said[key][0] not in types:
            yield f"{key}-type", f"a {key} {step.said[key][0]} on an element that cannot be one"
    compared = {one for code in types for one in lint.lineage(code)}
    for key in ("minValue", "maxValue"):
        if key in step.said and compared and step.said[key][0] not in compared:
            yield "limit-type", f"a {key} {step.said[key][0]} on an element that cannot be one"


def _modifiers(_lint: Lint, step: Step) -> Iterator[Found]:
    if (
        "." in step.said["id"]
        and step.said.get("isModifier")
        and not step.before.get("isModifier")
    ):
        yield "modifier-made", "its base does not let it change the meaning of others"


def _binding(lint: Lint, step: Step) -> Iterator[Found]:
    said = step.said.get("binding")
    if said is None:
        return
    before = step.before.get("binding", {"strength": "example"})["strength"]
    if _STRENGTHS.index(said["strength"]) < _STRENGTHS.index(before):
        yield "binding-weakened", f"{said['strength']} is weaker than {before} in its base"
    types = [one["code"] for one in step.after.get("type") or ()]
    if types and all(_BOUND.isdisjoint(lint.lineage(code)) for code in types):
        yield "binding-idle", f"{', '.join(types)} takes no value from a value set"
    for key in ("valueSet", "max"):
        if key not in said or lint.known("ValueSet", said[key]):
            continue
        if lint.known("CodeSystem", said[key]):
            yield "binding-system", f"{said[key]} is a code system"
        yield "valueset-unknown", f"there is no value set {said[key]} at hand"


CHECKS: tuple[Callable[[Lint, Step], Iterator[Found]], ...] = (
    _cardinality,
    _types,
    _targets,
    _values,
    _modifiers,
    _binding,
)
"""What each line of a differential is held against."""


def line(text: bytes, place: str) -> int:
    """The line on which an element, by its id or path, or any other text is written; else 1."""
    keyed = [rb'"id"\s*:\s*"%s"', rb'"path"\s*:\s*"%s"', rb'"%s"']
    said = [re.escape(one.encode()) for one in (place, unsliced(place), place)]
    found = (re.search(key % value, text) for key, value in zip(keyed, said, strict=True))
    at = next((match.start() for match in found if match), 0)
    return text[:at].count(b"\n") + 1


BASED = frozenset(
    {
        "binding-idle",
        "binding-system",
        "binding-weakened",
        "cardinality-impossible",
        "cardinality-widened",
        "discriminator-unknown",
        "fixed-changed",
        "fixed-type",
        "limit-type",
        "line-order",
        "modifier-made",
        "path-unknown",
        "pattern-type",
        "profile-of-other",
        "reference-widened",
        "type-widened",
    }
)
"""Rules that say that a profile is at odds with its base, whatever else is at hand."""
