"""What a message in FHIR is refused for as a whole, and which references are told of.

`docs/how-to/send-fhir.md` · https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters import ADAPTERS
from gateway.definitions import Definitions
from gateway.model import Mapped, Rejected, Resource
from tests.mapping.test_fhir_rows import WARD, mapper

FHIR = ADAPTERS["fhir"]
NUMBER = {"system": "http://ward.example/n", "value": "7"}
PATIENT: Resource = {"resourceType": "Patient", "id": "p", "identifier": [NUMBER]}
OTHER: Resource = {
    "resourceType": "Patient",
    "id": "p",
    "identifier": [{**NUMBER, "value": "8"}],
}
RESULT: Resource = {
    "resourceType": "Observation",
    "id": "o",
    "subject": {"reference": "Patient/p"},
}
URL = "urn:uuid:5a3c2b1e-0000-4000-8000-000000000001"
SECRET = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V"}
PARTIAL = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
MODIFIER = [{"url": "http://ward.example/not", "valueBoolean": True}]


def bundle(*entries: Resource, type: str = "transaction", **more: Any) -> Resource:
    return {"resourceType": "Bundle", "type": type, "entry": [*entries], **more}


def asked(method: str, url: str, resource: Resource | None = RESULT) -> Resource:
    held = {"resource": resource} if resource else {}
    return {**held, "request": {"method": method, "url": url}}


def mapped(folder: Path, definitions: Definitions, body: Resource) -> Mapped:
    document = FHIR.parse(json.dumps(body).encode(), WARD)
    return mapper(folder, definitions, rows="rows: []").apply(document)


def without_id(resource: Resource) -> Resource:
    return {key: value for key, value in resource.items() if key != "id"}


@pytest.mark.parametrize(
    ("body", "rule", "source"),
    [
        # nobody could tell apart whom a reference means
        (
            bundle({"fullUrl": URL, "resource": without_id(PATIENT)},
                   {"fullUrl": URL, "resource": without_id(OTHER)}),
            "entry-id-twice", "Bundle.entry[1].resource",
        ),
        (
            bundle({"resource": PATIENT}, {"resource": OTHER}),
            "entry-id-twice", "Bundle.entry[1].resource",
        ),
        (
            bundle({"fullUrl": "https://a.example/fhir/Patient/p", "resource": PATIENT},
                   {"fullUrl": "https://b.example/fhir/Observation/o", "resource": RESULT}),
            "entry-of-another-server", "Bundle.entry[1].fullUrl",
        ),
        # what a message does not do
        (bundle(asked("GET", "Patient/p", None)), "entry-request-untaken",
         "Bundle.entry[0].request.method"),
        (bundle(asked("DELETE", "Observation?status=final", None)), "entry-request-untaken",
         "Bundle.entry[0].request.url"),
        (bundle(asked("patch", "Observation/o")), "entry-request-untaken",
         "Bundle.entry[0].request.method"),
        (bundle({"resource": RESULT, "request": "PUT"}), "value-form",
         "Bundle.entry[0].request"),
        (bundle(asked("PUT", "Observation/other")), "request-url-wrong",
         "Bundle.entry[0].request.url"),
        (bundle(asked("POST", "Patient")), "request-url-wrong", "Bundle.entry[0].request.url"),
        (bundle(asked("POST", "Observation/_search")), "request-url-wrong",
         "Bundle.entry[0].request.url"),
        (bundle(asked("PUT", "Observation?status=final")), "entry-search-untaken",
         "Bundle.entry[0].request.url"),
        (bundle(asked("PUT", "Patient?identifier=http://ward.example/n|9", PATIENT)),
         "entry-search-untaken", "Bundle.entry[0].request.url"),
        # what changes the meaning of all beside it
        (bundle({"resource": PATIENT}, implicitRules="http://ward.example/rules"),
         "implicit-rules-unknown", "Bundle.implicitRules"),
        ({**RESULT, "implicitRules": "http://ward.example/rules"}, "implicit-rules-unknown",
         "Observation.implicitRules"),
        (
            {**RESULT, "contained": [{"resourceType": "Device", "id": "d", "implicitRules": "x"}]},
            "implicit-rules-unknown", "Observation.contained[0].implicitRules",
        ),
        (bundle({"resource": PATIENT, "modifierExtension": MODIFIER}),
         "modifier-extension-unknown", "Bundle.entry[0].modifierExtension"),
        (
            bundle({"resource": PATIENT, "request": {"method": "PUT", "url": "Patient/p",
                                                     "modifierExtension": MODIFIER}}),
            "modifier-extension-unknown", "Bundle.entry[0].request.modifierExtension",
        ),
        (bundle({"resource": PATIENT}, meta={"security": [SECRET]}), "bundle-label-untold",
         "Bundle.meta.security"),
        ({**RESULT, "meta": {"tag": [PARTIAL]}}, "resource-subsetted", "Observation.meta.tag"),
        # what says nothing
        (
            bundle({"resource": {"resourceType": "OperationOutcome"}}, type="searchset"),
            "bundle-empty", "Bundle",
        ),
        ({**RESULT, "id": 5}, "value-form", "Observation.id"),
        # a search that only another server could make
        ({**RESULT, "subject": {"reference": "Patient?name=Doe"}}, "reference-search-untaken",
         "Observation.subject.reference"),
        ({**RESULT, "subject": {"reference": "Patient?identifier=7"}},
         "reference-search-untaken", "Observation.subject.reference"),
    ],
)  # fmt: skip
def test_what_could_be_misunderstood_is_refused_by_name(
    tmp_path: Path, definitions: Definitions, body: Resource, rule: str, source: str
) -> None:
    """With its place; nothing of the message is kept."""
    with pytest.raises(Rejected) as refused:
        mapped(tmp_path, definitions, body)

    assert (rule, source) in [(one.rule, one.source) for one in refused.value.issues]


@pytest.mark.parametrize(
    "entry",
    [
        asked("PUT", "Observation/o"),
        asked("PUT", "https://his.example/fhir/Observation/o"),
        asked("PUT", "Patient?identifier=http%3A%2F%2Fward.example%2Fn%7C7", PATIENT),
        asked("POST", "Observation"),
        asked("POST", ""),
        {"resource": {**PATIENT, "meta": {"security": [{**SECRET, "code": "N"}]}}},
    ],
)
def test_what_says_the_same_as_its_resource_is_taken(
    tmp_path: Path, definitions: Definitions, entry: Resource
) -> None:
    """Also below a label, where each entry says its own."""
    labelled = "security" in entry["resource"].get("meta", {})
    more: dict[str, Any] = {"meta": {"security": [SECRET]}} if labelled else {}

    found = mapped(tmp_path, definitions, bundle(entry, **more))

    assert entry["resource"]["resourceType"] in [one.type for one in found.changes]


def test_entries_of_one_server_may_have_several_of_its_addresses(
    tmp_path: Path, definitions: Definitions
) -> None:
    """With TLS or without; definitions are of nobody's server."""
    entries = [
        {"fullUrl": "https://a.example/fhir/Patient/p", "resource": PATIENT},
        {"fullUrl": "http://a.example/fhir/Observation/o", "resource": RESULT},
        {
            "fullUrl": "http://b.example/ValueSet/v",
            "resource": {"resourceType": "ValueSet", "id": "v", "status": "active"},
        },
    ]

    assert mapped(tmp_path, definitions, bundle(*entries)).changes


