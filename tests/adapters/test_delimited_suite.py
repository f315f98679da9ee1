"""Other people's files of patients, in seven dialects, become the same patient by one description.

The files of LinuxForHealth's converter; the descriptions say what its data contracts say.
https://github.com/LinuxForHealth/CsvToFHIR
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.adapters.delimited.adapter import Delimited
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.files import Files
from gateway.mapping.flat.describe import layouts
from gateway.mapping.flat.link import kinds
from gateway.mapping.flat.mapper import FlatMapper
from gateway.model import Sender
from gateway.settings import Settings

HOUSE = Path(__file__).parents[2]
DATA = Path(os.environ.get("GATEWAY_SHARED_DATA", HOUSE / ".." / "shared" / "data"))
FOLDER = DATA / "suites" / "csv" / "LinuxForHealth+CsvToFHIR" / "tests" / "resources" / "csv"
SENDER = Sender("example")
COLUMNS = (
    ("hospitalId", 6),
    ("encounterId", 8),
    ("patientId", 8),
    ("sex", 1),
    ("dateOfBirth", 10),
    ("givenName", 12),
    ("familyName", 12),
    ("ssn", 11),
    ("state", 16),
)
MAPS = """
maps:
  - map: patient -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: number, src: patientid, to: "identifier[mrn].value"}
      - {id: number-system, const: "https://example.org/hospa", to: "identifier[mrn].system"}
      - {id: ssn, src: ssn, to: "identifier[ssn].value"}
      - {id: ssn-system, const: "http://hl7.org/fhir/sid/us-ssn", to: "identifier[ssn].system"}
      - {id: sex, src: sex, to: gender, code: {M: male, F: female, O: other}, else: unknown}
      - {id: birth, src: dateofbirth, to: birthDate}
      - {id: given, src: givenname, to: "name[0].given[]"}
      - {id: family, src: familyname, to: "name[0].family"}
      - {id: state, src: state, to: "address[0].state"}
  - map: stay -> Encounter
    id: {key: [[hospitalid, encounterid]]}
    rows:
      - {id: stay, src: encounterid, to: "identifier[0].value"}
      - {id: hospital, src: hospitalid, to: serviceProvider.identifier.value}
      - {id: subject, ref: patient, to: subject}
"""


def description(head: str, *, fixed: bool = False) -> bytes:
    """One kind of these files."""
    lines, at = [], 1
    for name, width in COLUMNS:
        type = ", type: date" if name == "dateOfBirth" else ""
        place = f", start: {at}, width: {width}" if fixed else ""
        lines.append(f"  - {{name: {name.lower()}, header: {name}{type}{place}}}\n")
        at += width
    return (head + "columns:\n" + "".join(lines) + MAPS).encode()


FILES = Files(
    "delimited",
    {
        "delimited/headed.yaml": description(""),
        "delimited/bare.yaml": description("header: false\ndelimiter: ','\n"),
        "delimited/fixed.yaml": description("files: ['*fwf*']\nfixed: true\n", fixed=True),
    },
    {},
)


@pytest.fixture(scope="module")
def mapper() -> FlatMapper:
    """The mapper of these kinds."""
    settings = Settings()
    definitions = Definitions.open(settings.definitions, settings.profiles)
    assert kinds(FILES, SENDER, definitions)[1] == []
    return FlatMapper(FILES, SENDER, definitions, Identify())


def files() -> list[Path]:
    if not FOLDER.is_dir():
        pytest.skip("the shared suites are not here")
    return [path for path in sorted(FOLDER.iterdir()) if path.name != "patient-lastnames.csv"]


def test_all_dialects_say_the_same_patient(mapper: FlatMapper) -> None:
    """With header and without, with comma and bar, with mark and without, in fixed columns."""
    adapter = Delimited(lambda name: layouts(FILES, name))
    said: dict[str, set[bytes]] = {}
    for path in files():
        cut = adapter.splitter(1_000_000, SENDER, path.name)
        pieces = [*cut.feed(path.read_bytes()), *cut.end()]
        for piece in pieces:
            assert isinstance(piece, bytes), (path.name, piece)
            document = adapter.parse(piece, SENDER)
            mapped = mapper.apply(document)
            assert mapped.issues == ()
            fates = {trace.fate.value for trace in mapper.traces(document, mapped.tape)}
            assert fates <= {"mapped", "translated"}
            bodies = [fhirjson.encode(change.body) for change in mapped.changes]
            said.setdefault(path.name, set()).add(b"\n".join(bodies))

    assert len(said) == 6
    assert len(set.union(*said.values())) == 1
    [body] = set.union(*said.values())
    assert b'"birthDate":"1951-07-06"' in body
