"""The pages on imaging and on FHIR say what holds: their YAML is taken, their figures are ours.

https://docs.pytest.org/en/stable/how-to/parametrize.html
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.adapters.dicom import elements
from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.mapping.fhir.rows import KINDS
from gateway.model import Inbound, Status
from gateway.settings import Settings
from gateway.wording import SENTENCES
from tests.adapters.imaging import file, instance
from tests.intake.house import NOON, ROOT

IMAGING = (ROOT / "docs" / "how-to" / "send-imaging.md").read_text(encoding="utf-8")
FHIR = (ROOT / "docs" / "how-to" / "send-fhir.md").read_text(encoding="utf-8")


def yaml_of(page: str) -> str:
    """The one block of YAML in a page."""
    (found,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    return str(found)


def test_the_sender_of_the_page_tells_where_its_studies_are(tmp_path: Path) -> None:
    """An object without a RetrieveURL has the Endpoint that the sender's file says."""
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "clinic.yaml").write_text(yaml_of(IMAGING), encoding="utf-8")
    shipped = Settings(data=ROOT / ".cache" / "tests")
    rules = ruleset(replace(shipped, mappings=(*shipped.mappings, tmp_path)))

    found = convert(Inbound("clinic", "dicom", file(instance(StudyID="S1")), NOON), rules)

    assert found.status is Status.ACCEPTED
    held = [one["resource"] for one in found.bundle["entry"]]
    (endpoint,) = [one for one in held if one["resourceType"] == "Endpoint"]
    assert endpoint["address"] == "https://pacs.clinic.example/dicom-web"


def test_figures_and_rules_are_those_of_the_reader() -> None:
    """What the page calls the limits."""
    levels, most, unfolded = elements.MOST_DEPTH, elements.MOST_ELEMENTS, elements.MOST_UNFOLDED
    assert f"more than {levels} levels, {most:,} elements, or {unfolded // 10**6} MB" in IMAGING


@pytest.mark.parametrize("page", [IMAGING, FHIR])
def test_every_rule_of_the_page_is_one(page: str) -> None:
    """By its id."""
    rules = {key.partition(".")[0] for key in SENTENCES}
    table = page.partition("## What is refused")[2]
    named = set(re.findall(r"`([a-z]+-[a-z-]+)`", table))

    assert named
    assert named <= rules


def test_the_kinds_of_rows_are_told() -> None:
    """Each with what it does."""
    for kind in KINDS:
        assert f"| `{kind}`" in FHIR
        assert f"{kind}: " in yaml_of(FHIR)
