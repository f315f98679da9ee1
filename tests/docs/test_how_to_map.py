"""The hospitals of the how-to pages, put together from their blocks, work as the pages say.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from gateway import UNRECORDED
from gateway.bootstrap.rules import faults, ruleset
from gateway.cli import app
from gateway.intake.convert import Conversion
from gateway.intake.convert import convert as conversion
from gateway.mapping.shape import KINDS
from gateway.model import Inbound, Status
from gateway.settings import Settings, read
from tests.docs.pages import ROOT, blocks
from tests.warm import warm

SENDER = "clinique-du-sud"
PAGES = ("write-a-mapping", "translate-local-codes", "z-segments", "special-categories")
FILE = re.compile(r"^`mappings/([\w/.-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled code is kept, for all pages."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Mapping[str, Settings]:
    """Page -> settings with a folder that holds the files of the page."""
    found = {}
    for page in PAGES:
        folder = tmp_path_factory.mktemp(page)
        content = (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
        for place, text in FILE.findall(content):
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(text, encoding="utf-8")
        found[page] = read({"GATEWAY_MAPPINGS": str(folder), "GATEWAY_DATA": str(warm(data))})
    return found


def converted(page: str, settings: Settings) -> Conversion:
    """What becomes of the page's message."""
    (message,) = blocks(ROOT / "docs" / "how-to" / f"{page}.md", "hl7")
    return conversion(
        Inbound(SENDER, "hl7v2", message.encode(), UNRECORDED), ruleset(settings), ledger=True
    )


def resource(found: Conversion, type_: str) -> Any:
    """The first resource of a type."""
    bodies = (entry["resource"] for entry in found.bundle["entry"])
    return next(body for body in bodies if body["resourceType"] == type_)


@pytest.mark.parametrize("page", PAGES)
def test_its_files_have_no_fault(page: str, made: Mapping[str, Settings]) -> None:
    """`gateway check` finds nothing."""
    assert list(faults(made[page])) == []


@pytest.mark.parametrize("page", PAGES)
def test_its_message_is_taken_and_nothing_is_lost(page: str, made: Mapping[str, Settings]) -> None:
    """Accepted, and every leaf is mapped, translated or ignored."""
    found = converted(page, made[page])

    assert found.status is Status.ACCEPTED
    assert [t.source for t in found.ledger if t.fate in ("unmapped", "degraded")] == []
    assert "code-untranslated" not in {issue.rule for issue in found.issues}


def test_the_changed_row_says_mobile(made: Mapping[str, Settings]) -> None:
    """And the religion is kept nowhere."""
    found = converted("write-a-mapping", made["write-a-mapping"])

    uses = {one["value"]: one["use"] for one in resource(found, "Patient")["telecom"]}
    assert uses == {"661123456": "home", "661654321": "mobile"}
    assert "CAT" not in json.dumps(found.bundle, default=str)


def test_the_tables_translate(made: Mapping[str, Settings]) -> None:
    """Sex and class come from the hospital's own tables."""
    found = converted("translate-local-codes", made["translate-local-codes"])

    assert resource(found, "Patient")["gender"] == "male"
    assert resource(found, "Encounter")["class"]["code"] == "IMP"


def test_the_segment_of_its_own_becomes_a_contact(made: Mapping[str, Settings]) -> None:
    """Name and number stand together."""
    (contact,) = resource(converted("z-segments", made["z-segments"]), "Patient")["contact"]

    assert contact["name"]["text"] == "Marie Weber"
    assert contact["telecom"][0] == {"value": "661987654", "system": "phone"}


def test_the_origin_is_kept_where_the_sender_says_so(made: Mapping[str, Settings]) -> None:
    """And nowhere else."""
    page = "special-categories"
    kept = resource(converted(page, made[page]), "Patient")["extension"]
    other = resource(converted(page, made["z-segments"]), "Patient")

    assert [one["url"].rpartition("/")[2] for one in kept] == [
        "stated-race",
        "stated-ethnic-group",
    ]
    assert "Mediterranean" not in json.dumps(other)


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("sender", "senders/*.yaml"),
        ("maps", "hl7v2/segments/*.yaml"),
        ("maps", "hl7v2/datatypes/*.yaml"),
        ("events", "hl7v2/events.yaml"),
        ("structure", "hl7v2/structures/*.yaml"),
    ],
)
def test_the_schema_that_is_printed_takes_every_file_of_its_kind(kind: str, place: str) -> None:
    """What an editor checks by is what `gateway check` checks by."""
    schema = json.loads(CliRunner().invoke(app, ["schema", kind]).stdout)
    checker = Draft202012Validator(schema)
    files = sorted((ROOT / "mappings").glob(place))

    assert kind in KINDS
    assert files
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in files:
        said = yaml.load(file.read_bytes(), loader)  # noqa: S506 - it makes plain values only
        assert list(checker.iter_errors(said)) == []
    assert list(checker.iter_errors({"nonsense": 1})) != []


def test_a_kind_that_is_none_is_refused() -> None:
    """With those that are."""
    result = CliRunner().invoke(app, ["schema", "nonsense"])

    assert result.exit_code == 2
    assert "sender" in result.stderr
