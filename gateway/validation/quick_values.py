"""Writes how one value of a FHIR type is tested quickly: as conditions that refuse it.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from gateway.definitions import Binding, Codes, Element, TypeRef
from gateway.validation import facets, invariants
from gateway.validation.module import Module
from gateway.validation.primitives import PRIMITIVES, QUICK
from gateway.validation.target_source import targets
from gateway.validation.tree import Node
from gateway.validation.usual import LEAN, RECURRING

_PLAIN_PROFILES: Mapping[str, str] = MappingProxyType(
    {"http://hl7.org/fhir/StructureDefinition/SimpleQuantity": '"comparator" in {}'}
)
"""Profile of a type -> a condition, as source, without which a right value surely meets it."""


class QuickValues:
    """The quick tests of one type being written, as far as single values go."""

    def __init__(self, module: Module, objects: Mapping[str, str]) -> None:
        self.module = module
        self.writer = module.writer
        self.objects = objects
        self.near = 'x.near and "reference" in {v} or '
        """Asks first whether what is referred to may be at hand."""
        self.bundled = False
        """Whether it will be asked of entries of Bundles only."""
        self.holding = False
        """Whether it will be asked of what contains other resources, and of those."""

    def _plain(self, element: Element, code: str, value: str) -> Iterator[str]:
        yield from self._typed(element, code, value)
        for _, test in facets.asked(self.module, element, None, element.path).constraints:
            yield f"not {test}({value}, {invariants.world(test)})"

    def _typed(self, element: Element, code: str, value: str) -> Iterator[str]:
        whole = False
        for one in facets.held(self.module.definitions, element.binding):
            known = facets.listed(self.module.definitions, one.valueset)
            if known is None:
                yield f"not member_of({value}, {self.module.constant(one.valueset)})"
            else:
                outside = f"{value} not in {self.module.constant(known.codes)}"
                yield self._leniently(outside, one, known, value)
                whole |= code == "code" and one.strength == "required"
        if whole:
            return
        if f"{self.module.structure.type}.{element.path.rpartition('.')[2]}" in RECURRING:
            yield f"{value} not in seen_words and not fresh_words({value})"
        elif code == "code":  # as quickly looked at as looked up, and the first time much quicker
            glance = f'{value}.isprintable() and {value} >= "!" and " " not in {value}'
            yield f"not ({glance}) and {value} not in seen_code and not fresh_code({value})"
        elif PRIMITIVES[code].kept:
            yield f"{value} not in seen_{code} and not fresh_{code}({value})"
        elif code in QUICK:
            yield f"not ({QUICK[code].format(v=value)})"
        else:
            yield f"not test_{code}({value})"

    def _object(self, child: Node, one: TypeRef, value: str) -> Iterator[str]:
        element, module = child.element, self.module
        if one.code == "Reference":
            yield from self._reference(child, one, value)
            return
        if one.code == "Extension":
            known = self._extensions(element)
            yield f'not extended({value}, x, {known}[{value}["url"]])'
            return
        lean = LEAN.get(one.code)
        wide = f"not ({lean.format(v=value)}) and " if lean else ""
        refused = f"not {self._called(child, one.code)}({value}, x)"
        if one.code == "Narrative":  # an unusual text is no reason to walk what is around it
            refused += f" and not ({value}.keys() == told and whole({value}, x, 'Narrative'))"
        yield f"{wide}{refused}"
        if child.children or element.content_reference:
            return
        yield from self._binding(element, one.code, value)
        asks = facets.asked(module, element, None, element.path)
        for _, test in asks.constraints:
            yield f"not {test}({value}, {invariants.world(test)})"
        for url in one.profiles:
            condition = _PLAIN_PROFILES.get(url)
            yield condition.format(value) if condition else "True"

    def _reference(self, child: Node, one: TypeRef, value: str) -> Iterator[str]:
        """A reference that is nothing but `Type/id` is told at a glance."""
        module = self.module
        called = f"{self._called(child, 'Reference')}({value}, x)"
        types, profiles = targets(module.definitions, one)
        text = (
            f'(r := {value}["reference"]).isprintable() and len(r) < 256'
            ' and " " not in r and "?" not in r'
        )
        if one.profiles or one.aggregation or one.versioning or child.element.constraints[1:]:
            yield "True"
        elif self.bundled:
            known = module.constant(types)
            said = f'("type" not in {value} or allowed({value}, {known}))'
            away = f"{called} and {said}" if types else called
            leads = f'leads({value}, {known}, x) if "reference" in {value} else {away}'
            surely = (
                f'(f := x.sure.get({value}.get("reference"))) is not None'
                f" and len({value}) == 1 and x.linked.append(f) is None"
            )
            if types:
                surely = surely.replace("and x.", f'and f["resourceType"] in {known} and x.')
            yield "True" if profiles else f"not ({surely} or ({leads}))"
        elif types or profiles:
            known = module.constant(types)
            heads = module.constant(tuple(sorted(f"{kind}/" for kind in types)))
            near = self.near.format(v=value)
            away = self._inside(value, f"{called} and allowed({value}, {known})", known, profiles)
            shown = f'len({value}) == 2 and {value}.get("display") in seen_words'
            yield (
                f'{near}not ((len({value}) == 1 or {shown}) and "reference" in {value} and {text} '
                f"and r.startswith({heads})) "
                f"and not ({away})"
            )
        else:
            yield (
                f'not (len({value}) == 1 and "reference" in {value} and {text} '
                f'and r >= "A" and x.bundle is None) '
                f"and not ({self._inside(value, called, module.constant(types))})"
            )

    def _inside(self, value: str, away: str, types: str, profiles: tuple[str, ...] = ()) -> str:
        """What passes a Reference that may lead to a contained resource."""
        if not self.holding:
            return away
        within = "False" if profiles else f"within({value}, {types}, x)"
        return f'{within} if str({value}.get("reference"))[:1] == "#" else {away}'

    def _extensions(self, element: Element) -> str:
        """The name of the tests, by url, of extensions that may stand where this element does."""
        path = element.path.rpartition(".")[0]
        owner = self.module.structure.element(path)
        code = owner.types[0].code if owner and "." in path and owner.types else path
        return self.module.extensions(path, code)

    def _binding(self, element: Element, code: str, value: str) -> Iterator[str]:
        module = self.module
        for one in facets.held(module.definitions, element.binding):
            known = facets.listed(module.definitions, one.valueset)
            if known is None:
                yield f"not member_of({value}, {module.constant(one.valueset)})"
            else:
                test = "among" if code == "CodeableConcept" else "pair_in"
                outside = f"not {test}({value}, {module.constant(known.pairs)})"
                if code == "CodeableConcept" and one.strength != "required":
                    outside = f'"coding" in {value} and {outside}'
                yield self._leniently(outside, one, known, value)

    def _leniently(self, outside: str, binding: Binding, known: Codes, value: str) -> str:
        """Let pass what a weak binding only advises against, where no advice is wanted."""
        if binding.strength == "required":
            return outside
        systems = known.systems if binding.strength == "extensible" else frozenset()
        said = (systems, binding.valueset, binding.strength, "")
        told = ", ".join(map(self.module.constant, said))
        return f"{outside} and not lenient(x, {value}, {told})"

    def _called(self, child: Node, code: str) -> str:
        element = child.element
        if element.content_reference:
            return f"q_{self.objects[element.content_reference.rpartition('#')[2]]}"
        if child.children:
            return f"q_{self.objects[element.id]}"
        if code == self.module.structure.type:
            return "q_check"
        return f"q_{self.module.needed(code)}"
