"""Snapshots: what a profile changes, laid on what it is based on.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson
from gateway.definitions import Binding, Definitions, Element, Slicing, Structure
from gateway.definitions.package import read
from gateway.definitions.snapshot import Snapshot
from gateway.definitions.strip import strip
from gateway.definitions.structure import structure
from gateway.settings import Settings
from tests.pace import within

ROOT = Path(__file__).parents[2]
CORE = ROOT / ".cache" / "hl7.fhir.r4.core.tgz"
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data")) / "packages"
EXAMPLES = sorted(
    file
    for file in (Path(__file__).parent / "snapshots").glob("*.json")
    if ".expected" not in file.name
)
VIEWS: dict[str, Callable[[Element], Any]] = {
    "codes": lambda one: [kind.code for kind in one.types],
    "keys": lambda one: [constraint.key for constraint in one.constraints],
}


def _plain(value: Any) -> Any:
    """Facts as JSON would say them; decimals as their text, so that every digit counts."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (Slicing, Binding)):
        return [_plain(getattr(value, name)) for name in value.__struct_fields__]
    return value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_example(packed: Callable[..., Definitions], example: Path) -> None:
    """Each profile in `snapshots/` gives the facts in the file beside it."""
    made = packed(example.read_text(encoding="utf-8")).structure("https://example.test/sd/a")
    expected = fhirjson.decode(example.with_suffix(".expected.json").read_bytes())

    assert made is not None
    found = {
        place: {name: _fact(made.element(place), name) for name in facts}
        if facts
        else made.element(place)
        for place, facts in expected.items()
    }
    assert found == expected


def _fact(element: Element | None, name: str) -> Any:
    assert element is not None
    return _plain(VIEWS[name](element) if name in VIEWS else getattr(element, name))


def _differences(published: Structure, made: Structure) -> Iterator[tuple[str, str]]:
    """(element id, fact) wherever the two do not agree on an element that both have."""
    for element in published.elements:
        ours = made.element(element.id)
        for name in Element.__struct_fields__ if ours else ():
            pair = [_comparable(getattr(one, name)) for one in (element, ours)]
            if pair[0] != pair[1]:
                yield element.id, name


def _comparable(value: Any) -> Any:
    if isinstance(value, tuple) and value and hasattr(value[0], "expression"):
        return sorted((one.key, one.severity, one.expression) for one in value)
    return value


@pytest.mark.skipif(not CORE.is_file(), reason="the official package is not kept: `make setup`")
def test_agreement_with_the_snapshots_that_hl7_publishes(base: Definitions) -> None:
    """Profiles and extensions of R4: on the facts that we keep, ours are theirs.

    They differ where the published snapshot does not follow its own differential (the history of
    a Provenance, the range of the lipid examples), and where a choice inside a slice was folded.
    """
    snapshot = Snapshot(base._find)
    profiles, facts = 0, 0
    differences: list[tuple[str, str]] = []
    for held, text in read(CORE).texts():
        resource = fhirjson.decode(text) if held.kind == "StructureDefinition" else {}
        if resource.get("derivation") != "constraint" or "snapshot" not in resource:
            continue
        published = structure(strip(resource), "", "")
        made = snapshot.whole(strip(_without_snapshot(resource)))
        profiles += 1
        facts += len(Element.__struct_fields__) * len(published.elements)
        differences += _differences(published, structure(made, "", ""))

    assert profiles == 439
    assert len(differences) <= 7
    assert len(differences) / facts < 0.0001


