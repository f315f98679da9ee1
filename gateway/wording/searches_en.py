"""The rules of searches, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SEARCHES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "search-chain.depth": (
            "A chain may follow at most {0} references.",
            "Find the resources at its end first, then search by their ids.",
        ),
        "search-chain.has": (
            "_has is written as _has:Type:reference:parameter.",
            (
                "Name a resource type, a reference of it that leads here, and one of its "
                "parameters."
            ),
        ),
        "search-chain.reference": (
            "{0} is no reference that leads there.",
            "Chain through a parameter of type reference only; /fhir/metadata names them.",
        ),
        "search-chain.type": (
            "{0} leads to none of the types that are named.",
            ("Name one of the types that the reference may lead to, as in subject:Patient.name."),
        ),
        "search-costly.found": (
            "{0} is met by more than {1} resources: too many to follow.",
            "Narrow the inner condition.",
        ),
        "search-chain.wide": (
            "{0} leads to more than {1} types that have this parameter.",
            "Name one type, as in subject:Patient.name.",
        ),
        "search-costly.included": (
            "{0} would tell of more than {1} resources.",
            "Ask for fewer at once by _count, or for fewer kinds of them.",
        ),
        "search-costly.looking": (
            (
                "{0} is not indexed, and more than {1} resources would have to be looked at one "
                "by one; the operator can index it: gateway reindex --add {2}."
            ),
            ("Narrow the search by patient, identifier or another indexed parameter."),
        ),
        "search-costly.rowless": (
            (
                "{0} cannot be indexed, and more than {1} resources would have to be looked at "
                "one by one."
            ),
            "Narrow the search by patient, identifier or another indexed parameter.",
        ),
        "search-costly.values": (
            "A search may have at most {0} values.",
            "Part the search into several.",
        ),
        "search-include": (
            "{0} takes Type:reference, Type:reference:Target or Type:*.",
            "/fhir/metadata names what can be included with each type.",
        ),
        "search-include.many": (
            "A search may include in at most {0} ways.",
            "Ask in several searches.",
        ),
        "search-include.other": (
            "{0} begins at {1}, and {2} is searched.",
            "To follow references of what is included, write {0}:iterate.",
        ),
        "search-include.reference": (
            "{0} names no reference of {1}; these are: {2}.",
            "Take one of these, or *.",
        ),
        "search-include.reverse": (
            "_revinclude=* is not taken: everything may lead to what is found.",
            "Name the types whose references are meant: _revinclude=Observation:*.",
        ),
        "search-modifier": (
            "{0} does not take this modifier; these are: {1}.",
            "Take one of these, or what follows the : away.",
        ),
        "search-modifier.none": (
            "{0} takes no modifier.",
            "Take what follows the : away.",
        ),
        "search-page": (
            "This link to a page does not belong to this search.",
            "Follow the links of the first page as they are, or search anew.",
        ),
        "search-parameter": (
            ("Parameter {0} of the search is none by which {1} can be searched; these are: {2}."),
            ("Check the names of the parameters for misspellings."),
        ),
        "search-parameter.near": (
            (
                "Parameter {0} of the search is none by which {1} can be searched; it looks like "
                "{3}. These are: {2}."
            ),
            ("Write it as it is called here, or take it away."),
        ),
        "search-parameter.unoffered": (
            "{0} is not understood here.",
            "Leave it out: a search that left it aside would find too much.",
        ),
        "search-sort": (
            ("{0} takes parameters by which {1} can be searched, with - before those that fall."),
            "Sort by parameters of one value: no composite, no distance.",
        ),
        "search-sort.many": (
            "A search may be sorted by at most {0} parameters.",
            "Sort by the most important ones.",
        ),
        "search-terminology.system": (
            "{0}: nothing is known here of what is above or below this code.",
            "Give system and code of a code system that is at hand (`gateway packages add`).",
        ),
        "search-terminology.valueset": (
            "{0}: this value set is not known here.",
            ("Name it by its canonical; load the package that holds it (`gateway packages add`)."),
        ),
        "search-value.characters": (
            "{0} holds a character that no text of FHIR may hold.",
            "Take control characters out.",
        ),
        "search-value.composite": (
            "{0} takes its parts joined by $: {1}.",
            "Escape a $ inside a part as \\$.",
        ),
        "search-value.count": (
            "{0} is one whole number.",
            "Give it once, as digits.",
        ),
        "search-value.date": (
            (
                "{0} takes a date: a prefix if need be, then YYYY, YYYY-MM, YYYY-MM-DD or a "
                "time with its zone."
            ),
            "Write a day as 2026-11-20; the + of a time zone is written %2B.",
        ),
        "search-value.list": (
            "_list takes the id of one List.",
            "The lists that FHIR calls $current- are not kept here.",
        ),
        "search-value.missing": (
            "{0}:missing is true or false.",
            "Write one of the two.",
        ),
        "search-value.near": (
            "{0} takes latitude|longitude|distance|unit, the unit being km, m or [mi_i].",
            "Give latitude and longitude as decimal degrees.",
        ),
        "search-value.none": (
            "{0} has no value.",
            "Give it a value, or leave the parameter out.",
        ),
        "search-value.number": (
            "{0} takes a number, with a prefix if need be.",
            "Write digits, with a point and an exponent if need be: 5.40e-3.",
        ),
        "search-value.of-type": (
            "{0}:of-type takes system|code|value.",
            "Give the type of the identifier by its system and code, then its value.",
        ),
        "search-value.once": (
            "{0} may be said once only.",
            "Leave all but one out.",
        ),
        "search-value.quantity": (
            "{0} takes number, number||unit or number|system|unit, with a prefix if need be.",
            "Give units of UCUM as http://unitsofmeasure.org|mg.",
        ),
        "search-value.reference": (
            "{0} takes Type/id, the id alone or an absolute address; it refers to {1}.",
            "Search for the resource first, then use its id.",
        ),
        "search-value.token": (
            "{0} takes code, system|code, |code or system|.",
            "Escape a | inside a value as \\|.",
        ),
        "search-value.words": (
            "{0} is one of {1}.",
            "Take one of these.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
