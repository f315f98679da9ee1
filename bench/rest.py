"""How many writes, reads and searches a CPU-second does the gateway answer over REST?

Ours validates, indexes, keeps durably and writes an audit event before it answers; sekmet-fhir
validates by classes and keeps in SQLite too, its log of requests and its simulator switched off.
Reads are held against a bare Starlette answer of the same bytes as well.
https://hl7.org/fhir/R4/http.html · https://pypi.org/project/sekmet-fhir/
"""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench import fixtures
from bench.asking import Ask, asked, spent
from bench.core import Row, Scale, noise, premise, rate, times, turns
from bench.house import PROC, Server, door, rest
from bench.peer import Absent, environment
from bench.servers import free
from gateway.fhirjson import encode

SMALL, LARGE = 2, 31
_PAGE, _PAGES = 50, 400
"""The smallest page that is asked for, and how many sizes there are."""
_LOADED = 60
"""Bundles of 31 that stand before anything is read: 1,860 resources."""
_SEED = "loaded"
_PATIENTS = f"{fixtures.SYSTEM}/patients"
_FEW = 40
"""Transactions of a turn."""
_SEVERAL = 240
"""Searches of a turn: they take less."""
_MANY = 1_000
"""Reads of a turn: they take least."""
_SETTINGS = """\
base_url: http://127.0.0.1:{port}/fhir
host: 127.0.0.1
port: {port}
data_dir: {folder}
log_inbound: false
simulator: {{enabled: false}}
"""


@dataclass(frozen=True, slots=True)
class Both:
    """The two servers, and what stands in both."""

    ours: Server
    theirs: Server
    patients: Mapping[str, Sequence[str]]
    """`ours` or `theirs` -> ids of the patients that were loaded, in the same order."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Requests a CPU-second of our server, and how many times the other one."""
    if not PROC.is_dir():
        yield Row("rest", "over REST", "-", note="skipped: this system has no /proc")
        return
    try:
        with ExitStack() as stack:
            theirs = stack.enter_context(_sekmet(folder / "sekmet"))
            ours = stack.enter_context(rest(folder / "gateway"))
            yield from _rows(Both(ours, theirs, _loaded(ours, theirs)), scale)
            yield from _bare(ours, folder, scale)
    except Absent as reason:
        yield Row("rest", "against sekmet-fhir 0.1.1", "-", note=f"skipped: {reason}")


def _sekmet(folder: Path) -> AbstractContextManager[Server]:
    python, port = environment("sekmet"), free()
    folder.mkdir(parents=True)
    text = _SETTINGS.format(port=port, folder=folder)
    (folder / "settings.yaml").write_text(text, encoding="utf-8")
    words = ["-c", "from sekmet.cli import app; app()", "serve", "--config", "settings.yaml"]
    return door(python, words, port, folder, dict(os.environ))


def _loaded(ours: Server, theirs: Server) -> Mapping[str, Sequence[str]]:
    asks = [transaction(number, LARGE, _SEED) for number in range(_LOADED)]
    return {
        name: [_patient(one) for one in asked(server, asks)]
        for name, server in (("ours", ours), ("theirs", theirs))
    }


def _patient(answer: bytes) -> str:
    """The id of the Patient that a transaction made: its first entry."""
    entries: list[dict[str, Any]] = json.loads(answer)["entry"]
    premise(
        holds=all(one["response"]["status"].startswith("201") for one in entries),
        text="every entry of a transaction is made",
    )
    places = [str(one["response"]["location"]).partition("Patient/") for one in entries]
    return next(after.partition("/")[0] for _, found, after in places if found)


def _rows(both: Both, scale: Scale) -> Iterator[Row]:
    for name, size in (("rest.transaction-2", SMALL), ("rest.transaction-31", LARGE)):
        yield _written(name, size, both, scale)
    for name, what in ASKS.items():
        yield _read(name, what, both, scale)


def _written(name: str, size: int, both: Both, scale: Scale) -> Row:
    def turn(server: Server) -> Any:
        return lambda number: spent(
            server,
            [transaction(number * _FEW + at, size, name) for at in range(_FEW)],
        )

    mine, others = turns((turn(both.ours), turn(both.theirs)), scale.turns)
    what = (
        f"transaction of {size} resources, validated, indexed, audited, against sekmet-fhir 0.1.1"
    )
    figure = f"{rate(mine, 'transactions')} (sekmet {rate(others, 'transactions')})"
    return Row(name, what, figure, times(mine, others), note=noise(mine, others))


