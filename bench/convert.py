"""How fast is a report turned into validated resources and their JSON, against two converters?

Ours is plan + settle + serialise, against what stands of an admitted patient: identity, order,
validation by base R4 and our national profiles, index rows, lineage. hl7v2-fhir-bridge makes no
Observation of a number; brightohir validates nothing: the table says what each makes.
https://hl7.org/fhir/R4/ · https://pypi.org/project/hl7v2-fhir-bridge/ · https://pypi.org/project/brightohir/
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import fixtures
from bench.core import Row, Scale, noise, premise, rate, timed, times, turns
from bench.peer import Absent, Peer, peer
from gateway import fhirjson
from gateway.bootstrap.memory import settled
from gateway.bootstrap.rules import ruleset
from gateway.intake.plan import plan
from gateway.intake.receive import receive
from gateway.intake.settle import settle
from gateway.model import Entry, Inbound, Resource, Ruleset, Standing, Status
from gateway.settings import Settings
from gateway.store import open_sqlite

NOW = datetime(2026, 12, 1, tzinfo=UTC)
COMPARED = 25
"""Messages that are only compared, and warm the caches: none of them is timed."""
FEW, SLOW = 50, 6
"""Our inputs and theirs in a turn against brightohir, which takes a tenth of a second for one."""
PROFILE = "https://fhir.gateway.example/lu/StructureDefinition/lu-observation-laboratory"
ROUNDS = 20
"""Reports that come before, so that those who sign them are known."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message, and what stands when it comes."""

    inbound: Inbound
    standing: Standing


