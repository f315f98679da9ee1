"""A file that is too large for one value comes in several, and is one file again.

https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2) · https://hl7.org/fhir/R4/binary.html
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest

from gateway.intake.convert import Conversion, convert
from gateway.model import Inbound
from tests.intake.house import NOON, message, obr, pid, rules

_PDF = b"%PDF-1.4\n" + bytes(range(256)) * 12 + b"\n%%EOF\n"
_TXA = "TXA|1|CN|AP|20261120120000+0100|||||||^DOC1^KLINIK|||||LA"


def _obx(number: int, value: bytes, *, type: str = "PDF", sub: str = "", status: str = "F") -> str:
    data = f"^AP^{type}^Base64^{b64encode(value).decode()}"
    return f"OBX|{number}|ED|PDF^Report^L|{sub}|{data}||||||{status}"


def _pieces(size: int = 900) -> list[bytes]:
    return [_PDF[at : at + size] for at in range(0, len(_PDF), size)]


def _said(kind: str, *segments: str) -> Conversion:
    body = message(kind, "P1", pid("N1^^^KLINIK^MR"), *segments)
    return convert(Inbound("klinik", "hl7v2", body, NOON), rules(), ledger=True)


def _all(said: Conversion, type: str) -> list[dict[str, Any]]:
    entries = [one["resource"] for one in said.bundle["entry"]]
    return [one for one in entries if one["resourceType"] == type]


def _bytes(said: Conversion) -> list[bytes]:
    return [b64decode(one["data"]) for one in _all(said, "Binary")]


def test_pieces_of_a_report_are_one_document() -> None:
    """Each OBX holds one, and OBX-4 counts them."""
    parts = [_obx(at, piece, sub=f"{at}") for at, piece in enumerate(_pieces(), 1)]

    said = _said("ORU^R01", obr(), *parts)

    assert _bytes(said) == [_PDF]
    assert len(_all(said, "DocumentReference")) == 1


def test_pieces_of_a_letter_are_one_content() -> None:
    """Below TXA too."""
    said = _said("MDM^T02", _TXA, *[_obx(at, one) for at, one in enumerate(_pieces(), 1)])

    (letter,) = _all(said, "DocumentReference")
    assert _bytes(said) == [_PDF]
    assert [one["attachment"]["size"] for one in letter["content"]] == [len(_PDF)]


@pytest.mark.parametrize("before", [(obr(),), (_TXA,)], ids=["report", "letter"])
def test_repetitions_of_one_value_are_one_file(before: tuple[str, ...]) -> None:
    """OBX-5 repeats where the receiver bounds the length of a value."""
    values = "~".join(f"^AP^PDF^Base64^{b64encode(one).decode()}" for one in _pieces())
    kind = "ORU^R01" if before[0].startswith("OBR") else "MDM^T02"

    said = _said(kind, *before, f"OBX|1|ED|PDF^Report^L||{values}||||||F")

    assert _bytes(said) == [_PDF]


_GROWN = _PDF + b"7 0 obj\n<<>>\nendobj\nxref\n" + bytes(range(256)) * 2 + b"\n%%EOF\n"
"""A PDF that was changed after it had ended: the change stands behind, and ends it again."""


@pytest.mark.parametrize("cut", [len(_PDF), len(_PDF) - 1, len(_PDF) + 4, len(_PDF) + 60])
def test_an_end_inside_a_file_does_not_end_it(cut: int) -> None:
    """Wherever it is cut: right behind the inner end, before its line end, inside the change."""
    said = _said("MDM^T02", _TXA, _obx(1, _GROWN[:cut]), _obx(2, _GROWN[cut:]))

    assert _bytes(said) == [_GROWN]


def test_each_piece_leads_to_the_file() -> None:
    """The ledger tells of each OBX-5 the Binary in which its bytes are."""
    said = _said("ORU^R01", obr(), *[_obx(at, one) for at, one in enumerate(_pieces(), 1)])

    (file,) = _all(said, "Binary")
    led = [one for one in said.ledger if one.source.endswith("-5.5")]
    assert len(led) == len(_pieces())
    assert {(one.resource, one.target) for one in led} == {(f"Binary/{file['id']}", "Binary.data")}


@pytest.mark.parametrize(
    "parts",
    [
        [_obx(1, _PDF), _obx(2, _PDF + b"\n")],
        [_obx(1, _PDF), _obx(2, b"no file of that kind")],
        [_obx(1, _PDF[:900], status="F"), _obx(2, _PDF[900:], status="P")],
        [_obx(1, _PDF[:900]), _obx(2, _PDF[900:], type="JPEG")],
        [_obx(1, _PDF[900:]), _obx(2, _PDF[:900])],
    ],
    ids=["two files", "the first is whole", "another state", "another kind", "not begun"],
)
def test_what_is_no_piece_stays_by_itself(parts: list[str]) -> None:
    """Nothing is put behind a file that is whole, nor what says that it is something else."""
    assert len(_all(_said("ORU^R01", obr(), *parts), "Binary")) == len(parts)
