"""A clinical document is read: which one it is, when it was written, and what is refused by name.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from hashlib import sha256

import pytest

from gateway.adapters import ADAPTERS
from gateway.model import Adapter, Issue, Rejected, Sender

CDA: Adapter = ADAPTERS["cda"]
BODY = b"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="cda.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <id root="1.2.3" extension="D-1"/><effectiveTime value="20261121101500+0100"/>
</ClinicalDocument>
"""


def refusal(body: bytes) -> Issue:
    """The one issue for which a document is refused."""
    with pytest.raises(Rejected) as caught:
        CDA.parse(body, Sender("clinic"))
    (issue,) = caught.value.issues
    return issue


def test_a_document_says_which_one_it_is() -> None:
    document = CDA.parse(BODY, Sender("clinic"))

    assert (document.kind, document.control_id) == ("ClinicalDocument", "1.2.3|D-1")
    assert (document.sent_at, document.version) == ("20261121101500+0100", "")
    assert document.tree.name == "ClinicalDocument"
    assert CDA.key(document, Sender("clinic")) == CDA.control_id(BODY) == "1.2.3|D-1"


def test_the_root_alone_is_a_number_too() -> None:
    body = BODY.replace(b' extension="D-1"', b"")

    assert CDA.parse(body, Sender("clinic")).control_id == "1.2.3"


def test_a_document_without_a_number_is_known_by_its_bytes() -> None:
    """The same bytes again are the same document."""
    body = BODY.replace(b'<id root="1.2.3" extension="D-1"/>', b'<id nullFlavor="NI"/>')

    assert CDA.parse(body, Sender("clinic")).control_id == sha256(body).hexdigest()
    assert not CDA.control_id(body)


def test_any_prefix_will_do() -> None:
    body = (
        BODY.replace(b"<ClinicalDocument xmlns=", b"<h:ClinicalDocument xmlns:h=")
        .replace(b"</Clin", b"</h:Clin")
        .replace(b"<id", b"<h:id")
        .replace(b"<effec", b"<h:effec")
    )

    assert CDA.parse(body, Sender("clinic")).control_id == "1.2.3|D-1"


@pytest.mark.parametrize(
    ("body", "rule", "place"),
    [
        (b'<ClinicalDocument xmlns="urn:other"/>', "cda-root", "1:1"),
        (b"<ClinicalDocument/>", "cda-root", "1:1"),
        (b'\n <section xmlns="urn:hl7-org:v3"/>', "cda-root", "2:2"),
        (BODY[:-21], "xml-syntax", "4:81"),
        (b"MSH|^~\\&|A", "xml-syntax", "1:1"),
        (b"", "xml-syntax", "1:1"),
        (BODY * 2, "xml-syntax", "6:1"),
        (BODY.replace(b"UTF-8", b"UTF-7"), "xml-encoding-unknown", "1:1"),
    ],
)
def test_what_is_no_document_is_refused_by_name(body: bytes, rule: str, place: str) -> None:
    issue = refusal(body)

    assert (issue.rule, issue.source) == (rule, place)
    assert not CDA.control_id(body) or rule == "cda-root"


def test_a_document_comes_alone() -> None:
    assert not CDA.several(BODY)
    assert [*CDA.split(BODY)] == [BODY]


PATIENT = (
    b"<recordTarget><patientRole><patient><name><given>%s</given><family>Weber</family></name>"
    b'<birthTime value="%s"/></patient></patientRole></recordTarget>'
)


def targets(*told: tuple[bytes, bytes]) -> bytes:
    """A document of these."""
    inner = b"".join(PATIENT % one for one in told)
    return BODY.replace(b"</ClinicalDocument>", inner + b"</ClinicalDocument>")


@pytest.mark.parametrize("other", [(b"Luc", b"19850312"), (b"Anouk", b"20261101")])
def test_a_document_of_two_patients_is_refused(other: tuple[bytes, bytes]) -> None:
    """A twin, a newborn: nobody could tell whose an allergy is."""
    issue = refusal(targets((b"Anouk", b"19850312"), other))

    assert (issue.rule, issue.source) == ("cda-two-patients", "5:160")


def test_a_patient_who_stands_there_twice_is_one() -> None:
    """A role at each hospital; the second says less."""
    told = targets((b"Anouk", b"19850312"), (b"ANOUK", b""))

    assert CDA.parse(told, Sender("clinic")).control_id == "1.2.3|D-1"
