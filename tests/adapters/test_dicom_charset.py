"""Character sets of DICOM that are younger than the library, or spelt in other ways than it knows.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.12.1.1.2
"""

from __future__ import annotations

import pytest

from tests.adapters.test_dicom_read import UID, element, read, rule, texts


@pytest.mark.parametrize(
    ("stated", "codec", "name"),
    [
        ("ISO_IR 203", "iso8859-15", "Œuvrard^Zoë "),
        ("ISO 2022 IR 203", "iso8859-15", "Œuvrard^Zoë "),
        ("ISO-IR 100", "latin-1", "Müller^Anna "),
        ("iso_ir_100", "latin-1", "Müller^Anna "),
        ("ISO IR 192", "utf-8", "Müller^Zoë"),
    ],
)
def test_a_set_is_read_as_it_is_meant(stated: str, codec: str, name: str) -> None:
    """The ninth Latin alphabet is that of French and of the euro."""
    said = element(0x00080005, b"CS", stated.encode().ljust(len(stated) + len(stated) % 2))
    found = read(said + UID + element(0x00100010, b"PN", name.encode(codec))).tree

    assert texts(found, "PatientName") == [name.strip()]


def test_half_a_sign_of_two_bytes_parts_no_values() -> None:
    """The second byte of the sign for palace is that of a backslash."""
    said = element(0x00080005, b"CS", b"\\ISO 2022 IR 87 ")
    words = "宮本".encode("iso2022_jp") + b"\\" + "子宮".encode("iso2022_jp")
    name = b"Miyamoto^Ken=" + "宮本^健".encode("iso2022_jp")
    found = read(
        said + UID + element(0x00081080, b"LO", words) + element(0x00100010, b"PN", name)
    ).tree

    assert texts(found, "AdmittingDiagnosesDescription") == ["宮本", "子宮"]
    assert texts(found, "PatientName") == ["Miyamoto^Ken=宮本^健"]


def test_a_text_in_another_set_than_is_named_refuses_the_object() -> None:
    """A name of which a letter is lost is another name."""
    said = element(0x00080005, b"CS", b"ISO_IR 192")
    body = said + UID + element(0x00100010, b"PN", "Müller^Anna ".encode("latin-1"))

    assert rule(body) == "dicom-charset"


@pytest.mark.parametrize(
    ("tag", "words"), [(0x00091001, "Müller".encode("latin-1")), (0x00104000, "a\ufffdb".encode())]
)
def test_what_nobody_reads_or_was_lost_before_refuses_nothing(tag: int, words: bytes) -> None:
    """Private texts may be anything; what came without its letter is kept as it came."""
    padded = words + b" " * (len(words) % 2)
    body = element(0x00080005, b"CS", b"ISO_IR 192") + UID + element(tag, b"LO", padded)

    assert read(body).control_id