def _read(name: str, path: str, both: Both, scale: Scale) -> Row:
    few = _MANY if name == "rest.read" else _SEVERAL

    def asks(side: str, turn: int) -> list[Ask]:
        numbers = range(turn * few, (turn + 1) * few)
        return [Ask("GET", _path(path, both.patients[side], number)) for number in numbers]

    first = {side: asks(side, scale.turns)[:20] for side in both.patients}
    _same(asked(both.ours, first["ours"]), asked(both.theirs, first["theirs"]))
    mine, others = turns(
        (
            lambda turn: spent(both.ours, asks("ours", turn)),
            lambda turn: spent(both.theirs, asks("theirs", turn)),
        ),
        scale.turns,
    )
    what = "GET " + re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), path)
    figure = f"{rate(mine, 'answers')} (sekmet {rate(others, 'answers')})"
    return Row(
        name,
        f"{what}, against sekmet-fhir 0.1.1",
        figure,
        times(mine, others),
        note=noise(mine, others),
    )


def _same(mine: Sequence[bytes], others: Sequence[bytes]) -> None:
    """Both must find as many, and something."""
    counts = [[_count(one) for one in answers] for answers in (mine, others)]
    premise(holds=counts[0] == counts[1], text=f"both find as many: {counts}")
    premise(holds=sum(counts[0]) > 0, text="something is found")


def _count(answer: bytes) -> int:
    found = json.loads(answer)
    return len(found.get("entry", ())) if found["resourceType"] == "Bundle" else 1


def _path(path: str, patients: Sequence[str], number: int) -> str:
    """What is asked by request of this number: another one each, as far as there are others.

    A search comes in words of its own: who remembers how the same words were understood gains
    nothing by it, as with callers who ask for other patients.
    """
    return path.format(
        size=f"_count={_PAGE + number % _PAGES}",
        patient=patients[number % len(patients)],
        code=fixtures.observation(number % _LOADED * LARGE)["code"]["coding"][0]["code"],
        day=_born(number % _LOADED),
        phone=_phone(number % _LOADED),
        number=f"{_SEED}-{number % _LOADED}",
    )


ASKS: Mapping[str, str] = MappingProxyType(
    {
        "rest.read": "/fhir/Patient/{patient}",
        "rest.search-patient": "/fhir/Observation?patient={patient}&{size}",
        "rest.search-patient-code": "/fhir/Observation?patient={patient}&code={code}&{size}",
        "rest.search-token": "/fhir/Patient?telecom={phone}&{size}",
        "rest.search-date": "/fhir/Patient?birthdate={day}&{size}",
        "rest.search-reference": "/fhir/Observation?subject=Patient/{patient}&{size}",
        "rest.search-identifier": f"/fhir/Patient?identifier={_PATIENTS}|{{number}}&{{size}}",
    }
)
"""Row -> what is asked."""


def _bare(ours: Server, folder: Path, scale: Scale) -> Iterator[Row]:
    """Reads beside the same bytes from a server that does nothing else."""
    made = asked(ours, [transaction(0, SMALL, "bare")])[0]
    ask = Ask("GET", f"/fhir/Patient/{_patient(made)}")
    file, port = folder / "answer.json", free()
    file.write_bytes(asked(ours, [ask])[0])
    words = [str(Path(__file__).with_name("bare.py")), str(file), str(port)]
    with door(Path(sys.executable), words, port, folder, dict(os.environ)) as bare:
        premise(holds=asked(bare, [ask])[0] == file.read_bytes(), text="both tell the same bytes")
        asks = [ask] * _MANY
        mine, others = turns(
            (lambda _: spent(ours, asks), lambda _: spent(bare, asks * 3)), scale.turns
        )
    figure = f"{rate(mine, 'answers')} (Starlette {rate(others, 'answers')})"
    what = "GET /fhir/Patient/ID, against a bare Starlette answer of the same bytes"
    yield Row("rest.read-bare", what, figure, times(mine, others), note=noise(mine, others))


def transaction(number: int, size: int, seed: str) -> Ask:
    """A Bundle of a new patient and the results of that patient, each by a name of its own."""
    full = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{seed} {number}')}"
    entries = [_entry(full, patient(number, seed))]
    for at in range(size - 1):
        made = fixtures.observation(number * LARGE + at)
        del made["id"], made["encounter"], made["performer"]
        made["subject"] = {"reference": full}
        made["identifier"][0]["value"] = f"{seed}-{number}-{at}"
        entries.append(_entry(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{full} {at}')}", made))
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    return Ask("POST", "/fhir", encode(bundle))


def patient(number: int, seed: str) -> dict[str, Any]:
    """An invented patient, valid R4 and bound by our own profile."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": _PATIENTS, "value": f"{seed}-{number}"}],
        "name": [{"family": f"Muster {number}", "given": ["Ada"]}],
        "telecom": [{"system": "phone", "value": _phone(number) if seed == _SEED else "0"}],
        "gender": "female",
        "birthDate": _born(number) if seed == _SEED else "1950-02-03",
    }


def _born(number: int) -> str:
    return f"{1960 + number % 40}-{number % 12 + 1:02}-{number % 27 + 1:02}"


def _phone(number: int) -> str:
    return f"555{number:05}"


def _entry(full: str, resource: dict[str, Any]) -> dict[str, Any]:
    request = {"method": "POST", "url": resource["resourceType"]}
    return {"fullUrl": full, "resource": resource, "request": request}
