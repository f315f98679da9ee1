"""Small clinical documents of an invented patient, and what comes of their entries.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from typing import Any

from gateway import UNRECORDED
from gateway.intake.convert import convert
from gateway.model import Inbound
from tests.intake.house import rules

DOCUMENT = """<ClinicalDocument xmlns="urn:hl7-org:v3"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<id root="1.3.182.9.5" extension="SAFE-1"/>
<code code="60591-5" codeSystem="2.16.840.1.113883.6.1"/><title>Summary</title>
<effectiveTime value="20261121101500+0100"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-LU"/>
<recordTarget><patientRole><id root="1.3.182.9.1" extension="10024"/><patient>
<name><given>Anouk</given><family>Weber</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
<birthTime value="19850312"/></patient></patientRole></recordTarget>
<author><time value="20261121"/><assignedAuthor><id root="1.3.182.9.1" extension="D-7"/>
<assignedPerson><name><given>Claire</given><family>Thill</family></name></assignedPerson>
</assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization>
<id root="1.3.182.9.1" extension="H-1"/><name>Hopital du Nord</name>
</representedCustodianOrganization></assignedCustodian></custodian>
<component><structuredBody><component><section>
<code code="{section}" codeSystem="2.16.840.1.113883.6.1"/><title>Part</title>
<text><content ID="t1">{words}</content></text>{entries}
</section></component></structuredBody></component></ClinicalDocument>"""
"""With the code of its one section, its words and its entries."""

SNOMED = "2.16.840.1.113883.6.96"
LOINC = "2.16.840.1.113883.6.1"


def made(section: str, *entries: str, words: str = "As told") -> list[dict[str, Any]]:
    """What the entries of a section become: every resource of the document's Bundle."""
    body = "".join(f"<entry>{one}</entry>" for one in entries)
    text = DOCUMENT.format(section=section, words=words, entries=body)
    inbound = Inbound("hopital-du-nord", "cda", text.encode(), UNRECORDED)
    done = convert(inbound, rules())
    assert done.bundle.get("entry"), [(one.rule, one.target) for one in done.issues]
    return [entry["resource"] for entry in done.bundle["entry"]]


def of(resources: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Those of a type."""
    return [one for one in resources if one["resourceType"] == kind]


def only(resources: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The one of a type."""
    (found,) = of(resources, kind)
    return found


def codes(concept: dict[str, Any] | None) -> set[str]:
    """The codes of a CodeableConcept."""
    return {one["code"] for one in (concept or {}).get("coding", ()) if "code" in one}


def coded(name: str, code: str, more: str = "", system: str = SNOMED) -> str:
    """An element with a code."""
    return f'<{name} {more} code="{code}" codeSystem="{system}"/>'


def value(code: str, system: str = SNOMED) -> str:
    """A coded value."""
    return coded("value", code, 'xsi:type="CD"', system)


def concern(inner: str, status: str = "active", times: str = "") -> str:
    """An act that is concerned about what is in it."""
    return (
        '<act classCode="ACT" moodCode="EVN"><id root="1.3.182.9.6" extension="C1"/>'
        f'<code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="{status}"/>'
        f'{times}<entryRelationship typeCode="SUBJ">{inner}</entryRelationship></act>'
    )


def observation(inner: str, attributes: str = "", status: str = "completed") -> str:
    """An observation; its code is an assertion unless `inner` begins with one."""
    code = (
        ""
        if inner.startswith("<code")
        else coded("code", "ASSERTION", "", "2.16.840.1.113883.5.4")
    )
    state = f'<statusCode code="{status}"/>' if status else ""
    parts = inner.partition("/>") if inner.startswith("<code") else ("", "", inner)
    head = f"{parts[0]}{parts[1]}" if inner.startswith("<code") else code
    return (
        f'<observation classCode="OBS" moodCode="EVN" {attributes}>'
        f'<id root="1.3.182.9.6" extension="O1"/>{head}{state}{parts[2]}</observation>'
    )


def medicine(
    inner: str = "", attributes: str = 'moodCode="EVN"', status: str = "completed"
) -> str:
    """A medicine with a code."""
    state = f'<statusCode code="{status}"/>' if status else ""
    return (
        f'<substanceAdministration classCode="SBADM" {attributes}>'
        f'<id root="1.3.182.9.6" extension="M1"/>{state}{inner}'
        "<consumable><manufacturedProduct><manufacturedMaterial>"
        f"{coded('code', 'C09AA05', '', '2.16.840.1.113883.6.73')}"
        "</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"
    )
