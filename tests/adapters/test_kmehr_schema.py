"""The operator's XML schemas are used as they are, and nothing else is fetched for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.adapters.kmehr.schema import Schema

SPACE = "http://www.ehealth.fgov.be/standards/kmehr/schema/v1"
ENTRY = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="{SPACE}"
    xmlns:sig="http://www.w3.org/2000/09/xmldsig#" targetNamespace="{SPACE}"
    elementFormDefault="qualified">
  <xsd:include schemaLocation="parts.xsd"/>
  <xsd:import namespace="http://www.w3.org/2000/09/xmldsig#"
              schemaLocation="../../external/XSD/xmldsig-core-schema.xsd"/>
  <xsd:element name="kmehrmessage"><xsd:complexType><xsd:sequence>
    <xsd:element name="date" type="day"/>
    <xsd:element name="Signature" type="sig:SignatureType" minOccurs="0"/>
  </xsd:sequence></xsd:complexType></xsd:element>
</xsd:schema>"""
PARTS = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{SPACE}">
  <xsd:simpleType name="day"><xsd:restriction base="xsd:date"/></xsd:simpleType>
</xsd:schema>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kmehr_elements-1_0.xsd").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "parts.xsd").write_text(PARTS, encoding="utf-8")
    return tmp_path


def message(date: str) -> bytes:
    return f'<kmehrmessage xmlns="{SPACE}"><date>{date}</date></kmehrmessage>'.encode()


def test_what_meets_the_schema_is_taken(folder: Path) -> None:
    assert Schema(folder)(message("2026-03-02")) == []


def test_what_breaks_it_is_named_without_its_value(folder: Path) -> None:
    [fault, *_] = Schema(folder)(message("secret"))

    assert (fault.rule, fault.source) == ("kmehr-schema", "1:1")
    assert "`date`" in fault.text
    assert "secret" not in fault.text


def test_a_folder_without_schemas_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="kmehr_elements"):
        Schema(tmp_path)


def test_a_schema_that_lacks_a_part_is_said_at_once(folder: Path) -> None:
    (folder / "parts.xsd").unlink()

    with pytest.raises(ValueError, match="kmehr_elements"):
        Schema(folder)
