"""A profile or extension that is itself the resource: what it says must be allowed by its base.

https://hl7.org/fhir/R4/profiling.html#5.1.0.1 · https://hl7.org/fhir/R4/defining-extensions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.validation.lines import expressed, keyed, lined, named, parts, readable
from gateway.validation.obligations import obliged

if TYPE_CHECKING:
    from gateway.definitions import Definitions
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Part = dict[str, Any]
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/Extension"


def derived(profile: Part, path: Path, run: Run) -> None:
    """Note what a definition may not say of its base, and each line that cannot stand on it."""
    definitions = run.compiled.definitions
    lines = profile.get("differential")
    elements = list(parts(lines, "element")) if lines.__class__ is dict else []
    where = (path, "differential")
    _founded(profile, path, run)
    _contexts(profile, path, run)
    obliged(profile, path, run)
    for number, element in elements:
        lined(element, definitions, (where, "element", number), run)
    if profile.get("kind") != "logical":
        expressed(profile, (path, "snapshot"), run)
    keyed(elements, named(definitions, profile.get("baseDefinition")), where, run)
    if profile.get("derivation") == "constraint" and elements:
        _own_url(profile, [one for _, one in elements], path, run)
        _misfits(profile, elements, where, run)


def _misfits(profile: Part, elements: list[tuple[int, Part]], where: Path, run: Run) -> None:
    index = {str(one.get("id") or one.get("path")): number for number, one in reversed(elements)}
    for ident, rule, said in run.compiled.definitions.misfits(profile):
        if ident in index:
            at: Path = (where, "element", index[ident])
            if rule == "binding-weakened":
                at = (at, "binding"), "strength"
            elif rule == "discriminator-unknown":
                at = _telling(elements[index[ident]][1], said, at)
            run.add("profile-line-wrong", at, (ident, said))


def _telling(element: Part, said: str, at: Path) -> Path:
    """The place of the discriminator that a sentence begins with the path of."""
    slicing = element.get("slicing")
    for number, one in parts(slicing, "discriminator") if slicing.__class__ is dict else ():
        if said.startswith(f"{one.get('path')} "):
            return ((at, "slicing"), "discriminator", number)
    return at


def _founded(profile: Part, path: Path, run: Run) -> None:
    """The kind is that of the base, the type is known, and it is said how it was derived."""
    definitions, base = run.compiled.definitions, profile.get("baseDefinition")
    found = named(definitions, base)
    if found is None:
        return
    kind, type_ = profile.get("kind"), profile.get("type")
    constraint = profile.get("derivation") == "constraint"
    if "derivation" not in profile:
        run.add("definition-base", path)
    elif kind != found.kind and (constraint or not found.abstract):
        run.add("definition-base", (path, "kind"))
    elif type_.__class__ is str:
        unknown = kind != "logical" and named(definitions, type_) is None
        if unknown or constraint is (type_ != found.type):
            run.add("definition-base", (path, "type"))


def _contexts(profile: Part, path: Path, run: Run) -> None:
    """Only extensions have contexts, and each is an element that there is."""
    for number, one in parts(profile, "context"):
        at: Path = (path, "context", number)
        if profile.get("type") != "Extension":
            run.add("extension-context-misplaced", at)
        elif one.get("type") == "element" and _strange(one, run.compiled.definitions):
            run.add("extension-context-unknown", (at, "expression"))
        elif one.get("type") == "fhirpath" and not readable(one.get("expression")):
            run.add("constraint-unreadable", (at, "expression"))


def _strange(context: Part, definitions: Definitions) -> bool:
    """Whether a context surely names no element: as far as its own type says all its parts."""
    said = context.get("expression")
    if said.__class__ is not str or ":" in str(said) or "#" in str(said):
        return False
    head, _, rest = str(said).partition(".")
    found = named(definitions, head)
    if found is None:
        return head not in {"CanonicalResource", "MetadataResource"}
    first = f"{head}.{rest.partition('.')[0]}"
    paths = {one.path for one in found.elements}
    choices = tuple(one.removesuffix("[x]") for one in paths if one.endswith("[x]"))
    return bool(rest) and first not in paths and not first.startswith(choices or "?")


def _own_url(profile: Part, elements: list[Part], path: Path, run: Run) -> None:
    """An extension fixes its url, as its own."""
    if profile.get("baseDefinition") != _EXTENSION or profile.get("url").__class__ is not str:
        return
    fixed = [one.get("fixedUri") for one in elements if one.get("path") == "Extension.url"]
    if fixed != [profile["url"]]:
        run.add("extension-url-other", (path, "url"))
