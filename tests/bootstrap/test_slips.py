"""The slips that a person makes in data: each is told with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.bootstrap import retention
from gateway.bootstrap.rules import faults
from gateway.settings import read
from tests.warm import warm

SENDER = "senders/clinic.yaml"
TABLE = "hl7v2/tables/CLINIC-sex.csv"
HEAD = "code,target,system,display,deviation\n"
SEX = "http://hl7.org/fhir/administrative-gender"
READS = "rows:\n  PID:\n    - {patch: pid-8, code: CLINIC-sex}\n"


def row(said: str) -> str:
    """A sender whose file adds or changes one row, in line 3."""
    return f"rows:\n  PID:\n    - {said}\n"


SLIPS: dict[str, tuple[dict[str, str], str]] = {
    "a tab": ({SENDER: "authorities:\n\tA: urn:oid:1.2\n"}, f"{SENDER}:2 a tab stands"),
    "one blank too few": (
        {SENDER: "authorities:\n  A: urn:oid:1.2\n B: urn:oid:1.3\n"},
        f"{SENDER}:3 this line does not fit those before it",
    ),
    "no colon": ({SENDER: "rank 50\ncharset: UTF-8\n"}, f"{SENDER}:2 a `:` is not expected here"),
    "an open quote": ({SENDER: "rank: 5\ncharset: 'UTF-8\n"}, f"{SENDER}:2 a quote that opens"),
    "an open brace": ({SENDER: "rows: {PID: [\nrank: 5\n"}, f"{SENDER}:1 what opens here"),
    "brackets without quotes": (
        {SENDER: row("{id: a, src: PID-3[], to: birthDate, as: TS}")},
        f"{SENDER}:3 what opens here",
    ),
    "a part of itself": ({SENDER: "rank: &a [*a]\n"}, f"{SENDER}:1 nested more than 40 deep"),
    "a key twice": ({SENDER: "rank: 5\nrank: 6\n"}, f"{SENDER}:2 `rank` stands twice"),
    "a misspelt key": ({SENDER: "rank: 5\ncharest: x\n"}, f"{SENDER}:2 the file: unknown key"),
    "a key as others call it": (
        {SENDER: "timezone: Europe/Luxembourg\n"},
        "the file: unknown key `timezone`: is it `zone`?",
    ),
    "a number in quotes": (
        {SENDER: "listen: '2576'\n"},
        "listen: a whole number is expected: ",
    ),
    "a number for a text": ({SENDER: "charset: 8859\n"}, "charset: a text is expected: put it"),
    "a text for a list": ({SENDER: "own: urn:oid:1.2\n"}, "own: a list (`[...]`, or lines that"),
    "no blank behind the colon": (
        {SENDER: "authorities:\n  A:urn:oid:1.2\n"},
        "lines of `name: value` are expected: a blank is missing behind the `:`",
    ),
    "nothing behind the colon": ({SENDER: "rows:\n"}, "nothing stands behind the `:`"),
    "documents of no format": (
        {SENDER: "documents: {kmher: {rows: {}}}\n"},
        "documents: unknown key `kmher`: is it `kmehr`?",
    ),
    "a port too high": ({SENDER: "listen: 99999\n"}, "listen: at most 65535 is expected"),
    "yes": ({SENDER: "snapshots: yes\n"}, "snapshots: `true` or `false` is expected"),
    "a zone by another spelling": (
        {SENDER: "rank: 5\nzone: Europe/Luxemburg\n"},
        f"{SENDER}:2 this is no IANA time zone: is it `Europe/Luxembourg`?",
    ),
    "a bare OID": (
        {SENDER: "authorities:\n  A: urn:oid:1.2\n  B: 1.3.182\n"},
        f"{SENDER}:3 a system is a URI: https://…, urn:oid:…: write `urn:oid:1.3.182`",
    ),
    "an OID with a hole": ({SENDER: "own: ['urn:oid:1..2']\n"}, "behind `urn:oid:` stand numbers"),
    "a name for its system": (
        {SENDER: "authorities: {A: 'urn:oid:1.2'}\nown: [A]\n"},
        f"{SENDER}:2 a system is a URI: https://…, urn:oid:…: `A` is urn:oid:1.2",
    ),
    "messages named by time alone": ({SENDER: "key: [MSH-7]\n"}, "two messages may have one time"),
    "a row without id": (
        {SENDER: row("{src: PID-9, ignore: empty}")},
        "one of `id`, `patch`",
    ),
    "patched and disabled": (
        {SENDER: row("{patch: pid-8, disable: pid-8}")},
        "either `patch` or `disable` is expected, not both",
    ),
    "a patch of nothing": (
        {SENDER: row("{patch: pid-8}")},
        f"{SENDER}:3 the patch changes",
    ),
    "a patch of no row": (
        {SENDER: row("{disable: pid-88}")},
        "no row `pid-88`: is it `pid-8`?",
    ),
    "a segment in small letters": (
        {SENDER: "rows:\n  pid:\n    - {disable: pid-9}\n"},
        f"{SENDER}:3 no map reads `pid`",
    ),
    "a switch without cases": ({SENDER: row("{id: a, switch: PID-8}")}, "`switch` needs `cases`"),
    "a row that reads nothing": (
        {SENDER: row("{id: a, to: birthDate}")},
        "the row says nothing",
    ),
    "a dot for a hyphen": (
        {SENDER: row("{id: a, src: PID.7, to: birthDate, as: TS}")},
        f"{SENDER}:3 `PID.7` is written as a part of a datatype: of a segment write `PID-7`",
    ),
    "an element by another spelling": (
        {SENDER: row("{id: a, src: PID-7, to: birtDate, as: TS}")},
        "Patient has no element `birtDate`: is it `birthDate`?",
    ),
    "a choice without its type": (
        {SENDER: row("{id: a, src: PID-29, to: deceased, as: TS}")},
        "write `deceasedBoolean`, `deceasedDateTime`",
    ),
    "a type in the path": (
        {SENDER: row("{id: a, src: PID-7, to: Patient.birthDate, as: TS}")},
        "leave out `Patient.`",
    ),
    "no such datatype": (
        {SENDER: row("{id: a, src: PID-7, to: birthDate, as: DATE}")},
        "nothing makes date of DATE: `as` may be",
    ),
    "an empty guard": (
        {SENDER: row("{id: a, src: PID-7, to: birthDate, as: TS, when: ''}")},
        "`when` is empty: leave it out",
    ),
    "two equals signs": (
        {SENDER: row("{id: a, src: PID-7, to: birthDate, as: TS, when: \"PID-8 == 'M'\"}")},
        "write one `=`",
    ),
    "no boolean": (
        {SENDER: row("{id: a, const: 'yes', to: active}")},
        "boolean: `true` or",
    ),
    "no day": ({SENDER: row("{id: a, const: '2026-02-30', to: birthDate}")}, "date: not a date"),
    "an else for nothing": (
        {SENDER: row("{id: a, src: PID-7, to: birthDate, as: TS, else: unknown}")},
        "it needs `code` beside it",
    ),
    "no such function": (
        {SENDER: row("{id: a, call: telephon, with: {local: PID-13}, to: 'telecom[x].value'}")},
        "there is no function `telephon`: is it `telephone`?",
    ),
    "no such type": (
        {SENDER: "maps:\n  - map: ZSU of PID -> Pateint\n    rows: []\n"},
        "FHIR R4 has no type `Pateint`: is it `Patient`?",
    ),
    "semicolons": (
        {SENDER: READS, TABLE: HEAD.replace(",", ";")},
        f"{TABLE}:1 the first line is `{HEAD.strip()}`: here `;` stands between",
    ),
    "columns missing": ({SENDER: READS, TABLE: f"{HEAD}H,male\n"}, f"{TABLE}:2 5 columns are"),
    "no URI": ({SENDER: READS, TABLE: f"{HEAD}H,male,gender,,\n"}, f"{TABLE}:2 a system is a URI"),
    "a table for nobody": (
        {TABLE: f"{HEAD}H,male,{SEX},,\n"},
        f"{TABLE}:1 no row reads this",
    ),
    "a system twice": (
        {"codes/systems.csv": "name,uri\nLN,http://loinc.org\nLN,urn:oid:1.2\n"},
        "codes/systems.csv:3 `LN` stands twice",
    ),
    "another ending": ({"senders/clinic.yml": "rank: 5\n"}, "call it `clinic.yaml`"),
    "an ending too many": ({f"{SENDER}.txt": "rank: 5\n"}, "call it `clinic.yaml`"),
    "a folder misspelt": (
        {"sender/clinic.yaml": "rank: 5\n"},
        "meant to be `senders`?",
    ),
    "a folder too deep": ({"senders/lu/clinic.yaml": "rank: 5\n"}, "in `senders/` itself"),
    "a sender at the top": ({"clinic.yaml": "rank: 5\n"}, "a sender's file stands in `senders/`"),
    "days said twice": (
        {"retention.yaml": "messages: 9\nmessages: 90\n"},
        "retention.yaml:2 `messages` stands twice",
    ),
    "ranks said twice": (
        {"identities.yaml": "ranks: ['urn:oid:1.2', 'urn:oid:1.2']\n"},
        "identities.yaml:1 the system has a rank already",
    ),
    "no list of ranks": (
        {"identities.yaml": "ranks: x\n"},
        "identities.yaml:1 the file holds",
    ),
}


OWN = {fact: files[SENDER] for fact, (files, _) in SLIPS.items() if list(files) == [SENDER]}


def own(fact: str) -> str:
    """The file of a slip that a sender's file shows alone: all of these are looked at together."""
    return f"senders/clinic-{list(OWN).index(fact)}.yaml"


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> str:
    files = {own(fact): said.encode() for fact, said in OWN.items()}
    return "\n".join(_told(tmp_path_factory.mktemp("together"), files))


