"""Results of KMEHR that are bounds or words keep their unit, and no name stands for a value.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (contentType, headingType)
"""

from __future__ import annotations

import pytest

from gateway.model import Fate, Resource
from tests.kmehr import at, cd, content, converted, item, message, resources, transaction

OWN = '<cd S="LOCAL" SL="LABO" SV="1">{}</cd>'
UNIT = "<unit><cd S='CD-UNIT' SV='1.0'>{}</cd></unit>"


def lab(*contents: str, code: str = "CRP", number: int = 1) -> str:
    return item("lab", OWN.format(code), *contents, number=number)


def found(*contents: str) -> Resource:
    """The one result of a report, all of which has a place."""
    said = converted(message(transaction("labresult", lab(*contents))), ledger=True)
    assert not [trace.source for trace in said.ledger if trace.fate is Fate.UNMAPPED]
    [one] = resources(said, "Observation")
    return one


@pytest.mark.parametrize(
    ("value", "comparator", "number"),
    [
        ("<text L='nl'>&lt; 0,5</text>", ["<"], "0.5"),
        ("<text L='nl'>\u226512</text>", [">="], "12"),
        ("<text L='nl'>0.125</text>", [], "0.125"),
        ("<decimal>&lt;3</decimal>", ["<"], "3"),
        ("<decimal>11,2</decimal>", [], "11.2"),
    ],
)
def test_a_bound_or_a_number_in_words_has_its_unit(
    value: str, comparator: list[str], number: str
) -> None:
    one = found(content(value, UNIT.format("mg/l")))

    assert at(one, "valueQuantity.comparator") == comparator
    assert at(one, "valueQuantity.value") == [number]
    assert at(one, "valueQuantity.code") == ["mg/L"]


@pytest.mark.parametrize("words", ["250.000", "positief", "1-2", "&lt; 250,000"])
def test_what_is_no_number_beyond_doubt_stays_words_with_its_unit(words: str) -> None:
    """A quarter of a million platelets is not two hundred and fifty."""
    one = found(content(f"<text L='nl'>{words}</text>", UNIT.format("/mm3")))

    assert at(one, "valueString") == [f"{words.replace('&lt;', '<')} /mm3"]


def test_a_name_beside_what_is_no_number_is_not_its_value() -> None:
    name, value = content("<text L='nl'>Troponine</text>"), content("<decimal>neg</decimal>")
    one = found(name, value)

    assert at(one, "valueString") == ["neg"]
    assert at(one, "note.text") == ["Troponine"]


def test_limits_of_a_result_in_words_are_kept() -> None:
    most = "<maxref><decimal>5</decimal></maxref>"
    one = found(content("<text L='nl'>&lt; 0.5</text>", UNIT.format("mg/l"), most))

    assert at(one, "referenceRange.high.value") == ["5"]


def test_a_report_names_results_of_chapters_in_chapters_and_no_others() -> None:
    """When the specimen was taken is no result."""
    inner = lab(content("<text L='nl'>gevoelig</text>"), code="CIPRO")
    for name in ("MICRO", "KWEEK", "ABG"):
        inner = f"<heading>{cd('ID-KMEHR', '1')}{OWN.format(name)}{inner}</heading>"
    day = item("specimendatetime", content("<date>2026-03-01</date>"), number=9)
    said = converted(message(transaction("labresult", day, inner)))
    [report] = resources(said, "DiagnosticReport")
    codes = {one["id"]: at(one, "code.coding.code") for one in resources(said, "Observation")}

    named = [one["reference"].partition("/")[2] for one in report["result"]]
    assert [codes[one] for one in named] == [["CIPRO"]]


def test_a_chapter_has_the_name_that_its_code_has() -> None:
    chapter = '<heading><cd S="LOCAL" SL="LABO" SV="1" DN="Microbiologie">MIC</cd>{}</heading>'
    words = chapter.format("<text L='nl'>geen groei</text>")
    [page] = resources(converted(message(transaction("labresult", words))), "Composition")

    assert "Microbiologie" in at(page, "section.title")
