"""How each invariant is broken of what is said of patients, their care, and who gives it.

https://hl7.org/fhir/R4/clinicalsummary-module.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tools.mutations.breaks import REF, RESOURCE, TEXT, UCUM, Break, coded, drop, put

_ENTRY = {"fullUrl": "http://a.example/Basic/b1", "resource": RESOURCE}

OF_RECORDS: Mapping[str, tuple[Break, ...]] = MappingProxyType(
    {
        "ait-1": drop(
            "clinicalStatus",
            verificationStatus=coded("allergyintolerance-verification", "confirmed"),
        ),
        "ait-2": put(
            verificationStatus=coded("allergyintolerance-verification", "entered-in-error"),
            clinicalStatus=coded("allergyintolerance-clinical", "active"),
        ),
        "app-1": drop("type", "actor"),
        "app-2": drop("end", start="2026-02-03T10:11:12Z"),
        "app-3": drop("start", "end", status="booked"),
        "app-4": put(
            cancelationReason=TEXT,
            status="booked",
            start="2026-02-03T10:11:12Z",
            end="2026-02-03T10:12:12Z",
        ),
        "apr-1": drop("participantType", "actor"),
        "bdl-1": put(total=1, type="collection"),
        "bdl-2": put(type="collection", entry=[{**_ENTRY, "search": {"mode": "match"}}]),
        "bdl-3": (
            Break({"type": "transaction", "entry": [_ENTRY]}, ("total", "link")),
            Break(
                {
                    "type": "collection",
                    "entry": [{**_ENTRY, "request": {"method": "GET", "url": "Basic"}}],
                }
            ),
        ),
        "bdl-4": (
            Break({"type": "batch-response", "entry": [_ENTRY]}),
            Break({"type": "collection", "entry": [{**_ENTRY, "response": {"status": "200"}}]}),
        ),
        "bdl-5": drop("resource", "request", "response", fullUrl="http://a.example/Basic/b1"),
        "bdl-7": put(type="collection", entry=[_ENTRY, _ENTRY]),
        "bdl-8": put(fullUrl="http://a.example/Basic/b1/_history/1"),
        "bdl-9": drop("identifier", type="document"),
        "bdl-10": drop("timestamp", type="document"),
        "bdl-11": put(type="document", entry=[_ENTRY]),
        "bdl-12": put(type="message", entry=[_ENTRY]),
        "ces-1": (
            Break({}, ("category", "productOrService")),
            Break({"category": TEXT, "productOrService": TEXT}),
        ),
        "cmp-1": drop("text", "entry", "section", "emptyReason", title="x"),
        "cmp-2": put(emptyReason=TEXT, entry=[REF]),
        "con-1": drop("summary", "assessment", type=TEXT),
        "con-4": put(abatementString="x", clinicalStatus=coded("condition-clinical", "active")),
        "con-5": put(
            verificationStatus=coded("condition-ver-status", "entered-in-error"),
            clinicalStatus=coded("condition-clinical", "active"),
        ),
        "cpl-3": put(detail={"status": "completed"}, reference={"reference": "Task/a"}),
        "fhs-1": put(ageString="x", bornString="x"),
        "fhs-2": drop("age*", estimatedAge=True),
        "gol-1": drop("measure", detailString="x"),
        "grp-1": put(actual=False, member=[{"entity": REF}]),
        "imm-1": drop("documentType", "reference", publicationDate="2026"),
        "imr-1": drop("vaccineCode", "targetDisease"),
        "inv-1@Parameters.parameter": (
            Break({}, ("value*", "resource", "part")),
            Break({"valueString": "x", "resource": RESOURCE}, ("value*", "part")),
            Break(
                {"valueString": "x", "part": [{"name": "a", "valueString": "x"}]},
                ("value*", "resource"),
            ),
        ),
        "inv-1@Task": put(lastModified="2026-01-01", authoredOn="2026-01-02"),
        "ipn-1": drop("identifier", "name"),
        "lnk-1": (Break({"item": [{"type": "source", "resource": REF}]}),),
        "lst-1": put(emptyReason=TEXT, entry=[{"item": REF}]),
        "lst-2": put(mode="working", entry=[{"item": REF, "deleted": True}]),
        "lst-3": put(mode="changes", entry=[{"item": REF, "date": "2026"}]),
        "mad-1": drop("dose", "rate*", text="x"),
        "mdd-1": put(whenHandedOver="2026-01-01", whenPrepared="2026-01-02"),
        "mrp-1": put(type="data-collection", group=[{"code": TEXT}]),
        "mrp-2": put(
            group=[
                {
                    "stratifier": [
                        {
                            "stratum": [
                                {"value": TEXT, "component": [{"code": TEXT, "value": TEXT}]}
                            ]
                        }
                    ]
                }
            ]
        ),
        "msq-3": put(coordinateSystem=2),
        "msq-5": drop("chromosome", "referenceSeq*", genomeBuild="x"),
        "msq-6": drop(
            "genomeBuild",
            "chromosome",
            "referenceSeqId",
            "referenceSeqPointer",
            "referenceSeqString",
        ),
        "obs-3": drop("low", "high", "text", type=TEXT),
        "obs-6": drop("value*", dataAbsentReason=TEXT, valueString="x"),
        "obs-7": (
            Break(
                {
                    "code": {"coding": [{"system": "http://a.example", "code": "x"}]},
                    "valueString": "x",
                    "component": [
                        {
                            "code": {"coding": [{"system": "http://a.example", "code": "x"}]},
                            "valueString": "x",
                        }
                    ],
                },
                ("value*", "dataAbsentReason"),
            ),
        ),
        "org-1": drop("identifier", "name"),
        "org-2": put(address=[{"use": "home", "city": "x"}]),
        "org-3": put(telecom=[{"use": "home", "system": "phone", "value": "1"}]),
        "pat-1": drop("name", "telecom", "address", "organization", gender="other"),
        "ppc-1": drop("policy", "policyRule"),
        "prr-1": drop("code", orderDetail=[TEXT]),
        "qrs-1": put(answer=[{"valueString": "x"}], item=[{"linkId": "9"}]),
        "ras-1": put(low={"value": 1, "code": "mg", "system": UCUM}),
        "ras-2": drop("probability*", probabilityDecimal=101),
        "rqg-1": (
            Break({"resource": REF, "action": [{"title": "x"}]}),
            Break({"title": "x"}, ("resource", "action")),
        ),
        "sev-1": put(name="x", query="QUJD"),
        "vs-2": drop("value*", "dataAbsentReason", "component", "hasMember"),
        "vs-3": drop("value*", "dataAbsentReason"),
    }
)

OF_OURS: Mapping[str, tuple[Break, ...]] = MappingProxyType(
    {
        "lu-com-section": drop("entry", "emptyReason"),
        "lu-enc-subject": drop("reference", "identifier", display="x"),
        "lu-matricule-shape": put(value="123"),
        "lu-obs-code": (Break({"coding": [{"system": "http://loinc.org"}]}, ("text",)),),
        "lu-rep-code": (Break({"coding": [{"system": "http://loinc.org"}]}, ("text",)),),
        "lu-obs-subject": drop("reference", "identifier", display="x"),
        "lu-rep-subject": drop("reference", "identifier", display="x"),
        "lu-org-cbe-shape": put(value="123"),
        "lu-org-nihdi-shape": put(value="123"),
        "lu-pra-nihdi-shape": put(value="123"),
        "lu-ssin-shape": put(value="123"),
        "lu-pra-name-or-identifier": drop("identifier", "name"),
        "lu-pat-identifier": drop("identifier"),
        "lu-aud-who": put(agent=[{"requestor": True}]),
    }
)
"""Those of our own profiles."""
