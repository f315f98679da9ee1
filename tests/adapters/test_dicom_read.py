"""DICOM objects as trees: values, character sets, forms; and what is broken is refused by name.

https://dicom.nema.org/medical/dicom/current/output/html/part05.html
"""

from __future__ import annotations

import json
import random
import struct
import tracemalloc
import zlib

import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from gateway.adapters import ADAPTERS
from gateway.model import Document, Node, Rejected, Sender
from tests.adapters.imaging import ROOT, SERIES, bare, code, file, instance, item, items
from tests.pace import within

DICOM = ADAPTERS["dicom"]
WARD = Sender("ward")
EXPLICIT_BIG = "1.2.840.10008.1.2.2"


def read(body: bytes) -> Document:
    """The object as the adapter reads it."""
    return DICOM.parse(body, WARD)


def texts(node: Node, *names: str) -> list[str]:
    """The texts at a path."""
    found = [node]
    for name in names:
        found = [child for one in found for child in one.children() if child.name == name]
    return [one.text() for one in found]


def rule(body: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(Rejected) as error:
        read(body)
    return error.value.issues[0].rule


def element(tag: int, vr: bytes, value: bytes) -> bytes:
    """An element as explicit little endian writes it."""
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr
    if vr in (b"SQ", b"OB", b"UN", b"UT"):
        return head + b"\0\0" + struct.pack("<L", len(value)) + value
    return head + struct.pack("<H", len(value)) + value


UID = element(0x00080018, b"UI", f"{ROOT}.1\0".encode())


@pytest.mark.parametrize(
    "body",
    [
        file(instance()),
        file(instance(), ImplicitVRLittleEndian),
        file(instance(), DeflatedExplicitVRLittleEndian),
        bare(instance()),
        bare(instance(), implicit=False),
        instance().to_json().encode(),
        json.dumps([json.loads(instance().to_json())]).encode(),
    ],
)
def test_each_form_says_the_same(body: bytes) -> None:
    """With or without preamble, in each transfer syntax, in JSON."""
    found = read(body)

    assert (found.kind, found.control_id) == ("Instance^CT", f"{SERIES}.1")
    assert texts(found.tree, "PatientName") == ["Müller^Anna^Sophie"]
    assert texts(found.tree, "SeriesNumber") == ["2"]


def test_dicom_in_xml_says_the_same() -> None:
    """The native model of PS3.19."""
    body = f"""<NativeDicomModel>
      <DicomAttribute tag="00080018" vr="UI"><Value number="1">{ROOT}.1</Value></DicomAttribute>
      <DicomAttribute tag="00100010" vr="PN"><PersonName number="1"><Alphabetic>
        <FamilyName>Müller</FamilyName><GivenName>Anna</GivenName></Alphabetic></PersonName>
      </DicomAttribute>
      <DicomAttribute tag="00101002" vr="SQ"><Item number="1">
        <DicomAttribute tag="00100020" vr="LO"><Value number="1">7</Value></DicomAttribute>
      </Item></DicomAttribute></NativeDicomModel>"""

    found = read(body.encode()).tree

    assert texts(found, "PatientName") == ["Müller^Anna"]
    assert texts(found, "OtherPatientIDsSequence", "PatientID") == ["7"]


def test_values_items_and_numbers_are_elements_of_their_own() -> None:
    """Private ones are called by their number; pixels are not looked at."""
    more = instance(
        ImageType=["ORIGINAL", "PRIMARY"],
        Rows=512,
        ProcedureCodeSequence=items(*code("1", "99X", "one"), *code("2", "99X", "two")),
        PixelData=b"\0" * 1024,
    )
    more["PixelData"].VR = "OW"
    more.add_new(0x00091001, "LO", "private")
    found = read(file(more)).tree

    assert texts(found, "ImageType") == ["ORIGINAL", "PRIMARY"]
    assert texts(found, "Rows") == ["512"]
    assert texts(found, "ProcedureCodeSequence", "CodeMeaning") == ["one", "two"]
    assert texts(found, "00091001") == ["private"]
    assert texts(found, "PixelData") == []


def test_each_element_knows_its_bytes() -> None:
    """Where its value stands in the object."""
    body = file(instance())
    name = next(one for one in read(body).tree.children() if one.name == "PatientName")

    assert body[name.start : name.end].decode().strip() == "Müller^Anna^Sophie"


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 100", "Müller^Anna"),
        ("ISO_IR 192", "Müller^Anna=山田^花子"),
        ("GB18030", "Wang^XiaoDong=王^小东"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        ("ISO_IR 126", "Διονυσιος"),
        ("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
    ],
)
def test_character_sets(charset: str | list[str], name: str) -> None:
    """As SpecificCharacterSet says; items inherit it."""
    other = item(PatientID="7", PatientName=name)
    found = read(
        file(instance(SpecificCharacterSet=charset, PatientName=name,
                      OtherPatientIDsSequence=items(other)))
    ).tree  # fmt: skip

    assert texts(found, "PatientName") == [name]
    assert texts(found, "OtherPatientIDsSequence", "PatientName") == [name]


def test_when_it_was_made() -> None:
    """The offset only where the object states one."""
    assert read(file(instance())).sent_at == "20261121081500+0100"
    assert read(file(instance(TimezoneOffsetFromUTC=None))).sent_at == "20261121081500"
    assert read(file(instance(ContentDate="20261120", ContentTime="0930"))).sent_at == (
        "202611200930+0100"
    )


def test_metadata_of_several_objects_are_messages_of_their_own() -> None:
    """However the bytes come."""
    said = [json.loads(instance(number).to_json()) for number in (1, 2)]
    body = json.dumps(said).encode()
    cut = DICOM.splitter(100_000)
    pieces = [*cut.feed(body[:10]), *cut.feed(body[10:]), *cut.end()]

    assert cut.several
    assert [read(one).control_id for one in pieces if isinstance(one, bytes)] == [
        f"{SERIES}.1", f"{SERIES}.2",
    ]  # fmt: skip
    assert list(DICOM.split(file(instance()))) == [file(instance())]


FRAGMENTS = b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\x08\0\0\0"
"""Pixels in pieces, the first of eight bytes."""


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"", "body-empty"),
        (b"\0" * 200, "body-empty"),
        (b"MSH|^~\\&|", "dicom-syntax"),
        (b"\x89PNG" + b"x" * 300, "dicom-syntax"),
        (file(instance())[:400], "dicom-syntax"),
        (file(instance())[:-3], "dicom-syntax"),
        (UID + b"\xe0\x7f\x10\x00OW\0\0\x40\0\0\0" + b"\1" * 61, "dicom-syntax"),
        (UID + FRAGMENTS + b"x", "dicom-syntax"),
        (file(instance(), DeflatedExplicitVRLittleEndian)[:-3], "dicom-syntax"),
        (UID + element(0x00100010, b"ZZ", b"x"), "dicom-syntax"),
        (UID + b"\x10\x00\x10\x00PN\xff\xff" + b"x", "dicom-syntax"),
        (UID + element(0x00081140, b"SQ", b"no item!"), "dicom-syntax"),
        (element(0x00080020, b"DA", b"20261121"), "dicom-uid"),
        (element(0x00080018, b"UI", b"a.b"), "dicom-uid"),
        (file(instance(StudyInstanceUID=None)), "dicom-uid"),
        (file(instance(SeriesInstanceUID=None)), "dicom-uid"),
        (element(0x00080005, b"CS", b"KLINGON") + UID, "dicom-charset"),
        (b'{"00080018": 5}', "dicom-json"),
        (b'{"x": {"vr": "UI"}}', "dicom-json"),
        (b'{"00080018": {"vr": "UI", "Value": "1.2"}}', "dicom-json"),
        (b'{"00080018": {"vr": "UI", "Value": [[1]]}}', "dicom-json"),
        (b"{}", "dicom-json"),
        (b"[1, 2]", "dicom-json"),
        (b"{", "json-syntax"),
        (b"<a/>", "dicom-xml"),
        (b"<NativeDicomModel><a/></NativeDicomModel>", "dicom-xml"),
    ],
)
def test_what_is_broken_is_refused_by_name(body: bytes, wanted: str) -> None:
    """Never as a fault of ours."""
    assert rule(body) == wanted