def test_the_address_of_a_put_is_the_id_of_what_has_none(
    tmp_path: Path, definitions: Definitions
) -> None:
    """So that the next version is one of it; the ledger says where the id stood."""
    named = mapped(tmp_path, definitions, RESULT).changes
    body = bundle(asked("PUT", "Observation/o", without_id(RESULT)))
    document = FHIR.parse(json.dumps(body).encode(), WARD)
    made = mapper(tmp_path, definitions, rows="rows: []")
    found = made.apply(document)

    ids = [
        {one.id for one in some if one.type == "Observation"} for some in (named, found.changes)
    ]
    assert ids[0] == ids[1]
    traces = {one.source: one for one in made.traces(document, found.tape)}
    url = traces["Bundle.entry[0].request.url"]
    assert (url.fate, url.target) == ("mapped", "Observation.identifier[0].value")


def test_a_deletion_stands_in_the_ledger_where_it_is_kept(
    tmp_path: Path, definitions: Definitions
) -> None:
    """An allergy has no `status`."""
    body = bundle(asked("DELETE", "AllergyIntolerance/a", None))
    document = FHIR.parse(json.dumps(body).encode(), WARD)
    made = mapper(tmp_path, definitions, rows="rows: []")
    traces = {one.source: one for one in made.traces(document, made.apply(document).tape)}

    url = traces["Bundle.entry[0].request.url"]
    assert url.target == "AllergyIntolerance.verificationStatus"


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        ({"reference": "#p"}, "subject-in-no-record"),
        ({"reference": "https://b.example/fhir/Patient/p"}, "subject-in-no-record"),
        ({"reference": URL}, "subject-in-no-record"),
        ({"reference": "p7"}, "reference-leads-nowhere"),
        ({"reference": "https://b.example/fhir/Device/d"}, ""),
        ({"reference": "Patient/p"}, ""),
    ],
)
def test_whoever_is_found_in_no_record_is_told(
    tmp_path: Path, definitions: Definitions, subject: Resource, rule: str
) -> None:
    """What is kept so is not found by its patient."""
    inside = (
        {"contained": [{"resourceType": "Patient", "id": "p"}]} if "#p" in str(subject) else {}
    )
    issues = mapped(tmp_path, definitions, {**RESULT, "subject": subject, **inside}).issues

    told = [one.rule for one in issues if one.rule != "reference-kept-as-identifier"]
    assert told == ([rule] if rule else [])
