"""Packages that nobody should trust: each is refused by name, and nothing is written.

https://docs.python.org/3/library/tarfile.html#tarfile-extraction-filter
"""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from gateway.definitions.installed import LOCK, Installed
from gateway.definitions.package import read
from gateway.definitions.unpack import MAX_COUNT
from tests.pace import within
from tests.packages.made_packages import manifest, member, package, packed, profile, tgz, written

GOOD = {"package.json": manifest(), "StructureDefinition-a.json": profile()}
CASES = {
    "climbs": (packed(GOOD, member("package/../../evil.json", b"{}")), "outside itself"),
    "absolute": (packed(GOOD, member("/etc/evil.json", b"{}")), "outside itself"),
    "backslash": (packed(GOOD, member("package\\..\\evil.json", b"{}")), "outside itself"),
    "drive": (packed(GOOD, member("C:evil.json", b"{}")), "outside itself"),
    "control": (packed(GOOD, member("package/a\nb.json", b"{}")), "outside itself"),
    "symlink": (packed(GOOD, member("package/a.json", kind=tarfile.SYMTYPE)), "holds a link"),
    "hardlink": (packed(GOOD, member("package/a.json", kind=tarfile.LNKTYPE)), "holds a link"),
    "device": (packed(GOOD, member("package/a", kind=tarfile.CHRTYPE)), "neither file nor folder"),
    "fifo": (packed(GOOD, member("package/a", kind=tarfile.FIFOTYPE)), "neither file nor folder"),
    "case": (packed(GOOD, member("package/Package.JSON", b"{}")), "two files of one name"),
    "twice": (packed(GOOD, member("package/package.json", b"{}")), "two files of one name"),
    "truncated": (package()[:-200], "not a package as published"),
    "cut inside": (gzip.compress(gzip.decompress(package())[:1300]), "not a package as published"),
    "broken header": (
        gzip.compress(gzip.decompress(package())[:1024] + b"x" * 1024),
        "not a package as published",
    ),
    "not gzip": (b"PK\x03\x04 this is a zip", "as published: it is not packed by gzip"),
    "not tar": (gzip.compress(b"no archive " * 200), "not a package as published"),
    "empty": (b"", "not a package as published"),
    "nothing in it": (tgz([]), "no package.json"),
    "no manifest": (packed({"StructureDefinition-a.json": profile()}), "no package.json"),
    "manifest no JSON": (packed({"package.json": b"{"}), "no package.json"),
    "manifest no object": (packed({"package.json": b"[1]"}), "no package.json"),
    "no version": (packed({"package.json": b'{"name": "a"}'}), "no proper name and version"),
    "name climbs": (packed({"package.json": manifest("../../a")}), "no proper name and version"),
    "name is a list": (packed({"package.json": b'{"name": ["a"]}'}), "no package.json"),
    "R5": (packed({"package.json": manifest(fhirVersions=["5.0.0"])}), "FHIR R5 is not supp"),
    "R4B": (packed({"package.json": manifest(fhirVersions=["4.3.0"])}), "FHIR R4B is not supp"),
    "R5 by what it builds on": (
        packed(
            {"package.json": b'{"name":"a","version":"1","dependencies":{"hl7.fhir.r5.core":""}}'}
        ),
        "FHIR R5 is not supported",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_package_that_is_refused(tmp_path: Path, case: str) -> None:
    """Neither the package nor a pin of it is kept, and the sentence says what is wrong."""
    content, said = CASES[case]
    house = Installed(tmp_path / "packages")

    with pytest.raises(ValueError, match=said) as error:
        house.add(content, "bad.tgz", "somewhere")

    assert any(name in str(error.value) for name in ("bad", "example.national", "a@1", ": "))
    assert house.pins() == {}
    assert [file.name for file in house.folder.rglob("*") if file.name != ".changing"] == []
    assert not (tmp_path / "evil.json").exists()


def _bomb(size: int, count: int) -> bytes:
    """A .tgz of files of zeros, small by itself."""
    zeros = bytes(1_024_000)
    packed_ = io.BytesIO()
    with gzip.GzipFile(fileobj=packed_, mode="wb", compresslevel=9) as stream:
        for number in range(count):
            info = tarfile.TarInfo(f"package/{number}.json")
            info.size = size
            stream.write(info.tobuf())
            for _ in range(size // 1_024_000):
                stream.write(zeros)
    return packed_.getvalue()


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(lambda: _bomb(153_600_000, 1), id="one large file"),
        pytest.param(lambda: _bomb(92_160_000, 2), id="many files"),
        pytest.param(lambda: _long_header(80_000_000), id="a header that never ends"),
    ],
)
def test_a_bomb_is_refused_in_time_and_memory(tmp_path: Path, bomb: object) -> None:
    """What grows beyond measure is left, long before it fills a memory."""
    assert callable(bomb)
    place = written(tmp_path / "bomb.tgz", bomb())
    tracemalloc.start()
    with within(10):
        faults = read(place).faults
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert faults[0].rule == "package-unreadable"
    assert "bomb.tgz" in faults[0].text
    assert peak < 200_000_000


def test_too_many_names_are_refused(tmp_path: Path) -> None:
    """A package of a million empty files is left at the limit."""
    place = written(tmp_path / "a.tgz", tgz(member(f"x/{n}") for n in range(MAX_COUNT + 1)))

    assert "holds more than" in read(place).faults[0].text


def _long_header(size: int) -> bytes:
    info = tarfile.TarInfo("package/long")
    info.type, info.size = tarfile.XHDTYPE, size
    return gzip.compress(info.tobuf() + bytes(size), 9)


def test_a_folder_with_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    """A folder is read as far as itself: what a link brings from elsewhere is not published."""
    secret = written(tmp_path / "secret.json", b'{"resourceType": "ValueSet"}')
    folder = tmp_path / "folder"
    folder.mkdir()
    written(folder / "package.json", manifest())
    (folder / "ValueSet-a.json").symlink_to(secret)

    assert [fault.rule for fault in read(folder).faults] == [
        "package-unreadable",
        "package-manifest",
    ]


def test_a_folder_whose_links_stay_inside_is_read(tmp_path: Path) -> None:
    """Files that a container platform links inside the same folder are ordinary ones."""
    inner = tmp_path / "folder" / "..data"
    inner.mkdir(parents=True)
    written(inner / "package.json", manifest())
    (tmp_path / "folder" / "package.json").symlink_to(inner / "package.json")

    assert read(tmp_path / "folder").name == "example.national"


def test_files_that_are_no_resources_are_told_and_the_rest_is_taken(tmp_path: Path) -> None:
    """One wrong file does not hide a package, and is not passed over either."""
    wrong = {
        "ValueSet-a.json": b'{"resourceType": "ValueSet"',
        "ValueSet-b.json": b'{"resourceType": "ValueSet", "url": 5}',
        "ValueSet-c.json": b"[" * 100_000,
        "ValueSet-d.json": b'{"resourceType": "ValueSet"}',
        "ValueSet-e.json": b'{"resourceType": "ValueSet", "url": "u", "compose": 7}',
    }
    package = Installed(tmp_path).add(packed(GOOD | wrong), "a.tgz", "somewhere")

    assert [fault.rule for fault in package.faults] == ["json", "url", "json", "url"]
    assert {held.url for held in package.definitions.values()} == {
        "https://example.test/sd/patient",
        "u",
    }
    with pytest.raises(ValueError, match="not formed as a ValueSet is"):
        package.definitions["ValueSet", "u"].record()


def test_a_package_for_several_releases_is_taken_where_r4_is_among_them(tmp_path: Path) -> None:
    """What is in it for another release is left out, by name."""
    newer = profile("https://example.test/sd/newer", fhirVersion="5.0.0")
    files = GOOD | {
        "package.json": manifest(fhirVersions=["5.0.0", "4.0.1"]),
        "StructureDefinition-b.json": newer,
    }
    package = Installed(tmp_path).add(packed(files), "a.tgz", "here")

    assert [fault.rule for fault in package.faults] == ["fhir-version"]
    assert len(package.definitions) == 1


def test_examples_may_have_any_shape(tmp_path: Path) -> None:
    """A resource that defines nothing is passed over, whatever its `version` or `url` is."""
    device = b'{"resourceType": "Device", "version": [{"value": "1"}], "url": {}}'
    package = Installed(tmp_path).add(packed(GOOD | {"Device-a.json": device}), "a.tgz", "here")

    assert package.faults == ()


def test_a_lock_file_that_is_broken_is_told(tmp_path: Path) -> None:
    """Pins that cannot be read are no licence to go without."""
    for text in (b"{", b'{"lock": 9}', b'{"packages": {"../a@1": {"sha256": "", "origin": ""}}}'):
        written(tmp_path / LOCK, text)
        with pytest.raises(ValueError, match=r"packages\.lock\.json"):
            Installed(tmp_path).pins()


def test_what_others_could_have_written_is_not_read_back(tmp_path: Path) -> None:
    """A kept reading that others may write, or that was cut, is made anew."""
    place, cache = written(tmp_path / "a.tgz", package()), tmp_path / "cache"
    first = read(place, cache)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    for content, mode in ((whole[:-3], 0o600), (b"", 0o600), (whole, 0o666)):
        kept.write_bytes(content)
        kept.chmod(mode)
        again = read(place, cache)
        assert again.definitions == first.definitions
        (kept,) = cache.iterdir()
        assert kept.read_bytes() == whole
        assert kept.stat().st_mode & 0o077 == 0
