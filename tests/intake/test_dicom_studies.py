"""Images of one study come one by one, and become one study; other objects become what they say.

https://hl7.org/fhir/R4/imagingstudy.html
"""

from __future__ import annotations

import json
from typing import Any

from gateway.model import Status
from tests.adapters.imaging import STUDY, bare, file, instance
from tests.intake.house import House

UID = f"urn:oid:{STUDY}"


def take(house: House, *objects: bytes) -> None:
    """Take in each of them."""
    for one in objects:
        assert house.take(one, format="dicom").status is Status.ACCEPTED


def study(house: House) -> dict[str, Any]:
    """The one study."""
    return house.only("ImagingStudy", identifier=f"urn:dicom:uid|{UID}")


def test_images_accumulate_into_one_study(house: House) -> None:
    """Series and instances join; their order is that of their numbers, not of arrival."""
    other = {"SeriesInstanceUID": f"{STUDY}.2", "SeriesNumber": "1", "Modality": "SR"}
    take(
        house,
        file(instance(2)),
        file(instance(1)),
        file(instance(9, **other, SOPInstanceUID=f"{STUDY}.2.9")),
    )

    found = study(house)
    assert (found["numberOfSeries"], found["numberOfInstances"]) == (2, 3)
    assert [one["number"] for one in found["series"]] == [1, 2]
    assert [one["number"] for one in found["series"][1]["instance"]] == [1, 2]
    assert [one["code"] for one in found["modality"]] == ["CT", "SR"]
    assert len(house.all("ServiceRequest", identifier="https://klinik.example/id|A77")) == 1


def test_an_object_that_comes_again_changes_nothing(house: House) -> None:
    """Its own UID is its number: other bytes under it are a conflict."""
    take(house, file(instance(1)))

    assert house.take(file(instance(1)), format="dicom").status is Status.DUPLICATE
    again = house.take(bare(instance(1, SeriesDescription="x")), format="dicom")
    assert again.status is Status.CONFLICT
    assert study(house)["meta"]["versionId"] == "1"


def test_older_images_join_and_change_nothing_else(house: House) -> None:
    """An image made before comes late: it is of the study, its words are old."""
    take(house, file(instance(1, ContentDate="20261121", ContentTime="090000")))
    take(
        house,
        file(
            instance(
                2, ContentDate="20261121", ContentTime="083000", StudyDescription="Old",
                PatientName="Meyer^Anna",
            )
        ),
    )  # fmt: skip

    found = study(house)
    assert found["description"] == "Thorax"
    assert found["numberOfInstances"] == 2
    assert house.patient("1001")["name"][0]["family"] == "Müller"


def test_metadata_in_json_is_the_same_object(house: House) -> None:
    """STOW-RS metadata and the file say the same."""
    take(house, file(instance(1)))
    said = json.loads(instance(2).to_json())
    said["00081190"] = {"vr": "UR", "Value": [f"https://pacs.example/dicom-web/studies/{STUDY}"]}

    take(house, json.dumps(said).encode())

    found = study(house)
    assert found["numberOfInstances"] == 2
    endpoint = house.read(*found["endpoint"][0]["reference"].split("/"))
    assert endpoint is not None
    assert endpoint["address"] == "https://pacs.example/dicom-web"


def test_a_patient_of_images_is_the_one_of_messages(house: House) -> None:
    """By the number and its issuer."""
    from tests.intake.house import pid  # noqa: PLC0415 - only here

    house.say("ADT^A01^ADT_A01", pid("1001^^^KLINIK^MR", "Müller^Anna^Sophie"))
    take(house, file(instance(1)))

    assert study(house)["subject"]["reference"] == f"Patient/{house.patient('1001')['id']}"


def test_a_series_with_pictures_of_both_sides_is_of_neither(house: House) -> None:
    """The side of a mammogram stands with its picture: the last one would give it to all."""
    take(
        house,
        file(instance(1, Modality="MG", ImageLaterality="R", ViewPosition="MLO")),
        file(instance(2, Modality="MG", ImageLaterality="L", ViewPosition="CC")),
    )

    (series,) = study(house)["series"]
    assert "laterality" not in series
    assert [one["title"] for one in series["instance"]] == ["MLO R", "CC L"]
    assert series["modality"]["code"] == "MG"


def test_a_series_of_one_side_says_so_itself(house: House) -> None:
    """Laterality is the element of a series."""
    take(house, file(instance(1, Modality="MG", Laterality="R")))

    assert study(house)["series"][0]["laterality"]["display"] == "Right"
