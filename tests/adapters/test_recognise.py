"""The format of a file by its first bytes: each format by its sign, and nothing by accident.

https://www.iana.org/assignments/media-types/
"""

from __future__ import annotations

import codecs

import pytest

from gateway.adapters import recognise

CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2"/></ClinicalDocument>'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet href="a.xsl"?>\n<!-- a > b -->\n'


@pytest.mark.parametrize(
    ("format", "body"),
    [
        ("hl7v2", b"MSH|^~\\&|A"),
        ("hl7v2", b"\x0b\r\nFHS|^~\\&"),
        ("hl7v2", b"\xef\xbb\xbfBHS#^~\\&"),
        ("hl7v2", "MSH|^~\\&|A".encode("utf-16-le")),
        ("hl7v2", codecs.BOM_UTF16_BE + "MSH|^~\\&|A".encode("utf-16-be")),
        ("hl7v2", b"OBX|1|ST|x\rMSH|^~\\&"),
        ("hl7v2", b'<ADT_A01 xmlns="urn:hl7-org:v2xml"/>'),
        ("cda", CDA.encode()),
        ("cda", (HEAD + CDA).encode()),
        ("cda", codecs.BOM_UTF16_LE + CDA.encode("utf-16-le")),
        ("cda", b'<!DOCTYPE x [<!ENTITY a "b">]><n1:ClinicalDocument xmlns:n1="urn:hl7-org:v3">'),
        ("kmehr", b'<kmehrmessage xmlns="http://www.ehealth.fgov.be/standards/kmehr/schema/v1">'),
        ("dicom", bytes(128) + b"DICM\x02\x00\x00\x00"),
        ("dicom", b'[{"00080018": {"vr": "UI", "Value": ["1.2"]}}]'),
        ("dicom", b'<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM">'),
        ("fhir", b'{"id": "a", "resourceType": "Patient"}'),
        ("fhir", b'{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n'),
        ("fhir", b'<Patient xmlns="http://hl7.org/fhir"><id value="a"/></Patient>'),
        ("delimited", b"nr;name;birth\r\n1;Weber;1987"),
        ("delimited", b"\xef\xbb\xbfnr,name\n1,Weber\n"),
        ("delimited", b"nr\tname\n"),
        ("delimited", b"P100045  Weber     19870423\nP100046  Klein     19790309\n"),
        ("delimited", b"P100045  Weber     19870423\r\nP100046  Klein     19790309\r\n\x1a"),
    ],
)
def test_each_is_known_by_its_sign(format: str, body: bytes) -> None:
    assert recognise.recognise(body) == format


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \r\n",
        b"good morning",
        b"%PDF-1.4, and more",
        b"PK\x03\x04;;;",
        b"\x89PNG\r\n\x1a\n,",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b'{"name": "no resource, but; separators"}',
        b"<!-- a comment, and nothing after it -->",
        b"MSHX, and more"[:4],
    ],
)
def test_what_is_none_of_them_is_none(body: bytes) -> None:
    assert recognise.recognise(body) == ""


def test_no_more_is_looked_at_than_the_first_bytes() -> None:
    late = b"<!--" + b" " * recognise.NEAR + b"-->" + CDA.encode()

    assert recognise.recognise(late) == ""


def test_every_format_has_its_test() -> None:
    names = [name for name, _ in recognise.TESTS]

    assert names == ["hl7v2", "cda", "kmehr", "dicom", "fhir", "delimited"]
