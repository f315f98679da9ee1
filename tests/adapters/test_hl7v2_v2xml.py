"""A message in XML is the message: same segments, same places, answered in XML, never unfolded.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=274
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway import xml
from gateway.adapters.hl7v2 import read
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.adapters.hl7v2.leaves import leaves
from gateway.adapters.hl7v2.notation import located
from gateway.adapters.hl7v2.tree import Message
from gateway.model import Inbound, Issue, Receipt, Rejected, Sender, Status

AT = datetime(2026, 11, 21, tzinfo=UTC)
HEAD = (
    "<MSH><MSH.1>|</MSH.1><MSH.2>^~\\&amp;</MSH.2><MSH.3><HD.1>HIS</HD.1></MSH.3>"
    "<MSH.7><TS.1>20261121</TS.1></MSH.7><MSH.9><MSG.1>ORU</MSG.1><MSG.2>R01</MSG.2></MSH.9>"
    "<MSH.10>X1</MSH.10><MSH.11><PT.1>P</PT.1></MSH.11><MSH.12><VID.1>2.5.1</VID.1></MSH.12></MSH>"
)
PID = (
    "<PID><PID.1>1</PID.1>"
    "<PID.3><CX.1>77</CX.1><CX.4><HD.1>NORD</HD.1><HD.2>1.2</HD.2></CX.4></PID.3>"
    "<PID.3><CX.1>78</CX.1></PID.3>"
    "<PID.5><XPN.1><FN.1>M\u00fcller|Weber</FN.1></XPN.1><XPN.2>Anna</XPN.2></PID.5>"
    "<PID.7><TS.1>19870423</TS.1></PID.7><PID.8/></PID>"
)


def document(inner: str, head: str = HEAD) -> bytes:
    return f'<ORU_R01 xmlns="urn:hl7-org:v2xml">{head}\n{inner}\n</ORU_R01>'.encode()


def message(data: bytes) -> Message:
    found = read.parse(data, Sender("ward")).tree
    assert isinstance(found, Message)
    return found


def refusals(data: bytes) -> list[Issue]:
    with pytest.raises(Rejected) as refused:
        read.parse(data, Sender("ward"))
    return list(refused.value.issues)


def test_it_is_read_as_its_delimited_form_is() -> None:
    group = f"<ORU_R01.PATIENT_RESULT><ORU_R01.PATIENT>{PID}</ORU_R01.PATIENT>"
    obx = (
        "<OBX><OBX.2>ST</OBX.2><OBX.5>a<escape V='.br'/>b</OBX.5></OBX>"
        "<OBX><OBX.5><CE.1>c&amp;d</CE.1></OBX.5></OBX>"
    )
    plain = (
        "MSH|^~\\&|HIS||||20261121||ORU^R01|X1|P|2.5.1\r"
        "PID|1||77^^^NORD&1.2~78||M\u00fcller\\F\\Weber^Anna||19870423|\r"
        "OBX||ST|||a\\.br\\b\rOBX|||||c\\T\\d\r"
    )

    found = message(document(f"{group}{obx}</ORU_R01.PATIENT_RESULT>"))

    assert [one.fields for one in found.segments] == [
        one.fields for one in message(plain.encode()).segments
    ]


def test_every_leaf_has_the_bytes_of_its_element() -> None:
    data = document(PID)
    found = message(data)

    told = {
        located(found.segments[one].name, address): data[slice(*span)].decode()
        for one, address, span, _ in leaves(found)
    }

    assert told["PID-3.4.2"] == "<HD.2>1.2</HD.2>"
    assert told["PID-3[2]"] == "<CX.1>78</CX.1>"
    assert told["PID-5.1"] == "<FN.1>M\u00fcller|Weber</FN.1>"
    assert told["PID-7"] == "<TS.1>19870423</TS.1>"


def test_of_a_type_inside_a_subcomponent_the_first_part_counts() -> None:
    name = "<PID.5><XPN.10><DR.1><TS.1>2001</TS.1></DR.1></XPN.10></PID.5>"

    found = message(document(f"<PID>{name}</PID>"))

    assert found.segments[1].fields[5] == "^^^^^^^^^2001"


@pytest.mark.parametrize(
    ("data", "rule", "source"),
    [
        (b"<ORU_R01 xmlns='urn:other'/>", "encoding-xml", "MSH"),
        (b"<ORU_R01/>", "encoding-xml", "MSH"),
        (document("<PID><name>x</name></PID>"), "encoding-xml", "PID"),
        (document("<PID>x<PID.3>1</PID.3></PID>"), "encoding-xml", "PID"),
        (
            document("<PID><PID.3><CX.1>1</CX.1><CX.1>2</CX.1></PID.3></PID>"),
            "encoding-xml",
            "PID",
        ),
        (document(PID)[:-5], "xml-syntax", "2:441"),
        (b"<!DOCTYPE a><ORU_R01 xmlns='urn:hl7-org:v2xml'/>", "xml-doctype", "1:1"),
    ],
)
def test_what_is_no_message_is_refused_by_name(data: bytes, rule: str, source: str) -> None:
    data = b"<?xml version='1.0'?>\n" + data if data.startswith(b"<!") else data
    (issue,) = refusals(data)

    assert issue.rule == rule
    assert rule.startswith("xml") or issue.source == source


def test_what_is_missing_is_told_by_its_place() -> None:
    data = document(PID, HEAD.replace("<MSH.10>X1</MSH.10>", ""))

    assert [(issue.rule, issue.source) for issue in refusals(data)] == [
        ("value-required", "MSH-10")
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8"])
def test_the_encoding_of_the_document_counts_whatever_msh18_says(encoding: str) -> None:
    head = HEAD.replace("</MSH.12>", "</MSH.12><MSH.18>ASCII</MSH.18>")
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + document(PID, head).decode()

    assert "M\u00fcller" in message(text.encode(encoding)).segments[1].fields[5]


def test_the_answer_is_xml_with_the_same_places() -> None:
    issue = Issue("value-invalid", text="1 < 2", source="PID-7.1")
    receipt = Receipt("ward", "X1", "X1", Status.REJECTED, "ORU^R01", AT, "0" * 64, (issue,))
    inbound = Inbound("ward", "hl7v2", document(PID), AT)

    root = xml.read(ADAPTER.acknowledge(inbound, receipt)).root

    head, msa, err = root.children()
    assert (root.name, root.space) == ("ACK", "urn:hl7-org:v2xml")
    assert {one.name: one.text() for one in msa.children()} == {"MSA.1": "AE", "MSA.2": "X1"}
    assert [next(one.children()).text() for one in head.children() if one.name == "MSH.5"] == [
        "HIS"
    ]
    places = next(one for one in err.children() if one.name == "ERR.2")
    assert [(one.name, one.text()) for one in places.children()] == [
        ("ERL.1", "PID"),
        ("ERL.2", "1"),
        ("ERL.3", "7"),
        ("ERL.4", "1"),
        ("ERL.5", "1"),
    ]
    assert [one.text() for one in err.children() if one.name == "ERR.8"] == ["1 < 2"]


def test_a_document_that_cannot_be_read_is_answered_all_the_same() -> None:
    receipt = Receipt("ward", "", "", Status.REJECTED, "", AT, "0" * 64, (Issue("xml-syntax"),))

    answer = ADAPTER.acknowledge(Inbound("ward", "hl7v2", b"<?xml version='1.0'?><", AT), receipt)

    assert b"<MSA.1>AE</MSA.1>" in answer
