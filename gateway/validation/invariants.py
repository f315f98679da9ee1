"""Invariants: which are compiled, which are done by hand, and which published ones are wrong.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.codegen import Writer
from gateway.definitions import Constraint, Definitions
from gateway.fhirpath import SHORT, FhirPathError, emit_test, short_test
from gateway.validation.hand import DOM_3, HAND, PER_1

ERRATA: Mapping[str, str] = MappingProxyType(
    {
        "ele-1": "said as `empty-value`, where an object has nothing but an id",
        "txt-1": "said as `narrative-content` and `narrative-syntax` by our own reader",
        "txt-2": "said as `narrative-empty` by our own reader",
        "dom-6": "good practice for people who read it; records made from data have no narrative",
        "eld-19": "the published expression is escaped twice and refuses right paths",
        "eld-20": "the published expression is escaped wrongly and refuses right paths",
        "dom-3": "published with as() on several items, which is an error; ours asks ofType()",
        "que-12": "published with more than two, where its own sentence says more than one",
        "que-7": "published with Boolean, which is the type of FHIRPath, not of FHIR",
        "ref-1": "published without `#` alone, the container; ours allows it",
    },
)
"""Key -> why the published expression is not evaluated."""

MENDED: Mapping[str, str] = MappingProxyType(
    {
        "dom-3": DOM_3,
        "que-12": "enableWhen.count() < 2 or enableBehavior.exists()",
        "que-7": "operator = 'exists' implies (answer is boolean)",
        "ref-1": "reference.startsWith('#').not() or reference = '#' or "
        "(reference.substring(1) in %rootResource.contained.id)",
    },
)
"""Key -> the expression evaluated instead."""

_OBS_7 = (
    "value.empty() or component.code.where(coding.intersect(%resource.code.coding)"
    ".exists()).empty()"
)

GUARDS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("dom-2", "contained.contained.empty()"): '"contained" in o',
        ("dom-3", MENDED["dom-3"]): '"contained" in o',
        (
            "dom-4",
            "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()",
        ): '"contained" in o',
        ("dom-5", "contained.meta.security.empty()"): '"contained" in o',
        ("per-1", PER_1): '"start" in o and "end" in o',
        ("qty-3", "code.empty() or system.exists()"): '"code" in o and "system" not in o',
        ("cpt-2", "value.empty() or system.exists()"): '"value" in o and "system" not in o',
        ("ref-1", MENDED["ref-1"]): '"reference" in o and str(o["reference"])[:1] == "#"',
        ("obs-6", "dataAbsentReason.empty() or value.empty()"): '"dataAbsentReason" in o',
        ("obs-7", _OBS_7): '"component" in o',
        (
            "ext-1",
            "extension.exists() != value.exists()",
        ): "len(o) != 2 or 'extension' in o or 'id' in o or '_url' in o",
    },
)
"""(key, expression) -> a quick condition, as source, without which the invariant always holds."""


def guard(constraint: Constraint) -> str:
    """The condition, as source on `o`, under which an invariant needs to be evaluated."""
    return GUARDS.get((constraint.key, expression(constraint)), "")


def world(test: str) -> str:
    """What a test is given as its environment, as source: nothing where it asks for nothing."""
    return "None" if test.startswith((SHORT, "HAND[")) else "x.env"


def expression(constraint: Constraint) -> str:
    """What is evaluated for an invariant; empty where nothing is."""
    if constraint.key in MENDED:
        return MENDED[constraint.key]
    return "" if constraint.key in ERRATA else constraint.expression


def emit(  # noqa: PLR0913, PLR0917 - where, what and for whom
    writer: Writer,
    test: str,
    constraint: Constraint,
    value: str,
    path: str,
    profile: str,
    *,
    guarded: bool = True,
) -> None:
    """Write the evaluation of one invariant on one value; `test` is the function's name."""
    key, who = writer.constant(constraint.key), writer.constant(profile)
    severity, human = writer.constant(constraint.severity), writer.constant(constraint.human)
    condition = guard(constraint) if guarded and value == "o" else ""
    with writer.block("try:"):
        writer.line(
            f"holds = {f'not ({condition}) or ' if condition else ''}"
            f"{test}({value}, {world(test)})"
        )
    with writer.block("except FAULTS:"):
        writer.line("holds = True")
        writer.line(f"x.unevaluated({key}, {path}, {who})")
    with writer.block("if not holds:"):
        said = f", {writer.constant(constraint.translations)}" if constraint.translations else ""
        writer.line(f"x.broken({key}, {path}, {severity}, {human}, {who}{said})")


def compiled(
    writer: Writer, constraint: Constraint, context: str, definitions: Definitions
) -> str | None:
    """Write an invariant's test into the module; its name, or None where there is none to run."""
    asked = expression(constraint)
    if not asked:
        return None
    by_hand = (constraint.key, asked)
    if by_hand in HAND:
        return f"HAND[{writer.constant(by_hand)}]"
    try:
        return emit_test(writer, asked, context, definitions)
    except FhirPathError:
        return None


def inlined(writer: Writer, constraint: Constraint, context: str, definitions: Definitions) -> str:
    """An invariant's test as source on `o`, where it is short; else empty."""
    asked = expression(constraint)
    return (
        ""
        if (constraint.key, asked) in HAND
        else short_test(writer, asked, context, definitions, "o")
    )


FAULTS = (FhirPathError, RecursionError)
"""What an expression may raise on data of the wrong structure."""
