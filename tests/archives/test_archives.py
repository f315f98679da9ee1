"""What comes packed: every document of a good archive; a name for all that is wrong with others.

https://cwe.mitre.org/data/definitions/409.html · https://cwe.mitre.org/data/definitions/22.html
"""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from gateway.archives import Limits, documents, packed
from gateway.model import Rejected
from tests.archives.made import package, tarred, unzipped, zipped

TWO = {"a.xml": b"<a/>", "deep/b.hl7": b"MSH|^~\\&|"}
SMALL = Limits(entry=50_000, total=120_000, entries=5, ratio=50, free=1_000)
LARGE = hashlib.shake_256(b"invented").digest(60_000)
LINK = (stat.S_IFLNK | 0o777) << 16


def read(body: bytes, limits: Limits = SMALL) -> list[tuple[str, bytes]]:
    return [(entry.name, entry.body) for entry in documents(io.BytesIO(body), limits)]


def refused(body: bytes, limits: Limits = SMALL) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as told:
        read(body, limits)
    return [(issue.rule, issue.source) for issue in told.value.issues]


@pytest.mark.parametrize("body", [zipped(TWO), tarred(TWO), tarred(TWO, gz=True)])
def test_each_document_is_given_in_its_order(body: bytes) -> None:
    assert packed(body[:512])
    assert read(body, Limits()) == [("a.xml", b"<a/>"), ("deep/b.hl7", b"MSH|^~\\&|")]


def test_what_programs_put_beside_is_left_aside() -> None:
    files = {"a.xml": b"<a/>", "__MACOSX/._a.xml": b"x", ".DS_Store": b"x", "d/Thumbs.db": b"x"}

    assert read(zipped(files)) == [("a.xml", b"<a/>")]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_begin_with_this_folder_are_not_hidden(pack: Callable[..., bytes]) -> None:
    """`tar czf day.tar.gz .` writes `./a.xml`."""
    assert read(pack({"./a.xml": b"<a/>", "./.cache/b": b"x"})) == [("./a.xml", b"<a/>")]


def test_a_file_alone_that_gzip_packed_is_the_document() -> None:
    assert read(gzip.compress(b"a;b\n1;2\n")) == [("", b"a;b\n1;2\n")]
    assert read(gzip.compress(b"")) == [("", b"")]


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        (gzip.compress(gzip.compress(b"x")), ["archive-nested"]),
        (gzip.compress(LARGE), ["archive-entry-size"]),
        (gzip.compress(b"0" * 40_000), ["archive-ratio"]),
        (gzip.compress(b"a;b\n" * 90)[:-6], ["archive-unreadable"]),
    ],
    ids=["nested", "large", "swollen", "cut"],  # what gzip wrote has the second in it
)
def test_a_file_alone_is_held_to_the_limits_too(body: bytes, rules: list[str]) -> None:
    assert [rule for rule, _ in refused(body)] == rules


@pytest.mark.parametrize(
    "files",
    [
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"},
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
    ],
)
def test_a_workbook_is_told_to_be_one(files: dict[str, bytes]) -> None:
    """Small hospitals send them in place of the rows that are in them."""
    assert refused(zipped(files)) == [("archive-office", "")]
    assert refused(zipped({"a.hl7": b"MSH", "b": zipped(files)})) == [
        ("archive-office", "entry[2]")
    ]


def test_folders_are_no_documents() -> None:
    assert read(zipped({"in/": b"", "in/a.xml": b"<a/>"})) == [("in/a.xml", b"<a/>")]
    assert refused(zipped({"in/": b""})) == [("archive-empty", "")]


@pytest.mark.parametrize(
    "name", ["../a", "in/../../a", "/etc/passwd", "C:\\a", "c:a", "..\\a", "\\\\host\\a", "."]
)
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert refused(zipped({"b": b"x", name: b"x"})) == [("archive-path", "entry[2]")]
    if name != ".":
        assert refused(tarred({"b": b"x", name: b"x"})) == [("archive-path", "entry[2]")]


