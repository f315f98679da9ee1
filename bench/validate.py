"""How fast is a result held against R4 and our profile, against fhir.resources and fhirpathpy?

Ours checks more: slicing, bindings, references, invariants, national rules. All start from bytes.
https://hl7.org/fhir/R4/validation.html · https://pypi.org/project/fhir.resources/
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import fixtures
from bench.core import Row, Scale, noise, part, premise, rate, timed, times, turns
from bench.peer import Absent, peer
from gateway import fhirjson
from gateway.bootstrap.memory import settled
from gateway.bootstrap.rules import ruleset
from gateway.codegen import Writer, build
from gateway.definitions import Definitions
from gateway.fhirpath import RUNTIME, Environment, emit_test, schema
from gateway.model import Issue, Severity, Validator
from gateway.settings import Settings

BAD = (Severity.ERROR, Severity.FATAL)
COMPARED = 20
FEW = 10
"""Inputs of a turn for a peer that takes milliseconds."""
INVARIANTS = (
    "dataAbsentReason.empty() or value.empty()",
    (
        "value.empty()"
        " or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()"
    ),
    "contained.contained.empty()",
    "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()",
    "referenceRange.all(low.exists() or high.exists() or text.exists())",
    "status = 'final' implies effective.exists()",
)
"""obs-6, obs-7, dom-2, dom-4, obs-3 and one of our own: each must be true."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Documents a CPU-second, and how many times each peer."""
    settings = Settings(data=folder)
    count = scale.each * scale.turns
    one = [fixtures.observation(number) for number in range(count)]
    codes = {body["code"]["coding"][0]["code"] for body in one}
    premise(holds=len(codes) >= scale.codes, text="the resources hold many codes")
    ones = [fhirjson.encode(body) for body in one]
    premise(holds=len(set(ones)) >= scale.inputs, text="the documents are distinct")
    many = [fhirjson.encode(fixtures.bundle(number)) for number in range(count)]
    validator = ruleset(settings).validator
    valid = _valid(validator)
    settled()
    whom = "fhir.resources 8.3.0 (R4B)"
    what = f"validate an Observation by R4 and our profile, against {whom}"
    yield _row(
        "validate.observation", what, (valid, "fhir_resources"), ones, _broken(ones), scale, folder
    )
    what = f"validate a set of 32 by R4 and our profile, against a Bundle of them in {whom}"
    yield _row("validate.set", what, (valid, "fhir_resources"), many, _broken(many), scale, folder)
    what = (
        f"{len(INVARIANTS)} invariants of an Observation, against fhirpathpy 2.2.4, compiled too"
    )
    yield _slow(ones, scale, folder, validator)
    asked = [json.dumps(INVARIANTS).encode(), *ones]
    yield _row(
        "validate.invariants", what, (_tests(settings), "fhirpathpy"), asked, [], scale, folder
    )


def _slow(texts: Sequence[bytes], scale: Scale, folder: Path, validator: Validator) -> Row:
    """By base R4 alone, strictly read, against a peer that takes milliseconds for each."""
    name = "validate.pyrofile"
    what = "validate an Observation by base R4, against pyrofile-validator 0.3.0"

    def ours(text: bytes) -> list[Issue]:
        return [one for one in validator.check(fhirjson.resource(text)) if one.severity in BAD]

    try:
        with peer("pyrofile", texts, folder) as other:
            premise(holds=not any(other.told(0, FEW)), text="the peer finds the good ones good")
            premise(holds=not any(map(ours, texts[:COMPARED])), text="so do we")
            mine, theirs = turns(
                (
                    lambda turn: timed(ours, part(texts, turn, scale)),
                    lambda turn: other.timed(turn * FEW, (turn + 1) * FEW),
                ),
                scale.turns,
            )
    except Absent as reason:
        return Row(name, what, "-", note=f"skipped: {reason}")
    figure = f"{rate(mine, 'documents')} (pyrofile {rate(theirs, 'documents')})"
    return Row(name, what, figure, times(mine, theirs), note=noise(mine, theirs))


def _row(  # noqa: PLR0913, PLR0917 - a row is its name, its words, two sides and their inputs
    name: str,
    what: str,
    sides: tuple[Callable[[bytes], object], str],
    good: Sequence[bytes],
    bad: Sequence[bytes],
    scale: Scale,
    folder: Path,
) -> Row:
    ours, whose = sides
    every = [*good, *bad]
    first = len(good) - scale.each * scale.turns
    try:
        with peer(whose, every, folder) as other:
            some = slice(first, first + COMPARED)
            premise(
                holds=_plain([ours(text) for text in every[some]])
                == _plain(other.told(some.start, some.stop)),
                text="both find the good ones good",
            )
            premise(
                holds=not any(map(ours, bad)) and not any(other.told(len(good), len(every))),
                text="both find the broken ones broken",
            )
            mine, theirs = turns(
                (
                    lambda turn: timed(ours, part(good[first:], turn, scale)),
                    lambda turn: other.timed(
                        first + turn * scale.each, first + (turn + 1) * scale.each
                    ),
                ),
                scale.turns,
            )
    except Absent as reason:
        return Row(name, what, "-", note=f"skipped: {reason}")
    figure = f"{rate(mine, 'documents')} ({whose} {rate(theirs, 'documents')})"
    return Row(name, what, figure, times(mine, theirs), note=noise(mine, theirs))


def _plain(answers: Sequence[object]) -> list[object]:
    """A truth, whether it is said alone or as a collection of one."""
    return [
        [one[0] if isinstance(one, list) else one for one in a] if isinstance(a, list) else a
        for a in answers
    ]


def _valid(validator: Validator) -> Callable[[bytes], bool]:
    def valid(text: bytes) -> bool:
        body = fhirjson.decode(text)
        inside = [entry["resource"] for entry in body["entry"]] if "entry" in body else [body]
        issues = [issue for one in inside for issue in validator.check(one, validator.bound(one))]
        return not any(issue.severity in BAD for issue in issues)

    return valid


def _broken(texts: Sequence[bytes]) -> list[bytes]:
    """No status, an impossible time, an element that is not there, a text for a number."""
    text = texts[0]
    return [
        text.replace(b'"status":"final",', b"", 1),
        text.replace(b"T08:00:00", b"T38:00:00", 1),
        text.replace(b'"status":', b'"invented":true,"status":', 1),
        text.replace(b'"valueQuantity":{"value":', b'"valueQuantity":{"value":"x","was":', 1),
    ]


def _tests(settings: Settings) -> Callable[[bytes], list[bool]]:
    definitions = Definitions.open(settings.definitions, settings.profiles)
    writer = Writer()
    names = [emit_test(writer, one, "Observation", definitions) for one in INVARIANTS]
    made = build("bench invariants", "0", writer.done, RUNTIME, None)
    tests, known = [made[name] for name in names], schema(definitions)

    def ask(text: bytes) -> list[bool]:
        resource = fhirjson.decode(text)
        environment = Environment(resource=resource)
        environment.schema = known
        return [test(resource, environment) for test in tests]

    return ask
