"""Finds what somebody asks to have explained, by canonical, rule, type or the end of a canonical.

https://hl7.org/fhir/R4/references.html#canonical
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from gateway.bootstrap.packages import definitions
from gateway.cli.explain_profile import profile
from gateway.cli.explain_rule import invariant, keys, rule
from gateway.cli.explain_valueset import system, valueset
from gateway.cli.explained import Explanation
from gateway.definitions import Definitions
from gateway.model import Language
from gateway.settings import Settings
from gateway.wording import SENTENCES


def explained(  # noqa: PLR0913 - the options of a command
    settings: Settings,
    asked: str,
    packages: Sequence[str],
    language: Language,
    first: int,
    *,
    whole: bool = False,
) -> list[Explanation]:
    """Explanations of all that has this name.

    Raises LookupError where nothing has, with the nearest names; ValueError and FileNotFoundError
    where packages or the base definitions cannot be had.
    """
    known = definitions(settings, packages)
    found = explanations(known, asked, language, first, whole=whole)
    if not found:
        raise LookupError(_unknown(known, asked))
    return found


def explanations(
    known: Definitions, asked: str, language: Language, first: int = 50, *, whole: bool = False
) -> list[Explanation]:
    """Everything that has this name: a definition, else a rule, else whatever ends in it."""
    said = _defined(known, asked, language, first, whole=whole)
    ours = rule(asked) if not said else None
    said = said or ([ours] if ours else []) or list(invariant(known, asked))
    for url in [] if said else _ending(known, asked):
        said += _defined(known, url, language, first, whole=whole)
    return said


def _defined(
    known: Definitions, asked: str, language: Language, first: int, *, whole: bool
) -> list[Explanation]:
    structure = known.structure(asked)
    if structure is not None:
        return [profile(known, structure, language, whole=whole)]
    if known.valueset(asked) is not None:
        return [valueset(known, asked, language, first)]
    codes = known.system(asked)
    return [system(codes, language, first)] if codes is not None else []


_KINDS = ("StructureDefinition", "ValueSet", "CodeSystem")


def _ending(known: Definitions, asked: str) -> list[str]:
    """The canonicals whose last part is this name, of the first kind that has any."""
    for kind in _KINDS:
        found = [url for url in known.canonicals(kind) if url.rpartition("/")[2] == asked]
        if found:
            return found
    return []


def _unknown(known: Definitions, asked: str) -> str:
    """That nothing has this name, and what it might have been."""
    urls = [url for kind in _KINDS for url in known.canonicals(kind)]
    names = {one.rule for one in SENTENCES.values()} | set(keys(known))
    names |= set(urls) if ":" in asked else {url.rpartition("/")[2] for url in urls}
    near = get_close_matches(asked, sorted(names), n=5, cutoff=0.6)
    meant = f"; did you mean {', '.join(near)}?" if near else ""
    return f"nothing here is called {asked}{meant}"
