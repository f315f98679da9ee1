"""Write docs/fhirpath.md: every function, operator and variable of FHIRPath that we answer.

`python -m tools.fhirpath` reads the tables where they stand; a test holds the page to them.
https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gateway.fhirpath import BUDGET, FUNCTIONS
from gateway.fhirpath.functions import Function
from gateway.fhirpath.operators import MAKERS, TRUTHS
from gateway.fhirpath.parse import DEEPEST, LONGEST
from gateway.fhirpath.variables import KNOWN, PREFIXES, VARIABLES

PAGE = Path(__file__).parent.parent / "docs" / "fhirpath.md"
_HEAD = f"""# FHIRPath

What an invariant, a search parameter or a condition of yours may ask. The language is
[FHIRPath N1](https://hl7.org/fhirpath/N1/) as
[FHIR R4](https://hl7.org/fhir/R4/fhirpath.html) uses it, with later functions that profiles ask.
This page is made from the code by `python -m tools.fhirpath`.

- An invariant is met only where it is **true**: one that says nothing (empty) is not met.
- A member that R4 does not have is empty in an invariant. Our own profiles are read by
  `gateway check`, which says where an expression cannot be read.
- An expression has at most {LONGEST:,} characters and {DEEPEST} levels; rows of `or`, `and` and
  `|` may be as long as that allows.
- One evaluation takes at most {BUDGET:,} steps, and every item and letter is paid for. What takes
  more is stopped, and the issue `invariant-unevaluated` names the invariant.
- `trace` writes nothing: what it would show is a patient's.
- `memberOf` asks the value sets at hand; where they cannot tell, the invariant is unevaluated.
- `now`, `today` and `timeOfDay` are the moment of the check.
"""
_ARGUMENTS = {
    "value": "value",
    "each": "criterion",
    "once": "expression",
    "whole": "expression",
    "fold": "aggregator",
    "type": "type",
    "key": "key",
}


def page() -> str:
    """The whole page."""
    parts = [_HEAD, "## Functions", "", "| function | what it gives |", "|---|---|"]
    parts += [f"| `{_call(name, row)}` | {_what(name, row)} |" for name, row in _sorted()]
    parts += ["", "## Operators", "", _operators(), "", "## Variables", ""]
    parts += [*_variables(), ""]
    return "\n".join(parts)


def _sorted() -> list[tuple[str, Function]]:
    return sorted(FUNCTIONS.items(), key=lambda pair: pair[0].lower())


def _call(name: str, row: Function) -> str:
    words = [_argument(kind) for kind in row.arguments]
    return f"{name}({', '.join(words)})"


def _argument(kind: str) -> str:
    word = _ARGUMENTS[kind.rstrip("?*")]
    return f"[{word}]" if kind.endswith("?") else f"{word}..." if kind.endswith("*") else word


def _what(name: str, row: Function) -> str:
    for start, text in (("convertsTo", "Could it be read as {}?"), ("to", "Read as {}.")):
        kind = name.removeprefix(start)
        if kind not in {name, "Chars"}:
            return text.format(kind)
    return (row.run.__doc__ or "").partition("\n")[0].replace("|", "\\|")


def _operators() -> str:
    names = ["is", "as", "|", *TRUTHS, *MAKERS]
    return " · ".join(f"`{name}`" for name in names)


def _variables() -> Iterator[str]:
    yield "| variable | what it is |"
    yield "|---|---|"
    told = {
        "context": "what the evaluation began with",
        "resource": "the resource that holds it",
        "rootResource": "the resource that contains that one",
    }
    yield from (f"| `%{name}` | {told[name]} |" for name in sorted(KNOWN))
    yield from (f"| `%{name}` | {url} |" for name, url in VARIABLES.items())
    yield from (f"| `%{prefix}[name]` | {url}[name] |" for prefix, url in PREFIXES.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
