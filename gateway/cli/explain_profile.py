"""Explains a type, a profile or an extension: what it asks of each element, beside its base.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.cli.explain_words import word
from gateway.cli.explained import Explanation, Row, Table
from gateway.definitions import Constraint, Definitions, Element, Slicing, Structure, TypeRef
from gateway.fhirjson import encode
from gateway.model import Language

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_FACTS = (
    "min", "max", "types", "fixed", "pattern", "binding", "must_support", "slicing",
    "max_length", "min_length", "max_places", "max_size", "min_value", "max_value", "regex",
)  # fmt: skip
"""What a profile may say anew of an element."""
_COLUMNS = ("element", "cardinality", "type", "binding", "value", "flags")


def profile(
    definitions: Definitions, asked: Structure, language: Language, *, whole: bool = False
) -> Explanation:
    """What a structure asks; of a profile only what its base does not ask, unless `whole`."""
    base = definitions.structure(asked.base) if asked.derivation == "constraint" else None
    before = _Before(definitions, base)
    shown = [one for one in asked.elements if whole or base is None or before.changes(one)]
    rows = tuple(_row(one, before.of(one), language) for one in shown)
    tables = (
        Table("elements", _COLUMNS, rows),
        Table("slices", ("element", "discriminator", "rules", "slices"), _slices(asked, language)),
        Table(
            "invariants",
            ("rule", "severity", "element", "sentence", "expression"),
            tuple(_invariants(asked, before, language, whole=whole or base is None)),
        ),
    )
    return Explanation(asked.url, tuple(_facts(asked, rows, language)), tables)


class _Before:
    """What the base says of each element, so that one sees what a profile adds."""

    def __init__(self, definitions: Definitions, base: Structure | None) -> None:
        self._definitions = definitions
        self._base = base

    def of(self, element: Element) -> Element | None:
        """The same element in the base, or in the type whose part it is."""
        if self._base is None:
            return None
        return self._base.element(element.id) or self._at(element.path)

    def _at(self, path: str) -> Element | None:
        """`Patient.name.family` stands in the type of `Patient.name`."""
        found = self._base.element(path) if self._base else None
        parent, _, name = path.rpartition(".")
        if found is not None or not parent:
            return found
        owner = self._at(parent)
        if owner is None or len(owner.types) != 1:
            return None
        kind = self._definitions.structure(owner.types[0].code)
        return kind.element(f"{kind.type}.{name}") if kind else None

    def changes(self, element: Element) -> bool:
        """Whether the profile says more of the element than its base does."""
        before = self.of(element)
        if before is None or element.slice_name != before.slice_name:
            return True
        differs = any(getattr(element, fact) != getattr(before, fact) for fact in _FACTS)
        return differs or bool(self.added(element))

    def added(self, element: Element) -> list[Constraint]:
        """The invariants that the base does not have."""
        before = self.of(element)
        known = {one.key for one in before.constraints} if before else set()
        return [one for one in element.constraints if one.key not in known]


def _facts(
    asked: Structure, rows: tuple[Row, ...], language: Language
) -> Iterator[tuple[str, str]]:
    yield "name", asked.name
    yield "kind", f"{asked.derivation or 'root'} · {asked.kind}"
    yield "type", asked.type
    yield "base", asked.base
    yield "version", asked.version
    yield "context", ", ".join(expression for _, expression in asked.context)
    yield "imposes", ", ".join(asked.imposes)
    yield "file", asked.file
    yield "legend", word("MS", language) if any(row[-1] for row in rows) else ""
    yield "note", "" if rows else word("unchanged", language)


def _row(element: Element, before: Element | None, language: Language) -> Row:
    return (
        name(element),
        _cardinality(element, before),
        _types(element),
        _binding(element),
        " · ".join(_values(element, language)),
        " ".join(["MS"] * element.must_support + ["!"] * element.is_modifier),
    )


def name(element: Element) -> str:
    """The element without its type: `identifier:matricule.system`; the root by its own name."""
    return element.id.partition(".")[2] or element.id


def _cardinality(element: Element, before: Element | None) -> str:
    said = _bounds(element)
    was = _bounds(before) if before else said
    return said if said == was else f"{said} ({was})"


def _bounds(element: Element) -> str:
    return f"{element.min}..{'*' if element.max is None else element.max}"


def _types(element: Element) -> str:
    """Its types; of what is made like another element, that element."""
    if not element.types and element.content_reference:
        return f"= {element.content_reference.rpartition('#')[2]}"
    return " | ".join(_type(one) for one in element.types)


def _type(one: TypeRef) -> str:
    said = one.code
    if one.target_profiles:
        said += f"({' | '.join(map(_short, one.target_profiles))})"
    if one.profiles:
        said += f" : {' | '.join(map(_short, one.profiles))}"
    if one.aggregation:
        said += f" {{{', '.join(one.aggregation)}}}"
    return said


def _short(canonical: str) -> str:
    """A type of FHIR by its name, anything else by its whole canonical."""
    tail = canonical.removeprefix(_BASE)
    return tail if tail.isalpha() else canonical


def _binding(element: Element) -> str:
    bound = element.binding
    if bound is None or not bound.valueset:
        return ""
    beside = [f"max: {bound.max_valueset}"] if bound.max_valueset else []
    beside += [f"{one.purpose}: {one.valueset}" for one in bound.additional]
    return " · ".join([f"{bound.strength}: {bound.valueset}", *beside])


def _values(element: Element, language: Language) -> Iterator[str]:
    held = (
        ("fixed", element.fixed),
        ("pattern", element.pattern),
        ("least", element.min_value),
        ("most", element.max_value),
    )
    for label, value in held:
        if value is not None:
            text = value[1] if isinstance(value[1], str) else encode(value[1]).decode()
            yield f"{word(label, language)}: {text}"
    for label, length in (("least", element.min_length), ("most", element.max_length)):
        if length is not None:
            yield f"{word(label, language)} {length} {word('length', language)}"
    if element.regex:
        yield element.regex


def _slices(asked: Structure, language: Language) -> tuple[Row, ...]:
    rows = []
    for element in asked.elements:
        cut = element.slicing
        parts = [one for one in asked.elements if _is_slice(one, element)]
        if cut is not None and (parts or cut.rules == "closed"):
            said = ", ".join(f"{one.slice_name} {_bounds(one)}" for one in parts)
            rows.append((name(element), _discriminators(cut), _others(cut, language), said))
    return tuple(rows)


def _is_slice(one: Element, of: Element) -> bool:
    if not one.slice_name or one.path != of.path:
        return False
    above = of.id + ("/" if of.slice_name else ":")
    return one.id.startswith(above) and not set(one.id[len(above) :]) & {".", "/"}


def _discriminators(cut: Slicing) -> str:
    return ", ".join(f"{kind}: {path}" for kind, path in cut.discriminators)


def _others(cut: Slicing, language: Language) -> str:
    return f"{cut.rules}, {word('ordered', language)}" if cut.ordered else cut.rules


def _invariants(
    asked: Structure, before: _Before, language: Language, *, whole: bool
) -> Iterator[Row]:
    """Each invariant once, with all elements that it holds of."""
    places: dict[Constraint, list[str]] = {}
    for element in asked.elements:
        for one in element.constraints if whole else before.added(element):
            if asked.derivation == "constraint" or one.source in ("", asked.url):
                places.setdefault(one, []).append(name(element))
    for one, where in places.items():
        said = dict(one.translations).get(language.value, one.human)
        yield one.key, one.severity, ", ".join(where), said, one.expression
