"""The rules that definitions, forms and answers can break, in English: sentences and hints.

https://hl7.org/fhir/R4/conformance-module.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEFINITIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "anchor-unresolved": (
            "Nothing here has the id that this address leads to.",
            "Correct what follows on #, or write the whole address of what is elsewhere.",
        ),
        "attachment-hash": (
            "The hash that is stated is not that of the data.",
            "Give in hash the SHA-1 of the decoded data, in base64, or leave hash out.",
        ),
        "canonical-of-other": (
            "This is the address of a {0}, and a {1} is meant here.",
            "Take the canonical of the {1}; check what was copied.",
        ),
        "code-out-of-scope": (
            "The code is not in the value set {0}, which the map is made for.",
            "Check the code, or name in source and target the value sets that are meant.",
        ),
        "code-system-misspelt": (
            "The system is the address of a page, or is misspelt.",
            (
                "Write the canonical of the code system to the letter: http:, no slash at its "
                "end, no .html."
            ),
        ),
        "code-system-supplementing": (
            "{0} only supplements a code system; its codes are of that one.",
            "Name the code system that it supplements.",
        ),
        "code-system-whole-set": (
            "The value set {0} is not that of all codes of this system.",
            "Let it include this system, whole and alone, or name another one in valueSet.",
        ),
        "constraint-key-taken": (
            "Another rule has the key {0} too, and says something else.",
            "Give this rule a key of its own; only the very same rule may be repeated.",
        ),
        "constraint-strange": (
            "The expression names what there is not where the rule stands.",
            "Check each name and function against the element that the rule is about.",
        ),
        "data-too-large": (
            "{0} holds more than {1} bytes.",
            "Send a smaller file, or one that is compressed more.",
        ),
        "filter-value": (
            "The filter {0} does not take this value.",
            "Write true or false, a regular expression, or a code, as the filter asks.",
        ),
        "identifier-uuid": (
            "Under this system the value is a UUID.",
            (
                "Write urn:uuid: and the UUID under urn:ietf:rfc:3986, or name the system that "
                "gave the value."
            ),
        ),
        "label-twice": (
            "Another security label has the same system and code.",
            "Give each label once.",
        ),
        "limit-idle": (
            "{0} means nothing for the type {1}.",
            (
                "Take the limit away: only texts have a length, only numbers, times and "
                "quantities a range."
            ),
        ),
        "link-unresolved": (
            "The style sheet of the document is not in it.",
            "Add it as a Binary, or link it by its whole address.",
        ),
        "narrative-address": (
            "An address in the narrative is not written as one.",
            (
                "Write a space as %20, no quotes or braces; data: is followed by its type, a "
                "comma and base64."
            ),
        ),
        "narrative-tie": (
            "What ties narrative and data does not lead to one place.",
            (
                "Let it name an entry, and an id that stands there once: in the narrative, or "
                "on an element."
            ),
        ),
        "parameter-base": (
            "This is not what the search parameter says that it is derived from.",
            "Take type and base from that one, or let it be derived from none.",
        ),
        "parameter-parts": (
            "A composite search parameter has two parts at least.",
            "Add its components, or give it another type.",
        ),
        "parameter-type": (
            "The search parameter that is named here is of the type {0}.",
            "Give the type that its definition has, or name another definition.",
        ),
        "property-twice": (
            "Another property has the same code or uri.",
            "Declare each property once, under a code and a uri of its own.",
        ),
        "property-type": (
            "The property that this uri means is of the type {0}.",
            "Declare it with this type, or take a uri of your own.",
        ),
        "property-undeclared": (
            "The code system declares no property of this code.",
            "Declare it in property, with its type, or check the code to the letter.",
        ),
        "property-uri-relative": (
            "The uri of a property is a whole address.",
            "Write the address that says what the property means, or leave it out.",
        ),
        "response-answers-few": (
            "The question wants {0} answers at least.",
            "Give the other answers, or leave the response in-progress.",
        ),
        "response-answers-more": (
            "The question takes {0} answers at most.",
            "Keep {0} of them.",
        ),
        "response-media-type": (
            "The question takes an attachment of these types only: {0}.",
            "Convert the file, and say its type in contentType.",
        ),
        "response-option-alone": (
            "One of the answers excludes all others.",
            "Keep that answer alone, or take it away.",
        ),
        "response-reference-type": (
            "The question wants a reference to one of these types: {0}.",
            "Refer to a resource of one of these types.",
        ),
        "response-unit": (
            "The unit is none of those that the question offers.",
            "Give the value in one of its units, with system and code.",
        ),
        "value-set-system-version": (
            "The version of a code system does not stand in system.",
            "Take the | and what follows it out of system, and write it into version.",
        ),
        "value-too-precise": (
            "{0} has more than {1} decimal places.",
            "Round the number; what is asked for knows no more places.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
