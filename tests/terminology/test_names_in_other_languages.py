"""A code's name in the language of a resource is no fault where its system does not speak that.

https://hl7.org/fhir/R4/resource-definitions.html#Resource.language
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import UNRECORDED, validation
from gateway.definitions import Definitions
from gateway.intake.convert import convert
from gateway.model import Inbound, Resource, Validator
from gateway.settings import Settings
from tests.intake.house import rules
from tests.safety.clinical_documents import DOCUMENT

TREES = "https://codes.example/trees"
SYSTEM = {
    "resourceType": "CodeSystem",
    "url": TREES,
    "content": "complete",
    "concept": [
        {"code": "oak", "display": "Oak", "designation": [{"language": "de", "value": "Eiche"}]},
        {"code": "ash", "display": "Ash"},
        {"code": "elm", "display": "Elm"},
    ],
}
SUPPLEMENT = {
    "resourceType": "CodeSystem",
    "url": f"{TREES}-fr",
    "content": "supplement",
    "supplements": TREES,
    "concept": [{"code": "elm", "designation": [{"language": "fr", "value": "Orme"}]}],
}
MANIFEST = '{"name": "trees", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'


@pytest.fixture(scope="module")
def forester(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """A validator that knows trees."""
    folder: Path = tmp_path_factory.mktemp("trees")
    (folder / "package.json").write_text(MANIFEST, encoding="utf-8")
    for number, one in enumerate((SYSTEM, SUPPLEMENT)):
        (folder / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
    definitions = Definitions.open(Settings().definitions, [folder])
    return validation.load(definitions, None, folder / "code")


def named(code: str, display: str, **more: Any) -> Resource:
    """A resource with a tree that is called so."""
    coding = {"system": TREES, "code": code, "display": display}
    return {"resourceType": "Basic", "code": {"coding": [coding]}, **more}


def said(forester: Validator, resource: Resource) -> set[str]:
    """What is said of names."""
    return {one.rule for one in forester.check(resource, ()) if one.rule.startswith("display")}


@pytest.mark.parametrize(
    ("code", "display", "language", "rules_"),
    [
        ("ash", "Frêne", "fr", set()),
        ("ash", "Esche", "de-AT", set()),
        ("ash", "Ash", "fr", set()),
        ("ash", "Frêne", None, {"display-other"}),
        ("ash", "Frêne", "en", {"display-other"}),
        ("ash", "Frêne", "en-GB", {"display-other"}),
        ("oak", "Eiche", None, set()),
        ("oak", "Buche", "de", {"display-wrong"}),
        ("elm", "Orme", "fr", set()),
        ("elm", "Frêne", "fr", {"display-wrong"}),
    ],
)
def test_a_name_is_judged_by_names_in_its_language(
    forester: Validator, code: str, display: str, language: str | None, rules_: set[str]
) -> None:
    """Where there are none, nobody knows whether it is right."""
    more = {"language": language} if language else {}

    assert said(forester, named(code, display, **more)) == rules_


@pytest.mark.parametrize(("own", "rules_"), [({}, set()), ({"language": "en"}, {"display-other"})])
def test_the_head_of_a_document_says_the_language_for_all_in_it(
    forester: Validator, own: dict[str, str], rules_: set[str]
) -> None:
    """What says another language by itself is judged by that."""
    head = {"resourceType": "Composition", "language": "fr"}
    entries = [{"resource": head}, {"resource": named("ash", "Frêne", **own)}]
    document = {"resourceType": "Bundle", "type": "document", "entry": entries}

    assert said(forester, document) == rules_


@pytest.mark.parametrize("contained", [{}, {"language": "en"}])
def test_what_is_contained_speaks_the_language_of_what_holds_it(
    forester: Validator, contained: dict[str, str]
) -> None:
    """Unless it says its own."""
    inner = named("ash", "Frêne", id="a", **contained)
    outer = {"resourceType": "Basic", "language": "fr", "contained": [inner]}
    rules_ = {"display-other"} if contained else set()

    assert said(forester, outer) == rules_


@pytest.mark.parametrize(("language", "warned"), [("fr-LU", False), ("en-GB", True)])
def test_the_codes_of_a_document_are_named_in_its_language(language: str, *, warned: bool) -> None:
    """The document says it once, and its entries do not say it again."""
    entry = (
        '<entry><observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="1"/>'
        '<code code="8310-5" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>'
        '<interpretationCode code="H" codeSystem="2.16.840.1.113883.5.83" displayName="Élevé"/>'
        "</observation></entry>"
    )
    text = DOCUMENT.format(section="8716-3", words="x", entries=entry)
    body = text.replace("fr-LU", language).encode()

    found = convert(Inbound("hopital-du-nord", "cda", body, UNRECORDED), rules()).issues

    assert any(one.rule == "display-other" for one in found) is warned
