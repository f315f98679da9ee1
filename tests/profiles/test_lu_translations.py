"""Each national rule is said in English, French and German by the profile itself.

https://hl7.org/fhir/R4/extension-translation.html
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway import validation
from gateway.definitions import Constraint, Definitions
from gateway.model import Language
from gateway.settings import Settings
from gateway.wording import say

OURS = "https://fhir.gateway.example/lu/"


def opened() -> Definitions:
    settings = Settings()
    return Definitions.open(settings.definitions, settings.profiles)


def rules(definitions: Definitions) -> Iterator[Constraint]:
    for url in definitions.canonicals("StructureDefinition"):
        found = definitions.structure(url) if url.startswith(OURS) else None
        for element in found.elements if found else ():
            yield from (one for one in element.constraints if one.key.startswith("lu-"))


def test_no_national_rule_lacks_a_translation() -> None:
    """French and German, each its own sentence."""
    found = set(rules(opened()))

    assert len(found) > 50
    for one in found:
        said = dict(one.translations)
        assert sorted(said) == ["de", "fr"], one.key
        assert len({one.human, *said.values()}) == 3, one.key
        assert all(text.strip() for text in said.values())


def test_a_breach_is_told_in_the_words_of_the_profile() -> None:
    validator = validation.load(opened())
    broken = {"resourceType": "Patient", "active": True}
    found = validator.check(broken, [f"{OURS}StructureDefinition/lu-patient"])
    issue = next(one for one in found if one.rule == "lu-pat-identifier")

    assert say(issue, Language.FR) == "Un patient a au moins un identifier avec system et value"
    assert say(issue, Language.DE).startswith("Ein Patient hat mindestens einen identifier")
    assert say(issue, Language.EN) == issue.text
