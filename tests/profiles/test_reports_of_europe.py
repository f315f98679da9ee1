"""Reports that our profiles find nothing wrong with are right by the European ones, too.

https://build.fhir.org/ig/hl7-eu/laboratory/ · https://build.fhir.org/ig/hl7-eu/hdr/ · https://build.fhir.org/ig/hl7-eu/imaging/
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway import UNRECORDED, fhirjson
from gateway.bootstrap.checking import checking
from gateway.intake.convert import convert
from gateway.model import Inbound, Severity, Validator
from gateway.settings import Settings
from tests.intake.house import rules
from tests.warm import warm

TESTS = Path(__file__).parents[1]
DATA = Path(os.environ.get("GATEWAY_SHARED_DATA", TESTS.parent / ".." / "shared" / "data"))
PACKAGES = [
    DATA / "packages" / f"hl7.fhir.{name}.tgz"
    for name in (
        *("eu.base-2.0.0", "eu.laboratory-2.0.0", "eu.hdr-1.0.0-ci"),
        *("eu.imaging-1.0.0-ballot", "uv.ips-2.0.1"),
    )
]
REPORTS = (
    ("lu-bundle-laboratory/valid/chemistry-with-a-result", "laboratory", "Bundle-eu-lab"),
    ("lu-bundle-discharge/valid/with-its-stay", "hdr", "bundle-eu-hdr"),
    ("lu-bundle-imaging/valid/with-its-study", "imaging-r4", "BundleReportEuImaging"),
)
pytestmark = pytest.mark.skipif(
    not all(one.is_file() for one in PACKAGES), reason="no shared data: set GATEWAY_SHARED_DATA"
)


@pytest.fixture(scope="module")
def european(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    settings = Settings(data=warm(tmp_path_factory.mktemp("data")))
    return checking(settings, [str(one) for one in PACKAGES]).validator


@pytest.mark.parametrize(("name", "guide", "profile"), REPORTS)
def test_a_report_without_a_remark_is_european(
    european: Validator, name: str, guide: str, profile: str
) -> None:
    report = fhirjson.resource((TESTS / "resources" / f"{name}.json").read_bytes())
    url = f"http://hl7.eu/fhir/{guide}/StructureDefinition/{profile}"

    ours = [one.rule for one in european.check(report, european.bound(report))]
    found = [one for one in european.check(report, [url]) if one.severity is Severity.ERROR]

    assert european.profile(url) is not None
    assert [rule for rule in ours if rule.startswith("lu-")] == []
    assert found == []


def test_a_clinical_document_of_a_laboratory_becomes_a_european_report(
    european: Validator,
) -> None:
    """Of two disciplines, with a picture, an isolate and a result that was never made."""
    place = TESTS / "messages" / "cda" / "LABORATORY" / "two-disciplines-are-one-report.xml"
    made = convert(Inbound("hopital-du-nord", "cda", place.read_bytes(), UNRECORDED), rules())
    url = "http://hl7.eu/fhir/laboratory/StructureDefinition/Bundle-eu-lab"

    wrong = [one for one in european.check(made.bundle, [url]) if one.severity is Severity.ERROR]

    assert [(one.rule, one.target) for one in wrong] == []
