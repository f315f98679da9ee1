"""Search parameters, and who offers them: their parts, their expression, what they build on.

https://hl7.org/fhir/R4/searchparameter.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gateway.validation.lines import parts, readable

if TYPE_CHECKING:
    from gateway.definitions.parameters import SearchParameter
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Part = dict[str, Any]
_SEVERAL = 2
"""Parts that a composite has at least."""
_ANY = frozenset({"Resource", "DomainResource"})


def searched(parameter: Part, path: Path, run: Run) -> None:
    """Note what a SearchParameter says that cannot be, as far as what is at hand tells."""
    components = parameter.get("component")
    count = len(components) if components.__class__ is list else 0
    if parameter.get("type") == "composite" and count < _SEVERAL:
        run.add("parameter-parts", path)
    if not readable(parameter.get("expression")):
        run.add("constraint-unreadable", (path, "expression"))
    found = _origin(parameter, run)
    if found is not None:
        _narrowed(parameter, found, path, run)


def _narrowed(parameter: Part, found: SearchParameter, path: Path, run: Run) -> None:
    """Note another type than that of what it is derived from, or a resource which that has not."""
    if parameter.get("type", found.type) != found.type:
        run.add("parameter-base", (path, "type"))
    bases = parameter.get("base")
    for index, one in enumerate(bases if bases.__class__ is list else ()):
        if one not in found.base and _ANY.isdisjoint(found.base):
            run.add("parameter-base", (path, "base", index))


def capable(statement: Part, path: Path, run: Run) -> None:
    """Note a search parameter that a CapabilityStatement gives another type than it has."""
    for offer, at in _below(statement, "rest", path):
        for kind, there in _below(offer, "resource", at):
            for one, where in _below(kind, "searchParam", there):
                found = _at_hand(one.get("definition"), [kind.get("type")], run)
                if found is not None and one.get("type", found.type) != found.type:
                    run.add("parameter-type", where, (found.type,))


def _below(owner: Part, key: str, path: Path) -> Iterator[tuple[Part, Path]]:
    return ((one, (path, key, index)) for index, one in parts(owner, key))


def _origin(parameter: Part, run: Run) -> SearchParameter | None:
    """The search parameter that this one is derived from, where it is at hand."""
    bases = parameter.get("base")
    return _at_hand(parameter.get("derivedFrom"), bases if bases.__class__ is list else [], run)


def _at_hand(url: Any, bases: list[Any], run: Run) -> SearchParameter | None:
    """The search parameter of this url among those of these types, and of the one in its name."""
    if url.__class__ is not str:
        return None
    plain = str(url).partition("|")[0]
    said = [one for one in bases if one.__class__ is str]
    kinds = dict.fromkeys([plain.rpartition("/")[2].partition("-")[0], *said])
    known = (kind for kind in kinds if run.compiled.resource(kind) is not None)
    found = (one for kind in known for one in run.compiled.definitions.search_parameters(kind))
    return next((one for one in found if one.url == plain), None)
