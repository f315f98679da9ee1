"""The archive of base definitions: made once, always the same, refused by name when not R4.

https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from gateway.definitions import Definitions, build, fresh
from gateway.settings import Settings
from tests.pace import within

ROOT = Path(__file__).parents[2]
CORE = ROOT / ".cache" / "hl7.fhir.r4.core.tgz"
ARCHIVE = Settings().definitions


def _tgz(place: Path, files: dict[str, str]) -> Path:
    with tarfile.open(place, "w:gz") as archive:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return place


@pytest.mark.skipif(not CORE.is_file(), reason="the official package is not kept: `make setup`")
def test_the_same_package_gives_the_same_archive(tmp_path: Path) -> None:
    """What is built from the official package now is what was built before."""
    build(CORE, tmp_path / "again")

    assert (tmp_path / "again").read_bytes() == ARCHIVE.read_bytes()


def test_the_archive_is_small_and_quick(tmp_path: Path) -> None:
    """Under 2 MB; opened, and one definition read from it, in a moment."""
    unread = Path(shutil.copy(ARCHIVE, tmp_path / "unread"))
    with within(0.3):
        definitions = Definitions.open(unread)
    with within(0.1):
        definitions.structure("Patient")

    assert ARCHIVE.stat().st_size < 2_000_000


def test_an_archive_is_read_again_where_it_is_another(tmp_path: Path) -> None:
    """Made anew under a running gateway, it is not the one from before; gone, it is missed."""
    place = Path(shutil.copy(ARCHIVE, tmp_path / "archive"))
    before = Definitions.open(place).version
    place.with_name("new").write_bytes(ARCHIVE.read_bytes() + b"more")
    place.with_name("new").replace(place)

    assert Definitions.open(place).version != before
    place.unlink()
    with pytest.raises(FileNotFoundError, match="make setup"):
        Definitions.open(place)


def test_an_absent_archive_names_the_remedy(tmp_path: Path) -> None:
    """Who has not run the setup is told to."""
    with pytest.raises(FileNotFoundError, match="make setup"):
        Definitions.open(tmp_path / "absent")


def test_an_archive_of_another_builder_is_refused(tmp_path: Path) -> None:
    """An old archive is not half understood: it is made anew."""
    old = tmp_path / "old"
    old.write_bytes(b"gateway definitions 0\n" + ARCHIVE.read_bytes()[22:])

    assert not fresh(old)
    assert fresh(ARCHIVE)
    with pytest.raises(ValueError, match="make setup"):
        Definitions.open(old)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("5.0.0", "FHIR R5 is not supported: fhirVersion 5.0.0"),
        ("4.3.0", "FHIR R4B is not supported: fhirVersion 4.3.0"),
        ("3.0.2", "FHIR STU3 is not supported: fhirVersion 3.0.2"),
        ("9.9", "this FHIR version is not supported: fhirVersion 9.9"),
    ],
)
def test_other_releases_are_refused_by_name(tmp_path: Path, version: str, said: str) -> None:
    """R5, and R4B, are not R4."""
    manifest = f'{{"name": "hl7.fhir.core", "fhirVersions": ["{version}"]}}'
    tgz = _tgz(tmp_path / "core.tgz", {"package/package.json": manifest})

    with pytest.raises(ValueError, match=said):
        build(tgz, tmp_path / "out")


def test_another_package_is_not_taken_for_the_base(tmp_path: Path) -> None:
    """Only `hl7.fhir.r4.core` makes base definitions."""
    manifest = '{"name": "example.other", "fhirVersions": ["4.0.1"]}'
    tgz = _tgz(tmp_path / "other.tgz", {"package/package.json": manifest})

    with pytest.raises(ValueError, match=r"not the package hl7.fhir.r4.core, but example.other"):
        build(tgz, tmp_path / "out")


@pytest.mark.parametrize("name", ["package/../../etc/evil.json", "/etc/evil.json", "../evil.json"])
def test_a_package_that_reaches_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    """A name that climbs out of the package is refused, not followed."""
    tgz = _tgz(tmp_path / "evil.tgz", {name: "{}"})

    with pytest.raises(ValueError, match="holds a file outside itself"):
        build(tgz, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    """Bytes that are no .tgz end in a sentence, not in a stack."""
    broken = tmp_path / "broken.tgz"
    broken.write_bytes(b"not a package")

    with pytest.raises(ValueError, match=r"broken.tgz: not a package"):
        build(broken, tmp_path / "out")


def test_a_broken_definition_is_refused_by_name(tmp_path: Path) -> None:
    """A file in the package that is not JSON is named."""
    manifest = '{"name": "hl7.fhir.r4.core", "fhirVersions": ["4.0.1"]}'
    files = {"package/package.json": manifest, "package/ValueSet-a.json": "{"}

    with pytest.raises(ValueError, match=r"ValueSet-a.json: this is not JSON"):
        build(_tgz(tmp_path / "core.tgz", files), tmp_path / "out")
