"""Character sets of DICOM that are younger than the library, or spelt in other ways than it knows.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.12.1.1.2
"""

from __future__ import annotations

import pytest

from tests.adapters.test_dicom_read import UID, element, read, texts


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
