"""The rules of codes, code systems and value sets, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/terminologies.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-abstract": (
            "The code only holds others together in {0}; data should use one of those.",
            "Take the code below it that says what is meant.",
        ),
        "code-format": (
            "A code has no space at its ends, no two in a row, and is not empty.",
            "Trim the code before you send it; send the displayed words in display or text.",
        ),
        "code-inactive": (
            "The code is no longer in use in {0}.",
            "Take the code that replaced it; keep the old one as a second coding if need be.",
        ),
        "code-missing": (
            "A code from the value set {0} is required here, and there is none.",
            "Add a coding with system and code from this value set; text alone is not enough.",
        ),
        "code-not-in-fragment": (
            "The part of {0} that is at hand does not have this code.",
            "Load the whole code system, or check the code; it could not be judged.",
        ),
        "code-not-in-value-set": (
            "The code is not in the value set {0}, which is required here.",
            (
                "Send a code of this value set, with its system; `gateway explain` on the "
                "value set lists them."
            ),
        ),
        "code-not-preferred": (
            "The code is not in the value set {0}, which is preferred here.",
            "Add a coding from this value set where one says the same; nothing obliges you to.",
        ),
        "code-not-recommended": (
            "The code is not in the value set {0}, which should be used.",
            "Add a coding from this value set where one says the same; else leave it as it is.",
        ),
        "code-system-missing": (
            "A code without a system says nothing that others can rely on.",
            "Name the code system in system.",
        ),
        "code-system-relative": (
            "The system of a code is absolute: it begins with http:, urn: or the like.",
            "Write the canonical of the code system; an OID is urn:oid: and the number.",
        ),
        "code-system-unknown": (
            "The codes of {0} cannot be checked: load {1}, or set a terminology server.",
            "Nothing is known to be wrong; `gateway packages add` loads a package.",
        ),
        "code-system-value-set": (
            "The system of a code is a code system, and {0} is a value set.",
            "Take the system that the value set includes; `gateway explain {0}` shows it.",
        ),
        "code-unknown": (
            "The code system {0} has no such code.",
            "Check the code to the letter, capitals too, and that system is the right one.",
        ),
        "display-other": (
            "The display is not the one that {0} has for this code, in its only language.",
            (
                "Take the display of the code system, or say in which language the resource "
                "speaks (language)."
            ),
        ),
        "display-wrong": (
            "The display is not one that {0} has for this code.",
            (
                "Check that the code is the one that is meant; then take its display from the "
                "code system."
            ),
        ),
        "terminology-unreachable": (
            "The terminology server did not answer, so some codes were not checked.",
            "Check again later; all other rules were applied.",
        ),
        "value-set-circular": (
            "The value set {0} includes itself, so codes cannot be held against it.",
            "Tell the author of the package; nothing in the resource is known to be wrong.",
        ),
        "value-set-undecided": (
            "It cannot be told from what is at hand whether codes are in {0}.",
            (
                "Load the code systems that it is made of (`gateway explain {0}`), or set a "
                "terminology server."
            ),
        ),
        "value-set-unknown": (
            "The value set {0} is not at hand, so codes cannot be held against it.",
            "Load the package that holds it (`gateway packages add`).",
        ),
        "code-system-count": (
            "The count is not the number of the concepts that stand here, which is {0}.",
            "Count the concepts, those inside others too, or leave count out.",
        ),
        "code-system-not-present": (
            "The content says that no concepts are here, and there are some.",
            "Let content say complete, fragment or example, or leave the concepts out.",
        ),
        "code-system-supplement": (
            "A supplement says content supplement and what it supplements; others say neither.",
            "Give both, or neither.",
        ),
        "concept-property-type": (
            "This property was declared to be of the type {0}.",
            "Give the value in the form that property of the code system declares.",
        ),
        "value-set-system": (
            "A value set names its code system by a whole address.",
            "Write the canonical of the code system into system, and its version into version.",
        ),
        "code-not-there": (
            "The code system {0}, as it is at hand, does not have this code.",
            "Check the code to the letter; a list or map may well speak of another version.",
        ),
    }
)
