"""What hostile senders send is refused by name, within a second and in bounded memory.

Each is held in a process of its own, whose memory is limited and whose CPU time is told.
https://hl7.org/fhir/R4/security.html
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson, validation
from gateway.definitions import Definitions
from gateway.model import Rejected, Validator
from gateway.settings import Settings
from tests.hostile.hostile_documents import HELD, READ
from tests.pace import in_time

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data")) / "suites"
SECONDS = 1.0
LIST_SECONDS = 2.0
"""Where a hundred thousand issues are told: ten microseconds each."""
MEMORY = 512_000_000
"""Bytes beyond those of a gateway at rest, for fifty million that were sent."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """A validator of the base, which has seen a resource before."""
    made = validation.load(
        Definitions.open(Settings().definitions), None, _folder(tmp_path_factory)
    )
    for kind in ("Patient", "Bundle", "Basic", "Questionnaire", "Observation"):
        list(made.check({"resourceType": kind, "id": " ", "contained": [{}]}))
    return made


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("code")


def told(text: bytes, validator: Validator) -> tuple[list[str], float]:
    """Rules that are broken, and CPU seconds, in a process whose memory is limited."""
    back, forth = os.pipe()
    child = os.fork()
    if not child:
        _answer(forth, lambda: _rules(text, validator))
    os.close(forth)
    with os.fdopen(back, "rb") as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, "the process ended by itself"
    rules, seconds = json.loads(said)
    return rules, seconds


def _answer(forth: int, work: Callable[[], list[str]]) -> None:
    status = 1
    try:
        size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = size * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        rules = work()
        seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
        os.write(forth, json.dumps([rules, seconds]).encode())
        status = 0
    finally:
        os._exit(status)


def _rules(text: bytes, validator: Validator) -> list[str]:
    try:
        issues: Any = validator.check(fhirjson.resource(text))
    except Rejected as error:
        issues = error.issues
    return sorted({one.rule for one in issues})


@pytest.mark.parametrize("name", READ)
def test_what_is_no_honest_json_is_refused_by_name(name: str, plain: Validator) -> None:
    make, rule = READ[name]

    rules, seconds = told(make(), plain)

    assert any(one.startswith(rule) for one in rules), rules
    assert in_time(seconds, SECONDS)


@pytest.mark.parametrize("name", HELD)
def test_what_is_much_of_a_wrong_thing_is_told(name: str, plain: Validator) -> None:
    make, rule = HELD[name]

    rules, seconds = told(make(), plain)

    assert not rule or rule in rules
    assert in_time(seconds, LIST_SECONDS if "hundred thousand" in name else SECONDS)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_the_json_of_a_test_suite_is_read_or_refused_as_it_says() -> None:
    """`y_` is JSON, `n_` is none; what is neither says only that nothing breaks."""
    files = sorted((SHARED / "json-parsing").rglob("*_*.json"))
    wrong = []
    for file in files:
        try:
            fhirjson.strict(file.read_bytes())
            read = True
        except Rejected:
            read = False
        if file.name[:2] in {"y_", "n_"} and read is not file.name.startswith("y_"):
            wrong.append(file.name)

    assert len(files) > 100
    assert set(wrong) == {
        "y_object_duplicated_key.json",
        "y_object_duplicated_key_and_value.json",
    }


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared texts are not here")
def test_naughty_texts_are_taken_or_told_and_never_said_again(plain: Validator) -> None:
    """In a name, an address, an id and a narrative; no issue repeats what was sent."""
    file = next((SHARED / "strings").rglob("blns.json"))
    texts = [text for text in json.loads(file.read_bytes()) if text]
    for text in texts:
        patient = {
            "resourceType": "Patient",
            "id": text,
            "name": [{"family": text}],
            "identifier": [{"system": text, "value": text}],
            "text": {"status": "generated", "div": text},
            "birthDate": text,
        }
        for issue in plain.check(patient):
            assert len(text) < 12 or text not in issue.text

    assert len(texts) > 400


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_a_large_document_takes_time_as_its_size(size: int, plain: Validator) -> None:
    """Entries that refer to each other; contained resources that do."""
    entries = [_entry(number, size) for number in range(size)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    inside = [_house(number, size) for number in range(size)]
    patient = {
        "resourceType": "Patient",
        "contained": inside,
        "managingOrganization": {"reference": "#c0"},
    }

    for one in (bundle, patient):
        rules, seconds = told(fhirjson.encode(one), plain)
        assert not rules
        assert in_time(seconds, size / 5_000)


def _entry(number: int, size: int) -> dict[str, Any]:
    other = f"urn:uuid:00000000-0000-4000-8000-{(number * 7 + 1) % size:012x}"
    return {
        "fullUrl": f"urn:uuid:00000000-0000-4000-8000-{number:012x}",
        "resource": {
            "resourceType": "Observation",
            "id": f"o{number}",
            "status": "final",
            "code": {"text": "x"},
            "hasMember": [{"reference": other}],
        },
    }


def _house(number: int, size: int) -> dict[str, Any]:
    return {
        "resourceType": "Organization",
        "id": f"c{number}",
        "name": "x",
        "partOf": {"reference": f"#c{(number + 1) % size}"},
    }
