"""How long from bytes to issues, the strict reading included, in times of orjson.loads?

Patients, results and whole patient summaries, by base R4 alone, by our national profiles, and
summaries by those of the IPS; beside them, what HL7 publishes as examples, as different as can be.
https://hl7.org/fhir/R4/validation.html · https://github.com/ijl/orjson
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import orjson

from bench import records
from bench.core import Row, Scale, noise, part, premise, timed, turns
from bench.packages import ROOT, SHARED
from gateway import fhirjson, validation
from gateway.bootstrap.memory import settled
from gateway.bootstrap.rules import ruleset
from gateway.definitions import Definitions
from gateway.model import Issue, Severity, Validator
from gateway.settings import Settings

BAD = (Severity.ERROR, Severity.FATAL)
COMPARED = 50
MANY = 200
"""Summaries of each turn: 40 KB each."""
IPS = "hl7.fhir.uv.ips-*.tgz"
IPS_DOCUMENT = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"
EXAMPLES = ROOT / ".cache" / "suites" / "hl7.fhir.r4.examples-4.0.1.tgz"
LARGEST = 60_000
"""Bytes of a published example up to which it is among those that are drawn."""
DRAWN = 800


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Our time for a document in times of orjson's for the same bytes."""
    validator = ruleset(Settings(data=folder)).validator
    for name, made in (
        ("patient", records.patient),
        ("observation", records.result),
        ("summary", records.record),
    ):
        each = MANY if name == "summary" else scale.each
        bodies = [made(number) for number in range(COMPARED + each * scale.turns)]
        for by, checked in (("base", _base(validator)), ("national", _national(validator))):
            texts = [fhirjson.encode(_claiming(body, by)) for body in bodies]
            premise(holds=len(set(texts)) == len(texts), text="the documents are distinct")
            _right(texts[:COMPARED], checked)
            settled()
            yield _row(f"issues.{name}-{by}", texts, checked, scale)
    yield _ips(scale, folder)
    yield _examples(validator, scale)


def _ips(scale: Scale, folder: Path) -> Row:
    """Patient summaries by the profiles of the IPS, where its package is at hand."""
    name, places = "issues.summary-ips", sorted(SHARED.glob(IPS))
    if not places:
        return Row(name, "by the profiles of the IPS", "-", note="skipped: no package of the IPS")
    definitions = Definitions.open(Settings().definitions, places, folder / "ips")
    validator = validation.load(definitions, None, folder / "ips-code")

    def checked(text: bytes) -> list[Issue]:
        return [*validator.check(fhirjson.resource(text), [IPS_DOCUMENT])]

    bodies = [records.record(number) for number in range(COMPARED + MANY // 4 * scale.turns)]
    texts = [fhirjson.encode(_claiming(body, "base")) for body in bodies]
    _right(texts[:COMPARED], checked)
    settled()
    return _row(name, texts, checked, scale)


def _examples(validator: Validator, scale: Scale) -> Row:
    """What HL7 publishes, as it is: each type is met once before anything is timed."""
    name = "issues.published-base"
    if not EXAMPLES.is_file():
        return Row(name, "examples of R4", "-", note="skipped: `make suites` fetches them")
    checked, known = _base(validator), set[str]()
    early: list[bytes] = []
    late: list[bytes] = []
    for kind, text in _drawn():
        (late if kind in known else early).append(text)
        known.add(kind)
    for text in early:
        checked(text)
    settled()
    return _row(name, [*late[:COMPARED], *late], checked, scale)


def _drawn() -> Iterator[tuple[str, bytes]]:
    """(type, JSON text) of examples, in an order that is always the same."""
    with tarfile.open(EXAMPLES) as archive:
        every = [
            archive.extractfile(one).read()  # type: ignore[union-attr]
            for one in archive
            if one.name.endswith(".json") and one.size < LARGEST
        ]
    for text in Random("published examples").sample(every, DRAWN):
        kind = orjson.loads(text).get("resourceType")
        if kind:
            yield kind, text


def _claiming(body: dict[str, Any], by: str) -> dict[str, Any]:
    """The document; without what it claims to meet, where base R4 alone is asked."""
    if by != "base":
        return body
    bare = {key: value for key, value in body.items() if key != "meta"}
    if "entry" in bare:
        inside = [{**one, "resource": _claiming(one["resource"], by)} for one in bare["entry"]]
        bare["entry"] = inside
    return bare


def _base(validator: Validator) -> Callable[[bytes], list[Issue]]:
    return lambda text: [*validator.check(fhirjson.resource(text))]


def _national(validator: Validator) -> Callable[[bytes], list[Issue]]:
    def checked(text: bytes) -> list[Issue]:
        body = fhirjson.resource(text)
        return [*validator.check(body, validator.bound(body))]

    return checked


def _right(texts: Sequence[bytes], checked: Callable[[bytes], list[Issue]]) -> None:
    """The right ones are right, and each spoiled one has an error."""
    for text in texts:
        bad = [issue for issue in checked(text) if issue.severity in BAD]
        premise(holds=not bad, text=f"the documents are valid: {bad[:3]}")
    for spoiled in _spoiled(texts[0]):
        premise(
            holds=any(issue.severity in BAD for issue in checked(spoiled)),
            text="what is wrong is found",
        )


def _spoiled(text: bytes) -> Iterator[bytes]:
    yield text.replace(b'{"resourceType":', b'{"invented":1,"resourceType":', 1)
    yield text.replace(b'"resourceType":"Patient"', b'"resourceType":"Pat"', 1).replace(
        b'"status":"final"', b'"status":"finished"', 1
    )
    yield text.replace(b"</div>", b"<script/></div>", 1)


def _row(name: str, texts: Sequence[bytes], checked: Callable[[bytes], Any], scale: Scale) -> Row:
    each = (len(texts) - COMPARED) // scale.turns
    sized = Scale(each * scale.turns, scale.turns)
    late = texts[COMPARED:]
    mine, theirs = turns(
        (
            lambda turn: timed(checked, part(late, turn, sized)),
            lambda turn: timed(orjson.loads, part(late, turn, sized)),
        ),
        scale.turns,
    )
    size = round(sum(map(len, late)) / len(late))
    what = f"from {size:,} bytes to issues, in times of orjson.loads"
    figure = f"{median(mine) * 1e6:,.0f} us (orjson {median(theirs) * 1e6:,.1f} us)"
    value = median(a / b for a, b in zip(mine, theirs, strict=True))
    return Row(name, what, figure, value=value, note=noise(mine, theirs))
