"""Makes a right resource of any type or profile out of its snapshot: the least, or all of it.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from gateway.definitions import Definitions, Element, Structure, TypeRef
from tools.mutations.elements import key, ordinary, slices, stem
from tools.mutations.samples import ALWAYS, CHOSEN, PRIMITIVE, TWICE, UNENUMERATED

Resource = dict[str, Any]
_DEEPEST = 7
"""Levels below which only what is required is made."""
_UNREACHED = frozenset({"extension", "modifierExtension", "contained", "id", "implicitRules"})
"""What a specimen does not bring by itself: it would need definitions or something around it."""
_BINDING = frozenset({"required", "extensible"})
_TARGETS = ("Patient", "Practitioner", "Organization", "Observation", "Device")
_SKIPPED = object()


def chosen_for(structure: Structure, element: Element) -> Any:
    """What is written down for the place: by profile and element, else by path."""
    mark = f"{structure.url.rpartition('/')[2]}#{element.id}"
    return CHOSEN.get(mark, CHOSEN.get(element.path, _SKIPPED))


def _always(structure: Structure, element: Element) -> bool:
    return element.path in ALWAYS or f"{structure.url.rpartition('/')[2]}#{element.id}" in ALWAYS


class Maker:
    """Makes specimens: the same ones for the same seed."""

    def __init__(self, definitions: Definitions, random: Random) -> None:
        self._definitions = definitions
        self._random = random
        self._met: dict[str, int] = {}
        self._ids = 0

    def least(self, url_or_type: str) -> Resource:
        """A resource with what is required, and nothing else."""
        return self._resource(url_or_type, full=False)

    def most(self, url_or_type: str) -> Resource:
        """A resource with every element, each type of data unfolded where it is first met."""
        return self._resource(url_or_type, full=True)

    def _resource(self, url_or_type: str, *, full: bool) -> Resource:
        structure = self._structure(url_or_type)
        self._met = {}
        made: Resource = {"resourceType": structure.type}
        self._fill(made, structure, structure.elements[0].id, 0, full=full)
        if full:
            made["id"] = "a-1.B"
        if structure.derivation == "constraint":
            made.setdefault("meta", {})["profile"] = [structure.url]
        return made

    def _structure(self, name: str) -> Structure:
        found = self._definitions.structure(name)
        if found is None:
            raise LookupError(name)
        return found

    def _fill(
        self, made: Resource, structure: Structure, ident: str, depth: int, *, full: bool
    ) -> None:
        for element in ordinary(structure, ident):
            self._put(made, structure, element, depth, full=full)

    def _put(
        self, made: Resource, structure: Structure, element: Element, depth: int, *, full: bool
    ) -> None:
        parts = slices(structure, element)
        wanted = [one for one in parts if one.min or (full and one.max != 0)]
        least = 1 if _always(structure, element) else element.min
        if element.max == 0 or (chosen_for(structure, element) is None and not least):
            return
        if not (least or wanted or (full and depth < _DEEPEST)):
            return
        if stem(element) in _UNREACHED and not (element.min or wanted):
            return
        if element.path.endswith("[x]"):
            self._choice(made, structure, element, wanted, depth, full=full)
            return
        values = [self._value(structure, one, depth, full=full) for one in wanted]
        if element.max is not None:
            values = values[: element.max]
        least = 2 if element.path in TWICE else element.min
        while len(values) < max(least, 0 if wanted else 1):
            values.append(self._value(structure, element, depth, full=full))
        values = [one for one in values if one is not _SKIPPED]
        if values:
            made[stem(element)] = values if element.base_max != 1 else values[0]

    def _choice(  # noqa: PLR0913 - where, what and how much
        self,
        made: Resource,
        structure: Structure,
        element: Element,
        wanted: Sequence[Element],
        depth: int,
        *,
        full: bool,
    ) -> None:
        one = wanted[0] if wanted else element
        never = {
            kind.code
            for part in slices(structure, element)
            if part.max == 0
            for kind in part.types
        }
        chosen = chosen_for(structure, element)
        kinds = [kind for kind in one.types or element.types if kind.code not in never or wanted]
        if isinstance(chosen, tuple):
            kinds = [kind for kind in kinds if kind.code == chosen[0]]
        if not kinds:
            return
        picked = self._random.choice(kinds)
        value = self._of(structure, one, picked, depth, full=full)
        if value is not _SKIPPED:
            made[key(element, picked.code)] = value

    def _value(self, structure: Structure, element: Element, depth: int, *, full: bool) -> Any:
        if element.content_reference:
            return self._again(structure, element, depth)
        picked = self._random.choice(element.types)
        return self._of(structure, element, picked, depth, full=full)

    def _again(self, structure: Structure, element: Element, depth: int) -> Any:
        """What a content reference repeats: with what is required, once."""
        ident = str(element.content_reference).rpartition("#")[2]
        base = self._structure(structure.type)
        made: Resource = {}
        if depth >= _DEEPEST:
            return _SKIPPED
        self._fill(made, base, ident, _DEEPEST, full=False)
        return made or _SKIPPED

    def _of(
        self, structure: Structure, element: Element, kind: TypeRef, depth: int, *, full: bool
    ) -> Any:
        """A value of one type for one element."""
        if element.fixed is not None:
            return copy.deepcopy(element.fixed[1])
        if element.pattern is not None and kind.code in PRIMITIVE:
            return element.pattern[1]
        chosen = chosen_for(structure, element)
        if chosen is not _SKIPPED and chosen is not None:
            chosen = chosen[1] if isinstance(chosen, tuple) else chosen
            return copy.deepcopy(dict(chosen) if isinstance(chosen, Mapping) else chosen)
        if kind.code in PRIMITIVE:
            return self._primitive(element, kind.code)
        if kind.code == "Resource" or self._is_resource(kind.code):
            return self._inner(kind)
        if kind.code == "Reference":
            made = self._reference(kind)
        elif structure.children(element.id):
            made = {}
            self._fill(made, structure, element.id, depth + 1, full=full)
            made = made or self._least_of(structure, element.id)
        else:
            made = self._typed(kind, depth, full=full)
        said = structure.children(element.id)
        if not any(one.fixed or one.pattern or slices(structure, one) for one in said):
            self._code(made, element, kind.code)
        if kind.code == "Extension" and "extension" not in made:
            _valued(made, kind)
        return _laid(made, element.pattern[1]) if element.pattern else made or _SKIPPED

    def _typed(self, kind: TypeRef, depth: int, *, full: bool) -> Resource:
        url = next((one for one in kind.profiles if self._definitions.structure(one)), kind.code)
        structure = self._structure(url)
        self._met[url] = self._met.get(url, 0) + 1
        made: Resource = {}
        again = self._met[url] > 1
        self._fill(made, structure, structure.elements[0].id, depth + 1, full=full and not again)
        if structure.type == "Extension" and "extension" not in made:
            values = structure.element("Extension.value[x]")
            if values is not None and not any(one.startswith("value") for one in made):
                self._put(made, structure, values, 0, full=True)
        return made or self._least_of(structure, structure.elements[0].id)

    def _least_of(self, structure: Structure, ident: str) -> Resource:
        """Of a type that requires nothing: something, since an empty object says nothing."""
        made: Resource = {}
        for element in ordinary(structure, ident):
            if stem(element) in _UNREACHED or element.path in _EMPTY_ELSE or element.max == 0:
                continue
            self._put(made, structure, element, _DEEPEST - 1, full=True)
            if made and structure.type not in _WHOLE and "." not in ident:
                break
        return made

    def _primitive(self, element: Element, code: str) -> Any:
        if element.binding is not None and element.binding.strength in _BINDING:
            picked = self._pick(element.binding.valueset)
            if picked is not None:
                return picked[1] if code != "Coding" else picked
        if element.binding is not None and element.binding.max_valueset:
            return str((self._pick(element.binding.max_valueset) or ("", "x"))[1])
        value = self._random.choice(PRIMITIVE[code])
        most = element.max_length
        return value[:most] if most and isinstance(value, str) else value

    def _pick(self, valueset: str) -> tuple[str, str] | None:
        url = valueset.partition("|")[0]
        if url in UNENUMERATED:
            return UNENUMERATED[url]
        known = self._definitions.codes(valueset)
        return self._random.choice(sorted(known.pairs)) if known and known.pairs else None

    def _code(self, made: Resource, element: Element, code: str) -> None:
        """Put a code of the bound value set where codes go."""
        binding = element.binding
        if binding is None or not binding.valueset:
            return
        picked = self._pick(binding.max_valueset or binding.valueset)
        if (binding.strength not in _BINDING and not binding.max_valueset) or picked is None:
            return
        coding = {"system": picked[0], "code": picked[1]}
        if code == "CodeableConcept":
            made["coding"] = [coding]
        elif code in {"Coding", "Quantity"}:
            made.update(coding)
            made.pop("display", None)

    def _reference(self, kind: TypeRef) -> Resource:
        names = list(self._targets(kind)) or list(_TARGETS)
        usual = [one for one in names if one in _TARGETS] or names
        return {"reference": f"{self._random.choice(usual)}/{self._random.choice('abc')}"}

    def _targets(self, kind: TypeRef) -> Iterator[str]:
        for url in kind.target_profiles:
            structure = self._definitions.structure(url)
            if structure is not None and not structure.abstract:
                yield structure.type

    def _is_resource(self, code: str) -> bool:
        found = self._definitions.structure(code)
        return found is not None and found.kind == "resource"

    def _inner(self, kind: TypeRef) -> Resource:
        """A resource inside a resource: of the profile asked for, else one that needs little."""
        url = next(
            (one for one in kind.profiles if self._definitions.structure(one)),
            "Basic" if kind.code == "Resource" else kind.code,
        )
        other = Maker(self._definitions, self._random)
        made = other.least(url)
        self._ids += 1
        return {**made, "id": f"inner{self._ids}"}


def _valued(made: Resource, kind: TypeRef) -> None:
    """Give an extension that says nothing a value: its definition is not at hand."""
    if kind.profiles:
        made["url"] = kind.profiles[0]
    if not any(one.startswith("value") for one in made):
        made["valueString"] = "Some words"


_EMPTY_ELSE = frozenset({"Identifier.use", "HumanName.use"})
_WHOLE: frozenset[str] = frozenset(
    {"Age", "ContactPoint", "Count", "Distance", "Duration", "Ratio"}
)
"""Types of which no element alone is enough."""


def _laid(made: Resource, pattern: Any) -> Any:
    """A value with a pattern laid over it."""
    if not isinstance(pattern, Mapping):
        return copy.deepcopy(pattern)
    return {**made, **copy.deepcopy(dict(pattern))}
