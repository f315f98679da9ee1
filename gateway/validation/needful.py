"""What a resource must surely have to meet a profile: where it has not, no more need be asked.

A list is sorted into slices by profiles that mostly differ in one code. To hold a resource against
each of them takes long; to see that its code is another one takes no time.
https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from gateway.definitions import Definitions, Structure
from gateway.validation.library import Lacks
from gateway.validation.slicing import implied
from gateway.validation.tree import Node, tree

Pairs: TypeAlias = frozenset[tuple[str, str]]
"""(system, code) of each coding that will do."""

Wanted: TypeAlias = tuple[tuple[str, Pairs], ...]
"""(key, what one of the codings there must be) of each thing that is wanted."""

_CODES = ("$this", "coding", "coding.code")


def wanted(definitions: Definitions, structure: Structure | None) -> Wanted:
    """What a profile asks of the codes of all that meets it, each time one of several codings."""
    return tuple(_asked(definitions, structure)) if structure else ()


def lacks(asked: Wanted) -> Lacks:
    """What tells of a resource that it has not what is wanted.

    It says no of what has another shape: that is looked at with care.
    """

    def told(resource: Any) -> bool:
        for key, pairs in asked:  # asked of each entry for each slice
            value = resource.get(key)
            if value.__class__ is list and len(value) == 1:
                value = value[0]
            codings = value.get("coding") if value.__class__ is dict else None
            one = codings[0] if codings.__class__ is list and len(codings) == 1 else None
            if one.__class__ is dict:  # as it mostly is
                said = one.get("system"), one.get("code")
                if said[0].__class__ is str is said[1].__class__ and said not in pairs:
                    return True
            elif _without(resource.get(key), pairs):
                return True
        return False

    return told


def _asked(definitions: Definitions, structure: Structure) -> Iterator[tuple[str, Pairs]]:
    for child in tree(structure).children.values():
        if child.choice or [one.code for one in child.element.types] != ["CodeableConcept"]:
            continue
        if child.element.min:
            yield from ((child.name, one) for one in _bound(definitions, child))
        for part in child.slices.values() if _by_code(child) else ():
            if part.element.min:
                yield from ((child.name, one) for one in _fixed(definitions, part))


def _by_code(child: Node) -> bool:
    """Whether slices are known by their codes alone, so that one that must be there is missed."""
    slicing = child.element.slicing
    known = {(kind, path) for kind in ("value", "pattern") for path in _CODES}
    return (
        slicing is not None and {*slicing.discriminators} <= known and slicing.discriminators != ()
    )


def _bound(definitions: Definitions, child: Node) -> Iterator[Pairs]:
    yield from _fixed(definitions, child)
    binding = child.element.binding
    if binding is not None and binding.strength == "required":
        known = definitions.codes(binding.valueset)
        if known is not None and known.pairs:
            yield known.pairs


def _fixed(definitions: Definitions, node: Node) -> Iterator[Pairs]:
    """Each coding that a pattern asks for, alone."""
    found = implied(definitions, node)
    codings = found.get("coding") if found.__class__ is dict else None
    for one in codings if codings.__class__ is list else ():
        if one.__class__ is dict and {"system", "code"} <= one.keys():
            yield frozenset({(one["system"], one["code"])})


def _without(value: Any, pairs: Pairs) -> bool:
    """Whether no coding of a concept, or of a list of them, is one of these."""
    for one in value if value.__class__ is list else (value,):
        codings = one.get("coding") if one.__class__ is dict else None
        for coding in codings if codings.__class__ is list else ():
            if coding.__class__ is not dict:
                return False
            said = coding.get("system"), coding.get("code")
            if said[0].__class__ is not str or said[1].__class__ is not str or said in pairs:
                return False
    return True