def test_all_that_a_directory_shows_is_told_at_once() -> None:
    body = zipped({"../a": b"x", "b": b"x", "B": b"x", "c": b"0" * 60_000})

    assert refused(body) == [
        ("archive-path", "entry[1]"),
        ("archive-duplicate", "entry[3]"),
        ("archive-entry-size", "entry[4]"),
        ("archive-ratio", "entry[4]"),
    ]


def test_a_link_is_not_followed() -> None:
    assert refused(zipped({"a": b"/etc/passwd"}, external_attr=LINK)) == [
        ("archive-link", "entry[1]")
    ]
    linked = tarred({"a": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd")
    hard = tarred({"a": b""}, type=tarfile.LNKTYPE, linkname="b")
    device = tarred({"a": b""}, type=tarfile.CHRTYPE)
    assert [refused(one)[0][0] for one in (linked, hard, device)] == ["archive-link"] * 3


def test_an_encrypted_entry_is_refused() -> None:
    body = bytearray(zipped({"a": b"secret"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(sign) + at] |= 1

    assert refused(bytes(body)) == [("archive-encrypted", "entry[1]")]


def test_a_strange_method_is_refused() -> None:
    assert refused(zipped({"a": b"x"}, compress_type=zipfile.ZIP_LZMA)) == [
        ("archive-method", "entry[1]")
    ]


@pytest.mark.parametrize("body", [zipped({"a": zipped(TWO)}), tarred({"a": zipped(TWO)})])
def test_an_archive_in_an_archive_is_refused(body: bytes) -> None:
    assert refused(body) == [("archive-nested", "entry[1]")]


def test_too_many_and_too_much_is_refused() -> None:
    many = {f"{number}": b"x" for number in range(6)}
    noise = random.Random(7).randbytes  # noqa: S311 - an archive that does not shrink
    large = {f"{number}": noise(45_000) for number in range(3)}

    for made in (zipped, tarred):
        assert refused(made(many)) == [("archive-entries", "")]
        assert refused(made(large)) == [("archive-size", "")]
    assert refused(tarred({"a": noise(60_000)})) == [("archive-entry-size", "entry[1]")]


def test_a_bomb_costs_no_memory() -> None:
    zeros = {"a": b"\0" * 40_000_000}
    bombs = [zipped(zeros), tarred(zeros, gz=True)]
    limits = Limits(entry=10_000_000, total=20_000_000)
    tracemalloc.start()
    try:
        told = [refused(bomb, limits)[0][0] for bomb in bombs]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert told == ["archive-size", "archive-entry-size"]
    assert most < 5_000_000


def test_a_stream_that_swells_is_refused_also_behind_its_last_file() -> None:
    body = gzip.compress(tarred({"a": b"x"})[:-1024] + b"\0" * 3_000_000)
    swollen = gzip.compress(tarred({"a": b"\1" * 49_000}))

    assert refused(body, Limits()) == [("archive-ratio", "")]
    assert refused(swollen) == [("archive-ratio", "")]


def test_sizes_that_are_lies_are_refused() -> None:
    body = zipped({"a": b"0123456789"})
    end = body.index(b"PK\x01\x02")
    shorter = bytearray(body)
    shorter[end + 24 : end + 28] = struct.pack("<L", 4)
    longer = bytearray(body)
    longer[end + 24 : end + 28] = struct.pack("<L", 40)

    assert refused(bytes(shorter))[0][0] in ("archive-unreadable", "archive-sizes")
    assert refused(bytes(longer)) == [("archive-sizes", "entry[1]")]


def test_entries_that_lie_in_one_another_are_refused() -> None:
    body = bytearray(zipped({"a": b"x" * 500, "b": b"y" * 500}))
    second = body.index(b"PK\x01\x02", body.index(b"PK\x01\x02") + 4)
    body[second + 42 : second + 46] = struct.pack("<L", 0)

    assert ("archive-sizes", "entry[2]") in refused(bytes(body))


def test_a_directory_that_is_too_large_is_not_read() -> None:
    body = bytearray(zipped(TWO))
    at = body.rindex(b"PK\x05\x06")
    body[at + 12 : at + 16] = struct.pack("<L", 0xFFFFFFFE)

    assert refused(bytes(body)) == [("archive-entries", "")]


def test_a_zip64_directory_that_lies_is_refused() -> None:
    body = zipped(TWO)
    at = body.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 2, 2, 1 << 60, at)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1)
    end = bytearray(body[at:])
    end[12:16] = struct.pack("<L", 0xFFFFFFFF)

    assert refused(body[:at] + record + locator + bytes(end)) == [("archive-entries", "")]


@pytest.mark.parametrize("body", [zipped(TWO), tarred(TWO), tarred(TWO, gz=True)])
def test_what_is_cut_off_is_refused_by_name(body: bytes) -> None:
    """A tar is whole once the first empty block behind its last file has come."""
    end = body.index(b"MSH") + 512 + 511 if b"MSH" in body and b"PK" not in body else len(body)

    rules = {refused(body[:size], Limits())[0][0] for size in range(1, end, 7)}

    assert rules == {"archive-unreadable"}


@pytest.mark.parametrize("body", [zipped(TWO), tarred(TWO)[:2560], tarred(TWO, gz=True)])
def test_a_spoilt_byte_is_refused_by_name_or_does_no_harm(body: bytes) -> None:
    drawn = random.Random(len(body))  # noqa: S311 - the same every time
    told: set[str] = set()
    for _ in range(400):
        spoilt = bytearray(body)
        spoilt[drawn.randrange(len(body))] ^= 1 << drawn.randrange(8)
        try:
            read(bytes(spoilt), Limits())
        except Rejected as found:
            told |= {issue.rule for issue in found.issues}

    assert "archive-unreadable" in told
    assert all(rule.startswith("archive-") for rule in told)


@pytest.mark.parametrize("body", [b"", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"junk"])
def test_what_is_no_archive_is_refused(body: bytes) -> None:
    assert refused(body)[0][0] in ("archive-unreadable", "archive-empty")


def test_of_an_xdm_package_the_documents_are_taken() -> None:
    documents_ = {"DOC0001.XML": b"<a/>", "DOC0002.XML": b"<b/>"}

    found = read(package(documents_), Limits())

    assert found == [(f"IHE_XDM/SUBSET01/{name}", body) for name, body in documents_.items()]


def test_a_package_is_held_to_its_metadata() -> None:
    document = {"DOC0001.XML": b"<a/>"}

    assert refused(package(document, sha1="0" * 40), Limits()) == [
        ("xdm-document-changed", "entry[6]")
    ]
    assert refused(package(document, uri="DOC9999.XML"), Limits()) == [
        ("xdm-document-missing", "entry[4]")
    ]


def test_an_address_in_parts_is_joined() -> None:
    parts = "1|DOC</rim:Value><rim:Value>2|0001.XML"

    assert len(read(package({"DOC0001.XML": b"<a/>"}, uri=parts), Limits())) == 1


def test_what_lies_beside_packages_in_folders_of_their_own_is_not_lost() -> None:
    """Two mails in one archive, each a package, and a letter beside them."""
    files = {
        f"{mail}/{name}": body
        for mail, document in (("mail-1", b"<a/>"), ("mail-2", b"<b/>"))
        for name, body in unzipped(package({"DOC0001.XML": document})).items()
    }
    found = read(zipped({**files, "letters/third.xml": b"<c/>"}), Limits())

    assert [body for _, body in found] == [b"<a/>", b"<b/>", b"<c/>"]


def test_an_address_is_a_uri_and_may_be_written_as_one() -> None:
    """`Entlassung%20M%C3%BCller.xml` is the file `Entlassung Müller.xml`."""
    document = {"Entlassung Müller.xml": b"<a/>"}

    assert len(read(package(document, uri="Entlassung%20M%C3%BCller.xml"), Limits())) == 1