@pytest.mark.parametrize("fact", OWN)
def test_a_slip_in_a_senders_file_is_told(together: str, fact: str) -> None:
    told = SLIPS[fact][1].replace(SENDER, own(fact))
    lines = [line for line in together.splitlines() if line.startswith(f"{own(fact)}:")]

    assert any(told in line for line in lines)


@pytest.mark.parametrize("fact", [fact for fact in SLIPS if fact not in OWN])
def test_a_slip_in_another_file_is_told(tmp_path: Path, fact: str) -> None:
    files, told = SLIPS[fact]

    assert told in "\n".join(_told(tmp_path, {name: one.encode() for name, one in files.items()}))


@pytest.mark.parametrize(
    "name",
    [SENDER, "identities.yaml", "search.yaml", "profiles.yaml", "imposed.yaml", "retention.yaml"],
)
def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    files = {"profiles.yaml": b"[]\n", name: "# all is well\n# hôpital\n".encode("cp1252")}

    assert f"{name}:2 this is not UTF-8" in "\n".join(_told(tmp_path, files))


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    """A folder of mappings may be a repository, with files for other programs."""
    others = ("README.md", ".github/ci.yml", "compose.yaml", "notes/rooms.csv", "chart.yaml")
    files = dict.fromkeys(others, b"a: 1\n")

    assert _told(tmp_path, files) == []


def _told(folder: Path, files: dict[str, bytes]) -> list[str]:
    """`file:line text` of all that is found in a folder of these files."""
    own = folder / "own"
    for name, content in files.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_bytes(content)
    data = warm(folder / "data")
    settings = read({"GATEWAY_MAPPINGS": str(own), "GATEWAY_DATA": str(data)})
    found = [*faults(settings), *retention.lint(settings)]
    return [f"{one.file}:{one.line} {one.text}" for one in found]
