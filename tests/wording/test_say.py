"""An issue is said again in the reader's language, whoever found it.

https://hl7.org/fhir/R4/operationoutcome.html · https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
"""

from __future__ import annotations

import pytest

from gateway.model import Issue, Language, Severity
from gateway.wording import hint, localized, preferred, say, told

INVARIANT = Issue(
    "obs-6", text="dataAbsentReason SHALL only be present if value is not", code="invariant"
)


def test_a_sentence_keeps_its_facts_in_every_language() -> None:
    issue = told("element-too-many", "name", 1, target="Patient.name")

    assert say(issue, Language.EN) == "name may be given 1 times at most, and there are more."
    assert say(issue, Language.FR).startswith("name ne peut figurer que 1 fois au plus")
    assert say(issue, Language.DE).startswith("name darf höchstens 1-mal stehen")
    assert hint(issue, Language.DE).startswith("Behalten Sie 1 davon")


def test_a_rule_that_is_said_in_several_ways_is_said_in_the_same_way() -> None:
    """MSH-9 and MSH-10 are missed by one rule, each with its own sentence."""
    assert "MSH-9" in say(told("value-required.type"), Language.FR)
    assert "MSH-10" in say(told("value-required.control-id"), Language.FR)
    assert told("value-required.type").rule == "value-required"


def test_a_rule_is_as_severe_as_its_table_says() -> None:
    assert told("older-than-standing").severity is Severity.INFORMATION
    assert told("older-than-standing", severity=Severity.ERROR).severity is Severity.ERROR
    assert told("body-empty").severity is Severity.ERROR


def test_an_invariant_is_said_in_the_words_of_its_author() -> None:
    """Its translation where there is one; else a general sentence with the published one."""
    translated = Issue(
        "x-1", text="One", code="invariant", translations=(("fr", "Un"), ("nl", "Een"))
    )

    assert say(translated, Language.FR) == "Un"
    assert say(translated, Language.DE) == "Die Regel x-1 ist nicht erfüllt: One"
    assert say(INVARIANT, Language.EN) == INVARIANT.text
    assert say(INVARIANT, Language.FR).endswith(f"obs-6 n'est pas respectée : {INVARIANT.text}")
    assert (
        hint(INVARIANT, Language.EN)
        == "`gateway explain obs-6` shows what the rule asks, and where."
    )


def test_an_issue_of_an_earlier_version_is_still_told() -> None:
    """A kept receipt may hold a sentence without its facts, or of a rule that is gone."""
    without = Issue(
        "element-required", text="name is required here (1 at least), and it is missing."
    )
    gone = Issue("gone-rule", text="Something was wrong {0}.")

    for issue in (without, gone):
        assert issue.text in say(issue, Language.DE)
        assert hint(issue, Language.DE) == ""


def test_the_or_between_types_is_translated_too() -> None:
    issue = told("reference-target-wrong", "subject", "Group or Patient")

    assert say(issue, Language.FR) == "subject doit renvoyer à Group ou Patient."
    assert say(issue, Language.DE) == "subject muss auf Group oder Patient verweisen."


def test_only_the_words_change() -> None:
    issue = told("body-empty", source="MSH", span=(0, 1))
    german = localized(issue, Language.DE)

    assert localized(issue, Language.EN) is issue
    assert german.text == "Es gibt keine Nachricht: der Inhalt ist leer."
    assert (german.rule, german.source, german.span) == ("body-empty", "MSH", (0, 1))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", Language.EN),
        ("fr", Language.FR),
        ("fr-LU, fr;q=0.9, de;q=0.8", Language.FR),
        ("lb, de-LU;q=0.7, fr;q=0.5", Language.DE),
        ("de;q=0.1, en;q=0", Language.DE),
        ("*", Language.EN),
        ("*;q=0.5, en;q=0", Language.FR),
        ("it, nl", Language.EN),
        ("DE", Language.DE),
        ("fr;q=abc, de;q=0.2", Language.DE),
        ("fr;q=0", Language.EN),
        ("," * 5000 + "fr", Language.EN),
    ],
)
def test_the_reader_chooses(accepted: str, language: Language) -> None:
    """By weight, whatever the region; what cannot be read says nothing."""
    assert preferred(accepted) is language
