"""KMEHR messages of others keep the facts that are expected of them, and become the same twice.

https://www.ehealth.fgov.be/standards/kmehr/en
"""

from __future__ import annotations

import pytest

from gateway import fhirjson
from gateway.model import Fate, Severity, Status
from tests.suites import kmehr, kmehr_values

pytestmark = pytest.mark.skipif(
    not kmehr.SUMEHR.is_file() or not kmehr.SCHEMES.is_dir(), reason="the shared data is not here"
)


def test_every_item_of_a_sumehr_is_where_it_belongs() -> None:
    right, items = kmehr.placed()

    assert (right, items) == (22, 22)


def test_a_sumehr_is_a_patient_summary_that_is_valid() -> None:
    conversion = kmehr.converted(kmehr.SUMEHR)

    assert conversion.status is Status.ACCEPTED
    assert not [one for one in conversion.issues if one.severity is Severity.ERROR]
    [composition] = kmehr.resources(conversion, "Composition")
    codes = {one["code"] for one in composition["type"]["coding"]}
    assert codes == {"sumehr", "60591-5"}


def test_medication_schemes_say_what_is_expected() -> None:
    lines, doses = kmehr.summed(kmehr.schemes()), kmehr.summed(kmehr.dosages())

    # Days of a treatment are its bounds here, where the reference says them of each dose (0104).
    assert lines.told / lines.expected >= 0.985
    assert doses.told == doses.expected


def test_next_to_nothing_is_left() -> None:
    found = kmehr.fates(kmehr.all_messages())
    whole = sum(found.values())

    assert found[Fate.UNMAPPED] / whole < 0.01
    assert (found[Fate.IGNORED] + found[Fate.DEGRADED]) / whole < 0.05


def test_the_same_message_becomes_the_same_bytes() -> None:
    first, second = (kmehr.converted(kmehr.SUMEHR) for _ in range(2))

    assert fhirjson.encode(first.bundle) == fhirjson.encode(second.bundle)


def test_values_are_kept_word_for_word_or_by_the_word_that_fhir_has() -> None:
    found = kmehr_values.all_counted()

    assert found.kept / found.values >= 0.85
    assert (found.kept + found.translated) / found.values >= 0.93, found.lost.most_common(5)
