"""The files of rows of the how-to, put together from its page, become what the page says.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import UNRECORDED, fhirjson
from gateway.bootstrap.rules import faults, ruleset
from gateway.intake.convert import Conversion
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound, Issue, Ruleset, Status
from gateway.settings import Settings, read
from tests.docs.pages import ROOT, blocks
from tests.warm import warm

PAGE = ROOT / "docs" / "how-to" / "send-flat-files.md"
SENDER = "clinique-du-sud"


def block(kind: str) -> str:
    """The one block of a kind."""
    (found,) = blocks(PAGE, kind)
    return found


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder of mappings with the files of the page."""
    made = tmp_path_factory.mktemp("operator")
    for place, content in (
        ("delimited/vital-signs.yaml", block("yaml")),
        ("delimited/lookups/nurses.csv", block("lookup")),
        (f"senders/{SENDER}.yaml", block("sender")),
    ):
        (made / place).parent.mkdir(parents=True, exist_ok=True)
        (made / place).write_text(content, encoding="utf-8")
    return read({"GATEWAY_MAPPINGS": str(made), "GATEWAY_DATA": str(warm(Path(made) / "data"))})


@pytest.fixture(scope="module")
def rules(settings: Settings) -> Ruleset:
    """The rules with the page's description."""
    return ruleset(settings)


def converted(
    rules: Ruleset, body: bytes, sender: str, file: str = ""
) -> list[Conversion | Issue]:
    """What becomes of each row, and what is told of the file."""
    cut = rules.adapters["delimited"].splitter(1_000_000, rules.senders[sender], file)
    return [
        piece
        if isinstance(piece, Issue)
        else conversion(Inbound(sender, "delimited", piece, UNRECORDED), rules, ledger=True)
        for piece in (*cut.feed(body), *cut.end())
    ]


def test_descriptions_have_no_fault(settings: Settings) -> None:
    """`gateway check` finds nothing."""
    assert list(faults(settings)) == []


def test_bad_cells_are_told_as_the_page_says(rules: Ruleset) -> None:
    """Row 2 is taken; row 3 is refused, by each of its cells."""
    found = converted(rules, block("csv").encode(), "laboratoire-central")
    fine, bad = (one for one in found if isinstance(one, Conversion))

    told = [f"{one.source} {one.rule}" for one in bad.issues if str(one.severity) == "error"]
    assert fine.status is Status.ACCEPTED
    assert bad.status is Status.REJECTED
    assert "\n".join(told) + "\n" == next(blocks(PAGE, ""))


def test_vital_signs_become_what_the_page_says(rules: Ruleset) -> None:
    """One row makes several resources, each only where its cell is valued; nothing is lost."""
    found = converted(rules, block("vitals").encode(), SENDER, "vitals-1.csv")
    made = [one for one in found if isinstance(one, Conversion)]

    types = [[entry["resource"]["resourceType"] for entry in one.bundle["entry"]] for one in made]
    assert types == fhirjson.decode(block("json").encode())
    assert [one.status for one in made] == [Status.ACCEPTED] * 2
    assert {trace.fate for one in made for trace in one.ledger} <= {
        "mapped",
        "translated",
        "ignored",
    }
    first = made[0].bundle["entry"][1]["resource"]
    assert str(first["valueQuantity"]["value"]) == "38.5"
    assert first["performer"] == [{"display": "Claire Thill"}]
    assert first["effectiveDateTime"] == "2026-11-20T08:30:00+01:00"


def test_a_sender_confirms_its_dialect(rules: Ruleset) -> None:
    """Tabs and windows-1252, as its file says."""
    body = "PatientNr\tSampleNr\tAnalysis\tAnalysisName\nP1\tS1\t718-7\tHémoglobine\n"
    found = converted(rules, body.encode("windows-1252"), SENDER)
    (made,) = (one for one in found if isinstance(one, Conversion))

    assert made.bundle["entry"][1]["resource"]["code"]["text"] == "Hémoglobine"
    assert "charset-assumed" not in [issue.rule for issue in made.issues]
