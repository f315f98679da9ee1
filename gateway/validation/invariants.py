"""Invariants: which are compiled, which are done by hand, and which published ones are wrong.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from gateway.codegen import Writer
from gateway.definitions import Constraint, Definitions
from gateway.fhirpath import SHORT, FhirPathError, emit_test, short_test
from gateway.validation.hand import AROUND, HAND, PER_1
from gateway.validation.hand_walks import DOM_3, REF_1

ERRATA: Mapping[str, str] = MappingProxyType(
    {
        "ele-1": "said as `empty-value`, where an object has nothing but an id",
        "txt-1": "said as `narrative-content` and `narrative-syntax` by our own reader",
        "txt-2": "said as `narrative-empty` by our own reader",
        "dom-6": "good practice for people who read it; records made from data have no narrative",
        "con-3": "published as if a category were a text: any category demanded a clinicalStatus",
        "eld-19": "published without anchors and escaped twice; ours holds the whole path",
        "eld-20": "published without anchors; ours holds the whole path, 64 letters a name",
        "mdd-1": "published so that times of unlike precision break it; ours lets them be",
        "rng-2": "published so that units that do not compare break it; ours lets them be",
        "vs-1": "published so that a Period breaks it, where its sentence speaks of a dateTime",
        "dom-3": "published with as() on several items, which is an error; ours asks ofType()",
        "que-12": "published with more than two, where its own sentence says more than one",
        "que-7": "published with Boolean, which is the type of FHIRPath, not of FHIR",
        "bdl-8": "published without asking whether there is a fullUrl; empty is not true",
        "ras-2": "published without asking whether there is a decimal; empty is not true",
        "ref-1": "published without `#` alone, the container; ours allows it",
    },
)
"""Key -> why the published expression is not evaluated."""

WORD = re.compile(r"[%$]?\w+")
ANYWHERE = frozenset(
    {"$this", "%resource", "%rootResource", "%context", "children", "descendants", "repeat"}
) | {"conformsTo", "resolve", "htmlChecks", "hasExtension"}
"""Words by which an expression may look at any element."""

_NAMED = r"""[^\\s.,:;\'"/|?!@#$%&*()\\[\\]{}]{1,64}"""
"""One name of a path, as eld-19 has it: no space, none of these marks."""

MENDED: Mapping[str, str] = MappingProxyType(
    {
        "bdl-8": "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
        "dom-3": DOM_3,
        "ras-2": "probability.ofType(decimal).empty() or probability.ofType(decimal) <= 100",
        "que-12": "enableWhen.count() < 2 or enableBehavior.exists()",
        "que-7": "operator = 'exists' implies (answer is boolean)",
        "ref-1": REF_1,
        "con-3": "clinicalStatus.exists() or verificationStatus.coding.where(system = "
        "'http://terminology.hl7.org/CodeSystem/condition-ver-status' and "
        "code = 'entered-in-error').exists() or category.coding.where(system = "
        "'http://terminology.hl7.org/CodeSystem/condition-category' and "
        "code = 'problem-list-item').empty()",
        "eld-19": rf"path.matches('^{_NAMED}(\\.{_NAMED}(\\[x\\])?(:[^\\s.]+)?)*$')",
        "eld-20": "path.matches('^[A-Za-z][A-Za-z0-9]{0,63}"
        r"(\\.[a-z][A-Za-z0-9]{0,63}(\\[x\\])?)*$')",
        "mdd-1": "whenHandedOver.empty() or whenPrepared.empty() or "
        "iif(whenHandedOver < whenPrepared, false, true)",
        "rng-2": "low.empty() or high.empty() or iif(low > high, false, true)",
        "vs-1": "$this.ofType(dateTime).empty() or ($this as dateTime).toString().length() >= 8",
    },
)
"""Key -> the expression evaluated instead."""

REWRITTEN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')": (
            "name.empty() or name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')",
            "published without anchors, so that a part of the name was enough",
        ),
        "lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn": (
            (
                "lastModified.empty() or authoredOn.empty() or "
                "iif(lastModified < authoredOn, false, true)"
            ),
            "published so that times of unlike precision break it; ours lets them be",
        ),
        "substanceExposureRisk.exists() and code.empty()": (
            "",
            "asks an Extension for the elements of the AllergyIntolerance around it",
        ),
    },
)
"""Published expression -> what is evaluated instead (nothing if empty), and why.

For those whose key is shared by others, or that stand under many keys.
"""

_OBS_7 = (
    "value.empty() or component.code.where(coding.intersect(%resource.code.coding)"
    ".exists()).empty()"
)

_HL7 = "http://hl7.org/fhir/StructureDefinition/"
"""Whose errata they are: a key of a national profile may be the same, and means another rule."""

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


def _published(constraint: Constraint) -> bool:
    return not constraint.source or constraint.source.startswith(_HL7)


def world(test: str) -> str:
    """What a test is given as its environment, as source: nothing where it asks for nothing."""
    return "None" if test.startswith((SHORT, "HAND[")) else "x.env"


def expression(constraint: Constraint) -> str:
    """What is evaluated for an invariant; empty where nothing is."""
    if constraint.expression in REWRITTEN:
        return REWRITTEN[constraint.expression][0]
    if constraint.key not in ERRATA or not _published(constraint):
        return constraint.expression
    return MENDED.get(constraint.key, "")


def looks_at(constraint: Constraint, names: Collection[str]) -> bool:
    """Whether an invariant of a resource may look at any of its elements of these names."""
    words = WORD.findall(expression(constraint))
    return any(word in names or word in ANYWHERE for word in words)


def emit(  # noqa: PLR0913, PLR0917 - where, what and for whom
    writer: Writer,
    test: str,
    constraint: Constraint,
    value: str,
    path: str,
    profile: str,
) -> None:
    """Write the evaluation of one invariant on one value; `test` is the function's name."""
    key, who = writer.constant(constraint.key), writer.constant(profile)
    severity, human = writer.constant(constraint.severity), writer.constant(constraint.human)
    condition = guard(constraint) if value == "o" else ""
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
    if by_hand in AROUND:
        return f"AROUND[{writer.constant(by_hand)}]"
    try:
        return emit_test(writer, asked, context, definitions)
    except FhirPathError:
        return "p_unreadable"


def inlined(
    writer: Writer,
    constraint: Constraint,
    context: str,
    definitions: Definitions,
    *,
    focus: str = "o",
) -> str:
    """An invariant's test as source on `focus`, where it is short; else empty."""
    asked = expression(constraint)
    return (
        ""
        if (constraint.key, asked) in HAND or (constraint.key, asked) in AROUND
        else short_test(writer, asked, context, definitions, focus)
    )


FAULTS = (FhirPathError, RecursionError)
"""What an expression may raise on data of the wrong structure."""