Walk = Callable[[Case], tuple[Entry, list[bytes]]]


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Messages a CPU-second, and how many times each peer; the parts of our own time."""
    rules = ruleset(Settings(data=folder))
    for rich in (True, False):
        yield from _measured(rules, scale, folder / ("rich" if rich else "plain"), rich=rich)


def _measured(rules: Ruleset, scale: Scale, folder: Path, *, rich: bool) -> Iterator[Row]:
    """The same question of rich results (19 fields, a doctor for each) and of plain ones (14)."""
    folder.mkdir()
    many, few = scale.each * scale.turns, FEW * scale.turns
    messages = [fixtures.oru(number, rich=rich) for number in range(COMPARED + many + few)]
    codes = {code for message in messages for code in fixtures.codes(message)}
    premise(holds=len(set(messages[COMPARED:])) >= scale.inputs, text="the messages are distinct")
    premise(holds=len(codes) >= scale.codes, text="the messages hold many codes")
    cases = asyncio.run(cases_of(messages, rules, folder, rich=rich))
    work = walk(rules)
    settled()
    _right(cases[:COMPARED], work, walk(ruleset(Settings(data=folder))))
    for label, start, ours, theirs in (
        ("hl7v2-fhir-bridge", COMPARED, scale.each, scale.each),
        ("brightohir", COMPARED + many, FEW, SLOW),
    ):
        try:
            with peer(label.replace("-", "_"), messages, folder) as other:
                row = _row(label, work, cases, other, (start, ours, theirs, scale.turns))
        except Absent as reason:
            row = Row(f"convert.{label}", label, "-", note=f"skipped: {reason}")
        yield row if rich else replace(row, name=f"{row.name}-plain", what=f"{row.what}, plain")
    parts = next(_parts(cases[-few:], rules))
    yield parts if rich else replace(parts, name="convert.parts-plain")


def _row(
    label: str, work: Walk, cases: Sequence[Case], other: Peer, size: tuple[int, int, int, int]
) -> Row:
    """`size`: the first input, our inputs and theirs in a turn, and how many turns."""
    first, many, some, number = size
    made = Counter(other.told(0, 1)[0])
    other.timed(0, 2)

    def mine(turn: int) -> float:
        return timed(work, cases[first + turn * many : first + (turn + 1) * many])

    def theirs(turn: int) -> float:
        return other.timed(first + turn * many, first + turn * many + some)

    ours, others = turns((mine, theirs), number)
    types = ", ".join(f"{count} {name}" for name, count in sorted(made.items()))
    what = f"ORU of 30 OBX to validated JSON, admitted patient, against {label}"
    figure = f"{rate(ours)} ({label} {rate(others)}, which makes {types})"
    return Row(f"convert.{label}", what, figure, times(ours, others), note=noise(ours, others))


def walk(rules: Ruleset) -> Walk:
    """Case -> what it leaves behind, and the JSON of each resource."""

    def work(case: Case) -> tuple[Entry, list[bytes]]:
        entry = settle(plan(case.inbound, rules), case.standing, rules)
        premise(holds=isinstance(entry, Entry), text="nothing more must be known")
        assert isinstance(entry, Entry)  # noqa: S101 - said again for the type checker
        return entry, [fhirjson.encode(one.body) for one in entry.resources]

    return work


async def cases_of(
    messages: Sequence[bytes],
    rules: Ruleset,
    folder: Path,
    *,
    rich: bool = True,
    first: Sequence[bytes] = (),
) -> list[Case]:
    """Every message after the admission of its patient (and the `first`), in a store of this run.

    What stands is asked by the admission's keys: no report is seen before it is timed. The doctors
    of the house stand too, as they do after a gateway's first minutes.
    """
    store = open_sqlite(folder / "convert.sqlite")
    before = [*map(fixtures.adt, range(len(messages))), *first]
    receipts = [await receive(_inbound(one), rules, store) for one in before]
    premise(
        holds=all(receipt.status is Status.ACCEPTED for receipt in receipts),
        text="every admission is accepted, and every first report",
    )
    rounds = [_inbound(fixtures.oru(number, "rounds", rich=rich)) for number in range(ROUNDS)]
    written = [name for one in rounds for name in (await receive(one, rules, store)).resources]
    named = {name.split("/")[1] for name in written if name.startswith("Practitioner/")}
    doctors = [("Practitioner", id) for id in sorted(named)]
    asked = [plan(_inbound(one), rules).keys for one in first or before]
    keys = [replace(one, receipt=("", ""), resources=(*one.resources, *doctors)) for one in asked]
    standing = [await store.standing(one) for one in keys]
    await store.close()
    pairs = zip(messages, standing, strict=True)
    return [Case(_inbound(message), stands) for message, stands in pairs]


def _inbound(body: bytes) -> Inbound:
    return Inbound(fixtures.SENDER, "hl7v2", body, NOW)


def _right(some: Sequence[Case], work: Walk, fresh: Walk) -> None:
    """All 30 values arrive, held against the national profile; warm and cold say the same."""
    for case in some:
        entry, _ = work(case)
        values = [
            str(one.body["valueQuantity"]["value"])
            for one in entry.resources
            if one.type == "Observation" and PROFILE in one.body["meta"]["profile"]
        ]
        lines = case.inbound.body.decode().split("\r")
        sent = [line.split("|")[5] for line in lines if line.startswith("OBX")]
        premise(holds=entry.receipt.status is Status.ACCEPTED, text="every report is accepted")
        premise(holds=values == sent, text="all 30 values arrive, digit for digit")
        types = {type for type, _ in case.standing.resources}
        premise(holds={"Patient", "Encounter"} <= types, text="patient and stay are known already")
    cold = [fresh(case) for case in reversed(some)]
    premise(
        holds=[work(case) for case in some] == cold[::-1],
        text="warm and cold caches give the same bytes",
    )
    broken = some[0].inbound.body.replace(b"||F|||2026", b"||F|||2026-13")
    entry, _ = work(Case(_inbound(broken), some[0].standing))
    premise(holds=entry.receipt.status is Status.REJECTED, text="an impossible time is rejected")


def _parts(some: Sequence[Case], rules: Ruleset) -> Iterator[Row]:
    """Where our own time goes."""
    plans = [plan(case.inbound, rules) for case in some]
    pairs = list(zip(plans, [case.standing for case in some], strict=True))
    entries = [settle(one, standing, rules) for one, standing in pairs]
    bodies = [[r.body for r in entry.resources] for entry in entries if isinstance(entry, Entry)]
    sender, adapter = rules.senders[fixtures.SENDER], rules.adapters["hl7v2"]
    mapper = plans[0].mapper

    def validate(bodies: Sequence[Resource]) -> None:
        for body in bodies:
            list(
                rules.validator.check(
                    body, rules.validator.bound(body), advice=False, lasting=True
                )
            )

    steps = {
        "parse": timed(lambda case: adapter.parse(case.inbound.body, sender), some),
        "map": timed(lambda one: mapper.apply(one.document), plans),
        "settle": timed(lambda pair: settle(pair[0], pair[1], rules), pairs),
        "of which validate": timed(validate, bodies),
        "encode": timed(lambda one: [fhirjson.encode(b) for b in one], bodies),
    }
    told = ", ".join(f"{name} {seconds * 1e6:,.0f}" for name, seconds in steps.items())
    made = median(len(one) for one in bodies)
    yield Row("convert.parts", f"the parts of our own, {made:.0f} resources", f"{told} us")
