"""Names, addresses, numbers and telephones of CDA become FHIR's.

https://hl7.org/fhir/R4/datatypes.html#HumanName · https://hl7.org/fhir/R4/datatypes.html#Identifier
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.cda.conftest import said

CORE = "http://hl7.org/fhir/StructureDefinition"
NAMES: tuple[tuple[str, Any], ...] = (
    (
        (
            '<name use="L"><prefix>Dr</prefix><given>Ada</given><given>M.</given>'
            "<family>Thill</family><suffix>MD</suffix></name>"
        ),
        {
            "use": "official",
            "family": "Thill",
            "given": ["Ada", "M."],
            "prefix": ["Dr"],
            "suffix": ["MD"],
        },
    ),
    ("<name>Ada Thill</name>", {"text": "Ada Thill"}),
    (
        "<name><family>Thill</family><delimiter>, </delimiter><given>Ada</given></name>",
        {"text": "Thill, Ada", "family": "Thill", "given": ["Ada"]},
    ),
    (
        (
            '<name><given>Ada</given><family qualifier="BR">Weber</family>'
            '<family qualifier="SP">Thill</family></name>'
        ),
        {
            "family": "Thill",
            "_family": {
                "extension": [
                    {"url": f"{CORE}/iso21090-EN-qualifier", "valueCode": "SP"},
                    {"url": f"{CORE}/humanname-own-name", "valueString": "Weber"},
                    {"url": f"{CORE}/humanname-partner-name", "valueString": "Thill"},
                ]
            },
            "given": ["Ada"],
        },
    ),
    (
        '<name><given>Ada</given><given qualifier="CL">Adi</given></name>',
        {
            "given": ["Ada", "Adi"],
            "_given": [
                None,
                {"extension": [{"url": f"{CORE}/iso21090-EN-qualifier", "valueCode": "CL"}]},
            ],
        },
    ),
    (
        '<name use="P"><given>Ada</given><validTime><low value="2001"/></validTime></name>',
        {"use": "nickname", "given": ["Ada"], "period": {"start": "2001"}},
    ),
    ('<name use="L" nullFlavor="UNK"/>', None),
    ('<name><given nullFlavor="UNK"/></name>', None),
)


@pytest.mark.parametrize(("snippet", "expected"), NAMES)
def test_a_name(snippet: str, expected: Any) -> None:
    assert said(snippet, "PN", "HumanName") == expected


def test_a_name_of_birth_is_a_name_of_its_own() -> None:
    """Only where another family name stands beside it."""
    both = '<name><family qualifier="BR">Weber</family><family>Thill</family></name>'

    assert said(both, "PN_BIRTH", "HumanName") == {"use": "maiden", "family": "Weber"}
    alone = '<name><family qualifier="BR">Weber</family></name>'
    assert said(alone, "PN_BIRTH", "HumanName") is None


ADDRESSES: tuple[tuple[str, Any], ...] = (
    (
        (
            '<addr use="HP PST"><streetAddressLine>1, rue du Lac</streetAddressLine>'
            "<city>Echternach</city><county>Echternach</county><state>Est</state>"
            "<postalCode>L-6400</postalCode><country>LU</country>"
            '<useablePeriod><low value="2020"/></useablePeriod></addr>'
        ),
        {
            "use": "home",
            "type": "postal",
            "line": ["1, rue du Lac"],
            "city": "Echternach",
            "district": "Echternach",
            "state": "Est",
            "postalCode": "L-6400",
            "country": "LU",
            "period": {"start": "2020"},
        },
    ),
    (
        "<addr><streetName>Hauptgasse</streetName><houseNumber>7</houseNumber></addr>",
        {
            "line": ["Hauptgasse 7"],
            "_line": [
                {
                    "extension": [
                        {"url": f"{CORE}/iso21090-ADXP-streetName", "valueString": "Hauptgasse"},
                        {"url": f"{CORE}/iso21090-ADXP-houseNumber", "valueString": "7"},
                    ]
                }
            ],
        },
    ),
    ("<addr>1, rue du Lac, Echternach</addr>", {"text": "1, rue du Lac, Echternach"}),
    ('<addr use="HP" nullFlavor="UNK"/>', None),
)


@pytest.mark.parametrize(("snippet", "expected"), ADDRESSES)
def test_an_address(snippet: str, expected: Any) -> None:
    assert said(snippet, "AD", "Address") == expected


TELECOMS: tuple[tuple[str, Any], ...] = (
    (
        '<telecom value="tel:+352-621-000" use="MC"/>',
        {"system": "phone", "value": "+352-621-000", "use": "mobile"},
    ),
    (
        '<telecom value="tel:+352%20621" use="WP PG"/>',
        {"system": "pager", "value": "+352 621", "use": "work"},
    ),
    ('<telecom value="mailto:a@b.example"/>', {"system": "email", "value": "a@b.example"}),
    ('<telecom value="a@b.example"/>', {"system": "email", "value": "a@b.example"}),
    ('<telecom value="00352 26 00"/>', {"system": "phone", "value": "00352 26 00"}),
    (
        '<telecom value="https://a.example/x"/>',
        {"system": "url", "value": "https://a.example/x"},
    ),
    ('<telecom value="tel:"/>', None),
    ('<telecom nullFlavor="NI"/>', None),
)


@pytest.mark.parametrize(("snippet", "expected"), TELECOMS)
def test_a_telephone(snippet: str, expected: Any) -> None:
    assert said(snippet, "TEL", "ContactPoint") == expected


UUID = "2F1E6B0A-0000-4000-8000-00000000000A"
NUMBERS: tuple[tuple[str, Any], ...] = (
    (
        '<id root="1.2.3" extension="77" assigningAuthorityName="NORD"/>',
        {"system": "urn:oid:1.2.3", "value": "77", "assigner": {"display": "NORD"}},
    ),
    ('<id root="1.2.3.4"/>', {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3.4"}),
    (
        f'<id root="{UUID}"/>',
        {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{UUID.lower()}"},
    ),
    ('<id nullFlavor="UNK"/>', None),
    (
        '<id extension="77"/>',
        {"system": "https://fhir.gateway.example/lu/sid/clinic", "value": "77"},
    ),
)


@pytest.mark.parametrize(("snippet", "expected"), NUMBERS)
def test_a_number(snippet: str, expected: Any) -> None:
    assert said(snippet, "II", "Identifier") == expected