def _without_snapshot(resource: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != "snapshot"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data: set GATEWAY_SHARED_DATA")
def test_profiles_of_europe_belgium_and_ihe() -> None:
    """Every profile of the packages at hand gives a snapshot, its own and ours; ours agrees.

    The two that are based on definitions of R5 that nobody at hand has are the exception. Where
    the two differ, the published one gives slices none of what all items must meet, as tools of
    their time did; no cardinality, type, value, binding or slicing differs.
    """
    definitions = Definitions.open(Settings().definitions, sorted(SHARED.glob("*.tgz")))
    snapshot = Snapshot(definitions._find)
    failed, facts = [], 0
    differences: list[tuple[str, str]] = []
    for held, text in (pair for package in definitions.packages for pair in package.texts()):
        if held.kind != "StructureDefinition":
            continue
        published = definitions.structure(held.url)
        assert published is not None
        try:
            record = strip(_without_snapshot(fhirjson.decode(text)))
            made = structure(snapshot.whole(record), "", "")
        except ValueError as error:
            failed.append(str(error))
            continue
        if published.kind != "logical":
            facts += len(Element.__struct_fields__) * len(published.elements)
            differences += _differences(published, made)

    assert len(failed) <= 2
    assert all("-for-R4" in reason for reason in failed)
    assert len(differences) / facts < 0.0001
    assert {name for _, name in differences} <= {
        "must_support",
        "constraints",
        "content_reference",
    }


def test_a_profile_with_a_line_that_has_no_place_is_not_served(
    packed: Callable[..., Definitions],
) -> None:
    """A rule that could never apply is not dropped in silence."""
    text = Path(__file__).parent / "faults" / "a-path-that-its-base-does-not-have.json"

    with pytest.raises(ValueError, match=r"Patient.birthPlace: there is no such element"):
        packed(text.read_text(encoding="utf-8")).structure("https://example.test/sd/a")


def test_a_profile_based_on_itself_is_refused(packed: Callable[..., Definitions]) -> None:
    """A circle of bases ends."""
    profile = (
        '{{"resourceType": "StructureDefinition", "url": "https://example.test/sd/{}",'
        ' "name": "A", "kind": "resource", "type": "Patient", "derivation": "constraint",'
        ' "baseDefinition": "https://example.test/sd/{}", "differential": {{"element": []}}}}'
    )

    with pytest.raises(ValueError, match="is based on itself"):
        packed(profile.format("a", "b"), profile.format("b", "a")).structure(
            "https://example.test/sd/a"
        )


def test_a_profile_on_a_profile_keeps_both(packed: Callable[..., Definitions]) -> None:
    """The slices of a profile are those of a profile that is based on it."""
    slices = Path(__file__).parent / "snapshots" / "a-slice-unfolds-the-children-of-its-type.json"
    second = (
        '{"resourceType": "StructureDefinition", "url": "https://example.test/sd/b", "name": "B",'
        ' "kind": "resource", "type": "Patient", "derivation": "constraint",'
        ' "baseDefinition": "https://example.test/sd/a", "differential": {"element": ['
        '{"id": "Patient.identifier:national", "path": "Patient.identifier",'
        ' "sliceName": "national", "min": 1}]}}'
    )
    made = packed(slices.read_text(encoding="utf-8"), second).structure(
        "https://example.test/sd/b"
    )

    assert made is not None
    national = made.element("Patient.identifier:national")
    system = made.element("Patient.identifier:national.system")
    assert national is not None
    assert system is not None
    assert (national.min, national.max) == (1, 1)
    assert system.fixed == ("uri", "urn:example:national")


def _many(count: int) -> str:
    """A profile with so many slices, each of which fixes something below it."""
    told = {"discriminator": [{"type": "value", "path": "system"}], "rules": "closed"}
    lines: list[dict[str, Any]] = [{"id": "Patient.identifier", "slicing": told}]
    for number in range(count):
        name = f"Patient.identifier:s{number}"
        lines.append({"id": name, "sliceName": f"s{number}"})
        lines.append({"id": f"{name}.system", "fixedUri": f"urn:example:{number}"})
    paths = [re.sub(r":\w+", "", one["id"]) for one in lines]
    said = {
        "resourceType": "StructureDefinition", "url": "https://example.test/sd/a", "name": "A",
        "kind": "resource", "type": "Patient", "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient", "differential": {
            "element": [{**one, "path": path} for one, path in zip(lines, paths, strict=True)]},
    }  # fmt: skip
    return fhirjson.encode(said).decode()


def test_each_slice_costs_the_same(packed: Callable[..., Definitions]) -> None:
    """A thousand slices are made in time: not each out of all those before it."""
    with within(5):  # half a second here; it was sixteen
        made = packed(_many(1000)).structure("https://example.test/sd/a")
        assert made is not None
        assert made.element("Patient.identifier:s999.system") is not None


def test_what_is_beyond_all_measure_is_refused(packed: Callable[..., Definitions]) -> None:
    """A profile of more elements than any has is refused by name, and soon."""
    with within(5):  # a second here
        definitions = packed(_many(3000))
        with pytest.raises(
            ValueError, match=r"sd/a: it adds more than 10,000 elements to its base"
        ):
            definitions.structure("https://example.test/sd/a")
        (told,) = definitions.lint()
        assert told.text.endswith("sd/a: it adds more than 10,000 elements to its base")