def test_sequences_nest_as_deep_as_any_object_needs() -> None:
    """And no deeper, whether their lengths are said or not."""
    said = unsaid = b""
    for _ in range(3000):
        said = element(0x00081140, b"SQ", struct.pack("<HHL", 0xFFFE, 0xE000, len(said)) + said)
        if len(said) > 200_000:
            break
    begin = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    unsaid = begin * 3000

    assert rule(UID + said) == "dicom-depth"
    assert rule(UID + unsaid) == "dicom-depth"


def test_a_deflated_bomb_is_not_unfolded() -> None:
    """No more is held than the limit."""
    head = file(item(SOPInstanceUID=f"{ROOT}.1"), DeflatedExplicitVRLittleEndian)
    at = head.index(DeflatedExplicitVRLittleEndian.encode()) + len(DeflatedExplicitVRLittleEndian)
    start = at + len(DeflatedExplicitVRLittleEndian) % 2
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(70)) + pack.flush()
    body = head[: _dataset(head, start)] + bomb

    tracemalloc.start()
    try:
        with within(5):
            assert rule(body) == "dicom-unfolded"
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()


def _dataset(head: bytes, at: int) -> int:
    """Where group 0002 ends, as its own length says."""
    del at
    length = struct.unpack_from("<L", head, 140)[0]
    return 144 + int(length)


