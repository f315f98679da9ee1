"""What is asked of a value's own type, written as source: its profiles, what a Reference leads to.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type
"""

from __future__ import annotations

from contextlib import nullcontext

from gateway.definitions import Definitions, TypeRef
from gateway.validation.module import Module
from gateway.validation.tree import BASE


def targets(definitions: Definitions, one: TypeRef) -> tuple[frozenset[str], tuple[str, ...]]:
    """Of a reference: the types it may refer to (none: any), and the profiles they must meet."""
    types, profiles = set(), []
    for url in one.target_profiles:
        kind = definitions.structure(url)
        if kind is None:
            return frozenset(), ()
        types.add(kind.type)
        if kind.derivation == "constraint":
            profiles.append(url)
    if "Resource" in types or "DomainResource" in types:
        return frozenset(), tuple(profiles)
    full = all(url.startswith(BASE) for url in one.target_profiles)
    return frozenset(types), () if full and not profiles else one.target_profiles


def _nowhere(module: Module, one: TypeRef) -> bool:
    """Whether a type names profiles, none of which is at hand."""
    try:
        return bool(one.profiles) and not any(map(module.definitions.structure, one.profiles))
    except ValueError:  # at hand, and not to be applied
        return False


def emit_types(
    module: Module, one: TypeRef, value: str, path: str, *, bundled: bool = False
) -> None:
    """Write the checks of a type's own profiles, and of what a reference refers to.

    `bundled`: in a quick test of an entry, which may raise: one that is known is mostly met again.
    """
    kind = module.definitions.structure(one.code)
    if one.code == "Extension" and _nowhere(module, one):
        pass  # said as an unknown extension, where its url is read
    elif len(one.profiles) == 1 and kind is not None and kind.kind != "resource":
        call = module.needed(module.definitions.canonical(one.profiles[0]))
        module.writer.line(f"{call}({value}, {path}, x)")
    elif one.profiles:
        urls = module.constant(one.profiles)
        module.writer.line(f"x.one_of({urls}, {value}, {path}, {module.who})")
    if one.code == "Reference":
        _emit_targets(module, one, value, path, bundled=bundled)
    if one.code == "Reference" and (one.aggregation or one.versioning):
        modes = module.constant(frozenset(one.aggregation))
        said = module.constant(" or ".join(one.aggregation))
        facts = f"{modes}, {said}, {module.constant(one.versioning)}, {module.who}"
        module.writer.line(f"aggregated(x, {value}, {path}, {facts})")


def _emit_targets(module: Module, one: TypeRef, value: str, path: str, *, bundled: bool) -> None:
    types, profiles = targets(module.definitions, one)
    if not types and not profiles:
        return
    known, wanted = module.constant(types), module.constant(profiles)
    said = module.constant(" or ".join(sorted(types)))
    call = f"targeted(x, {value}, {path}, {known}, {wanted}, {said}, {module.who})"
    # An entry that is known to meet one of the profiles is of the right type too.
    met = f"x.met.get(id(end)) not in {wanted}"
    wrong = met if profiles else f'str(end.get("resourceType")) not in {known}'
    heads = module.constant(tuple(sorted(f"{kind}/" for kind in types)))
    surely = f'ref.__class__ is str and ref.startswith({heads}) and "type" not in {value}'
    there = f'{value}.get("reference")'
    again = f"x.met.get(id(x.sure.get({there}))) not in {wanted}"
    with module.writer.block(f"if {again}:") if profiles and bundled else nullcontext():
        module.writer.line(f"ref = {there}")
        module.writer.line(
            f"if (x.near or not ({surely} or refers({value}, {known}))) and "
            f"((end := x.sure.get(ref)) is None or {wrong} if ref.__class__ is str "
            f'else ref is not None or "type" in {value}): {call}'
        )
