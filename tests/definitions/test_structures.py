"""Structures: what is said of the elements of types and profiles.

https://hl7.org/fhir/R4/structuredefinition.html
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from gateway.definitions import Definitions, Element, Structure

PREFIX = "http://hl7.org/fhir/StructureDefinition/"


def _structure(definitions: Definitions, name: str) -> Structure:
    found = definitions.structure(name)
    assert found is not None
    return found


def _element(structure: Structure, path: str) -> Element:
    found = structure.element(path)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["Patient", PREFIX + "Patient", PREFIX + "Patient|4.0.1"])
def test_a_type_is_found_by_its_name_and_by_its_canonical(base: Definitions, name: str) -> None:
    """`Patient`, its canonical, and its canonical with a version are the same."""
    assert _structure(base, name).url == PREFIX + "Patient"


@pytest.mark.parametrize("name", ["Patiënt", "https://example.test/sd/nowhere", ""])
def test_what_is_not_at_hand_is_none(base: Definitions, name: str) -> None:
    """An unknown canonical is no exception."""
    assert base.structure(name) is None


@pytest.mark.parametrize(
    ("type_name", "path", "code"),
    [
        ("Patient", "Patient.id", "id"),
        ("HumanName", "HumanName.id", "string"),
        ("Extension", "Extension.url", "uri"),
        ("date", "date.value", "date"),
    ],
)
def test_system_types_are_resolved(
    base: Definitions, type_name: str, path: str, code: str
) -> None:
    """An id is an id, though the published definition types it as a string."""
    assert [one.code for one in _element(_structure(base, type_name), path).types] == [code]


def test_a_primitive_says_its_form(base: Definitions) -> None:
    """The published regular expression stands on the value."""
    (kind,) = _element(_structure(base, "id"), "id.value").types

    assert kind.regex == r"[A-Za-z0-9\-\.]{1,64}"


def test_the_facts_of_an_element(base: Definitions) -> None:
    """Cardinality, types, binding, flags of one well-known element."""
    link = _element(_structure(base, "Patient"), "Patient.link.type")

    assert (link.min, link.max, link.base_max) == (1, 1, 1)
    assert link.binding is not None
    assert link.binding.strength == "required"
    assert link.binding.valueset == "http://hl7.org/fhir/ValueSet/link-type|4.0.1"
    assert [one.key for one in link.constraints] == ["ele-1"]
    assert link.is_summary
    assert not link.is_modifier
    assert _element(_structure(base, "Patient"), "Patient.active").is_modifier


def test_children_are_the_direct_ones_in_order(base: Definitions) -> None:
    """Grandchildren are not children."""
    patient = _structure(base, "Patient")

    assert [one.path for one in patient.children("Patient")][:5] == [
        "Patient.id",
        "Patient.meta",
        "Patient.implicitRules",
        "Patient.language",
        "Patient.text",
    ]
    assert "Patient.contact.name" not in {one.path for one in patient.children("Patient")}
    assert patient.children("Patient.birthDate") == ()


def test_a_content_reference_names_the_element(base: Definitions) -> None:
    """Sections hold sections."""
    section = _element(_structure(base, "Composition"), "Composition.section.section")

    assert section.content_reference == "Composition.section"


def test_an_extension_says_where_it_stands(base: Definitions) -> None:
    """The context of an extension is kept."""
    extension = _structure(base, PREFIX + "patient-mothersMaidenName")

    assert extension.context == (("element", "Patient"),)
    assert (extension.type, extension.derivation) == ("Extension", "constraint")


def test_every_published_definition_can_be_read(base: Definitions) -> None:
    """All 655, and each primitive, type and resource has elements."""
    names = base.canonicals("StructureDefinition")

    assert len(names) == 655
    assert all(_structure(base, name).elements for name in names if "/example-" not in name)


def test_decimals_stay_as_written(packed: Callable[..., Definitions]) -> None:
    """A fixed 72.50 is not 72.5."""
    definitions = packed(
        '{"resourceType": "StructureDefinition", "url": "https://example.test/sd/a", "name": "A",'
        ' "kind": "resource", "type": "Observation", "derivation": "constraint",'
        f' "baseDefinition": "{PREFIX}Observation", "differential": {{"element": ['
        '{"id": "Observation.valueQuantity", "path": "Observation.valueQuantity",'
        ' "patternQuantity": {"value": 72.50}}]}}'
    )
    pattern = _element(
        _structure(definitions, "https://example.test/sd/a"), "Observation.value[x]:valueQuantity"
    ).pattern

    assert pattern is not None
    assert str(pattern[1]["value"]) == "72.50"
    assert isinstance(pattern[1]["value"], Decimal)


def test_the_version_follows_every_file(packed: Callable[..., Definitions]) -> None:
    """One byte more in a package is another version; the same bytes are the same."""
    text = '{"resourceType": "ValueSet", "url": "https://example.test/vs/a"}'
    first, again, other = packed(text).version, packed(text).version, packed(text + " ").version

    assert first == again != other


def test_threads_read_together(base: Definitions) -> None:
    """Many readers at once get what one gets."""
    names = ["Patient", "Observation", "Encounter", "HumanName", "Bundle", "Composition"] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: _structure(base, name).digest, names))

    assert found == [_structure(base, name).digest for name in names]
    assert len(set(found)) == 6


def test_search_parameters_of_a_type(base: Definitions) -> None:
    """A type's own parameters, and those of every resource; a Bundle has no text."""
    patient = {one.code: one for one in base.search_parameters("Patient")}

    assert patient["birthdate"].type == "date"
    assert "Patient.birthDate" in patient["birthdate"].expression
    assert patient["general-practitioner"].target == (
        "Practitioner",
        "Organization",
        "PractitionerRole",
    )
    assert {"_id", "_lastUpdated", "_text"} <= set(patient)
    assert "_text" not in {one.code for one in base.search_parameters("Bundle")}
    assert base.search_parameters("Nothing") == base.search_parameters("Everything")


def test_a_compartment_says_through_what(base: Definitions) -> None:
    """An Observation belongs to its subject and its performer."""
    compartment = base.compartment("Patient")

    assert compartment is not None
    assert compartment["Observation"] == ("subject", "performer")
    assert base.compartment("Nobody") is None