def test_many_elements_are_looked_at_in_bounded_time() -> None:
    """Beyond the limit the object is refused."""
    one = element(0x00091001, b"LO", b"")

    with within(20):
        assert rule(UID + one * 250_000) == "dicom-elements"


def test_many_values_are_looked_at_in_bounded_time() -> None:
    """Words beyond the limit refuse the object; figures, as contours are, are bulk data."""
    words = element(0x00080060, b"CS", b"\\" * 60_000)
    figures = element(0x30060050, b"DS", b"1\\" * 30_000 + b"1 ")

    with within(20):
        assert rule(UID + words * 4) == "dicom-elements"
        assert [one.name for one in read(UID + figures * 9).tree.children()] == ["SOPInstanceUID"]


def test_big_endian_is_read() -> None:
    """Retired, and still in archives."""
    head = file(instance(), ExplicitVRLittleEndian)
    start = _dataset(head, 0)
    syntax = EXPLICIT_BIG.encode() + b"\0" * (len(ExplicitVRLittleEndian) - len(EXPLICIT_BIG))
    assert len(syntax) == len(ExplicitVRLittleEndian)
    body = head[:start].replace(ExplicitVRLittleEndian.encode(), syntax)
    body += struct.pack(">HH2sH", 0x0008, 0x0018, b"UI", 6) + b"1.2.3\0"
    body += struct.pack(">HH2sHH", 0x0028, 0x0010, b"US", 2, 512)

    found = read(body)

    assert (found.control_id, texts(found.tree, "Rows")) == ("1.2.3", ["512"])


def test_a_thousand_spoiled_objects_are_read_or_refused() -> None:
    """Nothing else ever happens."""
    chance = random.Random(7)  # noqa: S311 - the same for ever
    whole = [
        file(instance(ProcedureCodeSequence=code("1", "99X", "one"))),
        bare(instance(ProcedureCodeSequence=code("1", "99X", "one"))),
        file(instance(), DeflatedExplicitVRLittleEndian),
    ]
    taken = 0
    with within(30):
        for _ in range(1000):
            body = bytearray(chance.choice(whole))
            for _ in range(chance.randint(1, 6)):
                body[chance.randrange(len(body))] = chance.randrange(256)
            if chance.random() < 0.3:
                del body[chance.randrange(len(body)) :]
            try:
                read(bytes(body))
                taken += 1
            except Rejected:
                continue
    assert 0 < taken < 1000
