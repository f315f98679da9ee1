"""One request for each answer that the contract knows: what is asked, and what must come of it.

https://spec.openapis.org/oas/v3.1.0#responses-object
"""

from __future__ import annotations

from types import MappingProxyType

from tests.api.contract_case import Case
from tests.api.contract_writes import CASES as WRITES
from tests.api.http_house import MESSAGE, admission, batch, in_xml

HL7 = MappingProxyType({"Accept": "application/hl7-v2"})
LINES = MappingProxyType({"Accept": "application/x-ndjson"})
OF_MESSAGE = "/receipts/default/C-1/$lineage"
LINEAGE = "/fhir/Patient/{patient}/$lineage"
SUMMARY = "/fhir/Patient/{patient}/$summary"
PATIENT = b'{"resourceType":"Patient","gender":"F"}'
XML = MappingProxyType({"Accept": "application/fhir+xml"})
TURTLE = MappingProxyType({"Accept": "text/turtle"})
SEARCH = "/fhir/Patient/_search"
FORM = MappingProxyType({"Content-Type": "application/x-www-form-urlencoded"})
QUERY = (
    b"MSH|^~\\&|HIS|NORD|GATEWAY|LU|20260105090000+0100||QBP^Q22^QBP_Q21|Q-1|P|2.5\r"
    b"QPD|IHE PDQ Query|T1|@PID.3.1^P100045\rRCP|I\r"
)
CASES = (
    Case("messages", 201, MESSAGE, admission("C-1")),
    Case("messages", 201, MESSAGE, admission("C-2"), HL7),
    Case("messages", 201, MESSAGE, admission("C-3"), {"Accept": "x-application/hl7-v2+er7"}),
    Case("messages", 201, MESSAGE, admission("C-4"), {"Accept": "application/edi-hl7v2"}),
    Case("messages", 200, MESSAGE, admission("C-1")),
    Case("messages", 200, MESSAGE, admission("C-1"), HL7),
    Case("messages", 200, MESSAGE, QUERY),
    Case("messages", 200, MESSAGE, QUERY, {"Accept": "x-application/hl7-v2+er7"}),
    Case("messages", 406, MESSAGE, QUERY, {"Accept": "application/json"}),
    Case("messages", 422, MESSAGE, QUERY.replace(b"@PID.3.1^", b"@PID.5.1^"), HL7),
    Case("messages", 503, MESSAGE, QUERY, state="away"),
    Case("messages", 202, MESSAGE, admission("C-1"), state="parked"),
    Case("messages", 409, MESSAGE, admission("C-1", family="Klein")),
    Case("messages", 409, MESSAGE, admission("C-1", family="Klein"), HL7),
    Case("messages", 422, MESSAGE, admission("C-5").replace(b"19870423", b"19871323")),
    Case("messages", 422, MESSAGE, b"good morning"),
    Case("messages", 422, MESSAGE, b"good morning", HL7),
    Case("messages", 422, MESSAGE, b""),
    Case("messages", 201, MESSAGE, in_xml("C-10")),
    Case("messages", 201, MESSAGE, in_xml("C-11"), HL7),
    Case("messages", 422, MESSAGE, b"<?xml version='1.0'?><a/>", HL7),
    Case("messages", 400, MESSAGE + "?x=%zz", admission("C-6")),
    Case("messages", 207, MESSAGE, batch(admission("C-7"), admission("C-8"))),
    Case("messages", 207, MESSAGE, batch(admission("C-7"), admission("C-8")), HL7),
    Case(
        "messages", 207, MESSAGE, batch(admission("C-7")), {"Accept": "x-application/hl7-v2+er7"}
    ),
    Case("messages", 207, MESSAGE, batch(admission("C-7")), {"Accept": "application/edi-hl7v2"}),
    Case("messages", 207, MESSAGE, admission("C-7") + admission("C-8"), LINES),
    Case("messages", 207, MESSAGE, b"OBX|1\r" + batch(admission("C-9"))),
    Case("messages", 207, MESSAGE, batch(admission("C-7"), b"MSH|^~\\&|half\r"), HL7),
    Case("messages", 207, MESSAGE, batch(admission("C-7"), b"MSH|^~\\&|half\r"), LINES),
    Case("messages", 503, MESSAGE, batch(admission("C-7")), state="away"),
    Case("messages", 401, MESSAGE, admission("C-1"), state="token"),
    Case("messages", 406, MESSAGE, admission("C-1"), TURTLE),
    Case("messages", 413, MESSAGE, admission("C-1"), state="small"),
    Case("messages", 500, MESSAGE, admission("C-1"), state="broken"),
    Case("messages", 500, MESSAGE, admission("C-1"), state="faulted"),
    Case("messages", 500, MESSAGE, admission("C-1"), HL7, state="faulted"),
    Case("messages", 503, MESSAGE, admission("C-1"), state="away"),
    Case("messages", 503, MESSAGE, admission("C-1"), HL7, state="away"),
    Case("receipts", 200, "/receipts/default/C-1"),
    Case("receipts", 200, "/receipts/default/C-1?_format=json"),
    Case("receipts", 400, "/receipts/default/%zz"),
    Case("receipts", 401, "/receipts/default/C-1", state="token"),
    Case("receipts", 404, "/receipts/default/C-99"),
    Case("receipts", 404, "/receipts/somebody-else/C-1"),
    Case("receipts", 406, "/receipts/default/C-1", headers=TURTLE),
    Case("receipts", 500, "/receipts/default/C-1", state="broken"),
    Case("receipts", 503, "/receipts/default/C-1", state="away"),
    Case("metadata", 200, "/fhir/metadata"),
    Case("metadata", 200, "/fhir/metadata", state="token"),
    Case("metadata", 400, "/fhir/metadata?mode=full"),
    Case("metadata", 406, "/fhir/metadata?_format=turtle"),
    Case("metadata", 500, "/fhir/metadata", state="broken"),
    Case("search", 200, "/fhir/Patient?identifier=P100045"),
    Case("search", 200, "/fhir/Patient?identifier=nobody"),
    Case("search", 200, "/fhir/Provenance?patient={patient}&_count=1"),
    Case("search", 200, "/fhir/Patient?birthdate=1987-04-23&_include=Patient:link&_total=none"),
    Case("search", 200, "/fhir/Patient?strange=1", None, {"Prefer": "handling=lenient"}),
    Case("search", 400, "/fhir/Patient?birthdate=1987-13-23"),
    Case("search", 401, "/fhir/Patient", state="token"),
    Case("search", 404, "/fhir/Nonsense"),
    Case("search", 406, "/fhir/Patient?_format=turtle"),
    Case("search", 500, "/fhir/Patient", state="broken"),
    Case("search", 503, "/fhir/Patient", state="away"),
    Case("searchPosted", 200, SEARCH, b"identifier=P100045", FORM),
    Case("searchPosted", 400, SEARCH, b"birthdate=1987-13-23", FORM),
    Case("searchPosted", 401, SEARCH, b"", FORM, state="token"),
    Case("searchPosted", 404, "/fhir/Nonsense/_search", b"", FORM),
    Case("searchPosted", 406, SEARCH + "?_format=turtle", b"", FORM),
    Case("searchPosted", 413, SEARCH, b"_id=" + b"a" * 600, FORM, state="small"),
    Case("searchPosted", 415, SEARCH, b"{}", {"Content-Type": "application/json"}),
    Case("searchPosted", 500, SEARCH, b"", FORM, state="broken"),
    Case("searchPosted", 503, SEARCH, b"", FORM, state="away"),
    Case("read", 200, "/fhir/Patient/{patient}"),
    Case("read", 304, "/fhir/Patient/{patient}", headers={"If-None-Match": '"0", W/"1"'}),
    Case("read", 400, "/fhir/Patient/{patient}?_summary=perhaps"),
    Case("read", 401, "/fhir/Patient/{patient}", state="token"),
    Case("read", 404, "/fhir/Patient/nobody"),
    Case("read", 404, "/fhir/Patient/no%20body"),
    Case("read", 406, "/fhir/Patient/{patient}", headers=TURTLE),
    Case("read", 500, "/fhir/Patient/{patient}", state="broken"),
    Case("read", 503, "/fhir/Patient/{patient}", state="away"),
    Case("read", 200, "/fhir/Patient/{patient}", headers=XML),
    Case("read", 200, "/fhir/Patient/{patient}?_summary=true"),
    Case("lineageOfMessage", 200, f"{OF_MESSAGE}?source=PID"),
    Case("lineageOfMessage", 200, OF_MESSAGE),
    Case("lineageOfMessage", 400, f"{OF_MESSAGE}?path=x"),
    Case("lineageOfMessage", 401, OF_MESSAGE, state="token"),
    Case("lineageOfMessage", 404, "/receipts/default/unheard/$lineage"),
    Case("lineageOfMessage", 406, OF_MESSAGE, headers=TURTLE),
    Case("lineageOfMessage", 500, OF_MESSAGE, state="broken"),
    Case("lineageOfMessage", 503, OF_MESSAGE, state="away"),
    Case("lineage", 200, LINEAGE),
    Case("lineage", 200, f"{LINEAGE}?path=birthDate&source=PID"),
    Case("lineage", 200, f"{LINEAGE}?path=nothing"),
    Case("lineage", 400, f"{LINEAGE}?field=PID-5"),
    Case("lineage", 401, LINEAGE, state="token"),
    Case("lineage", 404, "/fhir/Patient/nobody/$lineage"),
    Case("lineage", 406, LINEAGE, headers=TURTLE),
    Case("lineage", 500, LINEAGE, state="broken"),
    Case("lineage", 503, LINEAGE, state="away"),
    Case("summary", 200, SUMMARY),
    Case("summary", 200, SUMMARY, headers={"Accept": "text/plain"}),
    Case("summary", 400, f"{SUMMARY}?profile=x"),
    Case("summary", 401, SUMMARY, state="token"),
    Case("summary", 404, "/fhir/Patient/nobody/$summary"),
    Case("summary", 406, SUMMARY, headers=TURTLE),
    Case("summary", 500, SUMMARY, state="broken"),
    Case("summary", 503, SUMMARY, state="away"),
    Case("convert", 200, "/fhir/$convert", admission()),
    Case("convert", 422, "/fhir/$convert", b"good morning"),
    Case("convert", 400, "/fhir/$convert?format=hl7v2", admission()),
    Case("convert", 401, "/fhir/$convert", admission(), state="token"),
    Case("convert", 406, "/fhir/$convert", admission(), TURTLE),
    Case("convert", 413, "/fhir/$convert", admission(), state="small"),
    Case("convert", 500, "/fhir/$convert", admission(), state="broken"),
    *(
        case
        for operation, path in (
            ("validate", "/fhir/$validate"),
            ("validateType", "/fhir/Patient/$validate"),
        )
        for case in (
            Case(operation, 200, path, PATIENT),
            Case(operation, 200, f"{path}?profile=http://example.org/unknown", PATIENT),
            Case(operation, 200, path, PATIENT, XML),
            Case(operation, 200, f"{path}?mode=delete", b""),
            Case(operation, 400, path, b"{"),
            Case(operation, 400, path, b"<Patient>", XML),
            Case(operation, 400, f"{path}?mode=profile", PATIENT),
            Case(operation, 400, f"{path}?mode=sleep", PATIENT),
            Case(operation, 401, path, PATIENT, state="token"),
            Case(operation, 406, path, PATIENT, {"Accept": "text/turtle"}),
            Case(operation, 413, path, PATIENT * 9, state="small"),
            Case(operation, 415, path, PATIENT, {"Content-Type": "text/turtle"}),
            Case(operation, 500, path, PATIENT, state="broken"),
        )
    ),
    Case("validateType", 404, "/fhir/Nonsense/$validate", PATIENT),
    *WRITES,
    Case("live", 200, "/live"),
    Case("live", 400, "/live?%ff"),
    Case("ready", 200, "/ready"),
    Case("ready", 400, "/ready?%ff"),
    Case("ready", 500, "/ready", state="broken"),
    Case("ready", 503, "/ready", state="away"),
    Case("metrics", 200, "/metrics"),
    Case("metrics", 400, "/metrics?%ff"),
    Case("metrics", 500, "/metrics", state="broken"),
    Case("contract", 200, "/openapi.yaml"),
    Case("contract", 400, "/openapi.yaml?%ff"),
    Case("contract", 500, "/openapi.yaml", state="broken"),
    Case("documentation", 200, "/"),
    Case("documentation", 400, "/?%ff"),
    Case("documentation", 500, "/", state="broken"),
)
