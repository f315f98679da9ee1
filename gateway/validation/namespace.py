"""What the source that is written for types and profiles may call, by name.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from gateway.fhirpath import RUNTIME
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.regex import full
from gateway.terminology import Terminology
from gateway.validation import bundles, coded, doubts, entries, extended, limits, patterns, walking
from gateway.validation.aggregation import aggregated
from gateway.validation.attached import attached, heavier
from gateway.validation.conditions import conditioned, doubtful
from gateway.validation.containing import containing, within
from gateway.validation.derivation import derived
from gateway.validation.entering import entering
from gateway.validation.hand import AROUND, HAND
from gateway.validation.identifiers import Issuers, owned
from gateway.validation.invariants import FAULTS
from gateway.validation.known import Known, Last, Lasting
from gateway.validation.labels import labelled, repeated
from gateway.validation.library import UNSHAPED
from gateway.validation.lines import FHIRPATH, formulated, readable
from gateway.validation.linking import linked, targeted
from gateway.validation.measures import reported
from gateway.validation.primitives import PRIMITIVES, Seen, fresh, match_id, text
from gateway.validation.questionnaires import responded
from gateway.validation.quick_narrative import HOW, Tags
from gateway.validation.references import allowed, misformed, mistyped, refers
from gateway.validation.searched import capable, searched
from gateway.validation.sorting import Sorter
from gateway.validation.vocabularies import defined


def _passed(*_: Any) -> None:
    """Take what was already looked at."""


def _longer(values: Any, beside: Any) -> int:
    """How many there are in a list of primitives, those that only `_key` has counted in."""
    return max(len(values), len(beside) if beside.__class__ is list else 0)


def fits(pattern: str, value: str) -> bool | None:
    """Whether a stranger's pattern fits the whole text; None where it could explode."""
    try:
        return full(pattern, value)
    except FhirPathError:
        return None


def namespace(
    terminology: Terminology, seen: Mapping[str, Seen], placed: Callable[..., Any]
) -> Mapping[str, Any]:
    """Name -> what stands for it in generated source.

    `seen` keeps right texts by type; `placed` makes a table of the extensions of a place.
    """
    words, codes, issuers = Seen(), coded.Coded(terminology), Issuers()
    return {
        **RUNTIME,
        **{f"seen_{code}": seen for code, seen in seen.items()},
        **{f"test_{code}": kind.test for code, kind in PRIMITIVES.items()},
        "fresh_words": fresh(PRIMITIVES["string"], words),
        "seen_words": words,
        **{f"fresh_{code}": fresh(PRIMITIVES[code], seen) for code, seen in seen.items()},
        **walking.RUNTIME,
        "Decimal": Decimal,
        "FAULTS": FAULTS,
        "AROUND": AROUND,
        "HAND": HAND,
        "Known": Known,
        "Last": Last,
        "Lasting": Lasting,
        "Placed": placed,
        "Sorter": Sorter,
        "aggregated": aggregated,
        "advised": doubts.advised,
        "allowed": allowed,
        "among": patterns.among,
        "attached": attached,
        "beyond": limits.beyond,
        "finer": limits.finer,
        "heavier": heavier,
        "entering": entering,
        "later": doubts.later,
        "leads": entries.leads,
        "nested": entries.nested,
        "bound": coded.bound,
        "coding": coded.coding,
        "concept": codes.concept,
        "lenient": coded.lenient,
        "recalled": coded.recalled,
        "member_of": coded.member_of(terminology),
        "right": codes.right,
        "unlisted": coded.unlisted,
        "seen_coded": codes,
        "seen_issuers": issuers,
        "seen_units": codes.units,
        "issuing": issuers.right,
        "bundled": bundles.check,
        "capable": capable,
        "conditioned": conditioned,
        "defined": defined,
        "derived": derived,
        "doubtful": doubtful,
        "extended": extended.extended,
        "exactly": patterns.exactly,
        "FHIRPATH": FHIRPATH,
        "formed_as": limits.formed,
        "formulated": formulated,
        "readable": readable,
        "stands_in": limits.stands_in,
        "has": patterns.has,
        "containing": containing,
        "match_id": match_id,
        "misformed": misformed,
        "mistyped": mistyped,
        "labelled": labelled,
        "repeated": repeated,
        "narrated": Tags().narrated,
        "narrated_how": HOW,
        "linked": linked,
        "targeted": targeted,
        "longer": _longer,
        "owned": owned,
        "pair_in": patterns.pair_in,
        "passed": _passed,
        "refers": refers,
        "reported": reported,
        "responded": responded,
        "searched": searched,
        "together": entries.together,
        "told": {"status", "div"},
        "unusual": extended.unusual,
        "whole": extended.whole,
        "within": within,
        "sole": patterns.sole,
        "text": text,
        "SLICE": (None, "slice"),
        "WHERE": (None, "resource"),
        "UNSHAPED": UNSHAPED,
    }
