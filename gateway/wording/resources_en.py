"""The rules that a FHIR resource can break, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.answers_en import ANSWERS
from gateway.wording.codes_en import CODES
from gateway.wording.definitions_en import DEFINITIONS
from gateway.wording.narratives_en import NARRATIVES
from gateway.wording.references_en import REFERENCES
from gateway.wording.values_en import VALUES

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **ANSWERS,
        **CODES,
        **DEFINITIONS,
        **NARRATIVES,
        **REFERENCES,
        **VALUES,
        "choice-several": (
            "Only one of the forms of {0}[x] may be given, and there are several.",
            "Keep the one form that says the most and remove the others.",
        ),
        "element-required": (
            "{0} is required here ({1} at least), and it is missing.",
            "Add {0}; where it is truly unknown, some elements take a data-absent-reason instead.",
        ),
        "element-too-many": (
            "{0} may be given {1} times at most, and there are more.",
            "Keep {1} of them; 0 means that this profile does not allow the element at all.",
        ),
        "element-unknown": (
            "{0} has no such element.",
            (
                "Look for a misspelt name, or one of another FHIR version; what FHIR has no "
                "place for is an extension."
            ),
        ),
        "empty-value": (
            "An object, a list or a text may not be empty; leave it out instead.",
            "Remove the empty member, or fill it; null stands only in lists beside `_` members.",
        ),
        "extension-condition": (
            "The extension {0} may not be used on {1} as that is filled here.",
            (
                "Its definition sets a condition on what it stands on: `gateway explain {0}` "
                "shows it."
            ),
        ),
        "extension-context": (
            "The extension {0} may not be used on {1}.",
            "Move it to an element that its definition names under context.",
        ),
        "extension-part-unknown": (
            "The extension {0} has no part of this name.",
            "`gateway explain {0}` lists its parts; check the spelling.",
        ),
        "extension-version": (
            "The url of an extension names no version.",
            "Take the | and what follows it out of the url.",
        ),
        "extension-unknown": (
            "The definition of this extension is not known here.",
            "Load the package that defines it (`gateway packages add`), or check its url.",
        ),
        "extension-url": (
            "The url of an extension must be absolute.",
            "Write the whole canonical, beginning with http:// or https:// or urn:.",
        ),
        "fixed-value": (
            "The value must be exactly the one that is fixed for {0}.",
            "`gateway explain` on the profile shows the fixed value; copy it to the letter.",
        ),
        "invariant-unevaluated": (
            "The rule {0} could not be evaluated here.",
            (
                "Nothing is known to be wrong; check by hand what the rule asks (`gateway "
                "explain {0}`)."
            ),
        ),
        "issues-too-many": (
            "There is more: after {0} issues no more are looked for.",
            "Mend those that are listed, and check again.",
        ),
        "list-expected": (
            "{0} is a list, even where there is only one.",
            "Put the value in brackets: [ ... ].",
        ),
        "list-unexpected": (
            "{0} is not a list.",
            "Take the brackets away; where there are several, keep the one that counts.",
        ),
        "modifier-extension-unknown": (
            "An unknown extension changes what its owner means.",
            (
                "Load the package that defines it (`gateway packages add`), or leave the "
                "extension out."
            ),
        ),
        "must-support-absent": (
            "{0} must be supported by this profile, and is absent here.",
            "Nothing is wrong; check that your system can send {0} when it has it.",
        ),
        "pattern-value": (
            "{0} does not have what its pattern asks for.",
            (
                "`gateway explain` on the profile shows the pattern: each part of it must be "
                "there; more may be."
            ),
        ),
        "profile-absent": (
            "What stands here must meet the profile {0}, which is not at hand.",
            "Load the package that holds it (`gateway packages add`); nobody can tell before.",
        ),
        "profile-failed": (
            "The value meets none of the profiles allowed for {0}: {1}.",
            "Validate the value against the one profile that you mean, and mend what is said.",
        ),
        "profile-type-wrong": (
            "The profile {0} is not for this type.",
            "Take the profile out of meta.profile, or name one for this type.",
        ),
        "profile-unknown": (
            "The profile {0} is not known here.",
            (
                "Load the package that holds it (`gateway packages add`), or check the "
                "spelling; it was not checked."
            ),
        ),
        "profile-version-absent": (
            "The profile {0} is here in another version, which was used.",
            (
                "Load the package of the version that is meant (`gateway packages add`), or "
                "name no version."
            ),
        ),
        "resource-type-unknown": (
            "There is no such type of resource in FHIR R4.",
            "Check spelling and capitals; types of R4B and R5 only are not taken.",
        ),
        "resource-type-wrong": (
            "The resource here must be {0}.",
            "Put a resource of this type here, or move this one to where it belongs.",
        ),
        "obligation-unmarked": (
            "{0} is no obligation profile, so that its obligations cannot be taken over.",
            "Name a profile that is marked with obligation-profile, or mark it.",
        ),
        "obligation-base": (
            "{0} builds on {1}, and this profile on another.",
            "Take obligations over from a profile of the same base only.",
        ),
        "obligation-line": (
            "An obligation profile says only obligations and further value sets.",
            "Move it to a profile that constrains the resource.",
        ),
        "profile-line-wrong": (
            "The line {0} cannot stand: {1}.",
            "Change the line so that it only narrows what its base allows.",
        ),
        "slice-missing": (
            "{0} must hold the part {1} at least {2} times{3}.",
            (
                "Add an item that has what tells {1} apart; `gateway explain` on the profile "
                "shows it."
            ),
        ),
        "slice-order": (
            "The parts of {0} are not in the order that is asked for.",
            "Put the items in the order of the slices in the profile.",
        ),
        "slice-too-many": (
            "{0} may hold the part {1} {2} times at most.",
            "Keep {2} of them; 0 means that this part may not be there.",
        ),
        "slice-unknown": (
            "{0} may hold no other parts than those that are listed.",
            "Remove the item, or give it what one of the slices asks for.",
        ),
        "type-not-allowed": (
            "This form of {0} is not allowed here.",
            "`gateway explain` on the type or profile lists the types that {0}[x] may have.",
        ),
        "type-wrong": (
            "{0} must be of the type {1}.",
            (
                "Write the value as this type is written in JSON: an object, a text in quotes, "
                "or a number without."
            ),
        ),
        "extension-modifier": (
            "The extension {0} belongs into {1}.",
            (
                "What changes the meaning of its owner is a modifierExtension, all else an "
                "extension; its definition says which."
            ),
        ),
        "constraint-unreadable": (
            "The expression is no FHIRPath.",
            "Look for an open bracket or quote; `gateway explain` shows how others write theirs.",
        ),
        "definition-base": (
            "This is not what the base of the definition allows.",
            (
                "A profile has the kind of its base, a type that there is, and says "
                "derivation constraint."
            ),
        ),
        "extension-context-misplaced": (
            "Only the definition of an extension has a context.",
            "Leave context out, or let the type be Extension.",
        ),
        "extension-context-unknown": (
            "There is no element of this path where the extension could stand.",
            "Check the path to the letter: Type.element.part.",
        ),
        "extension-url-other": (
            "The definition of an extension fixes Extension.url as its own url.",
            "Add the line Extension.url with fixedUri, and write the url of the definition there.",
        ),
        "slicing-single": (
            "Only what repeats or has several types can be sliced.",
            "Slice the list above it, or constrain the element itself.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
