"""How long from bytes to issues, the strict reading included, in times of orjson.loads?

Patients, results and whole patient summaries, by base R4 alone and by our national profiles too.
https://hl7.org/fhir/R4/validation.html · https://github.com/ijl/orjson
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from bench import records
from bench.core import Row, Scale, noise, part, premise, timed, turns
from gateway import fhirjson
from gateway.bootstrap.rules import ruleset
from gateway.bootstrap.serve import settled
from gateway.model import Issue, Severity, Validator
from gateway.settings import Settings

BAD = (Severity.ERROR, Severity.FATAL)
COMPARED = 50
MANY = 200
"""Summaries of each turn: 40 KB each."""


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
    size = Scale(each * scale.turns, scale.turns)
    late = texts[COMPARED:]
    mine, theirs = turns(
        (
            lambda turn: timed(checked, part(late, turn, size)),
            lambda turn: timed(orjson.loads, part(late, turn, size)),
        ),
        scale.turns,
    )
    what = f"from {len(texts[0]):,} bytes to issues, in times of orjson.loads"
    figure = f"{median(mine) * 1e6:,.0f} us (orjson {median(theirs) * 1e6:,.1f} us)"
    value = median(a / b for a, b in zip(mine, theirs, strict=True))
    return Row(name, what, figure, value=value, note=noise(mine, theirs))
