"""The rules that a FHIR resource can break, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.definitions_en import DEFINITIONS

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **DEFINITIONS,
        "attachment-size": (
            "The size that is stated is not that of the data.",
            "Give in size the number of bytes of the decoded data, or leave size out.",
        ),
        "binary-format": (
            "This is not base64, or has stray characters in it.",
            "Encode the bytes anew (RFC 4648, section 4, with padding) and send nothing else.",
        ),
        "boolean-format": (
            "Here stands true or false, in JSON without quotes.",
            'Write true or false as a JSON literal: not "true", not 1, not Y.',
        ),
        "canonical-unresolved": (
            "Nothing is contained here that has this id.",
            "Contain the definition under this id, or write its whole address.",
        ),
        "choice-several": (
            "Only one of the forms of {0}[x] may be given, and there are several.",
            "Keep the one form that says the most and remove the others.",
        ),
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
        "contained-id-twice": (
            "Another contained resource has the same id.",
            "Give each contained resource an id of its own, and mend the references.",
        ),
        "date-format": (
            "A date is YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists.",
            (
                "Write it with hyphens and without a time; leave out the month or day that is "
                "not known."
            ),
        ),
        "datetime-format": (
            "A time is a date, or YYYY-MM-DDThh:mm:ss with an offset, that exists.",
            "Where there is a time of day, write seconds and an offset too: Z, or +01:00.",
        ),
        "decimal-format": (
            "Here stands a number, in JSON without quotes.",
            'Write the number as JSON does, with a point: 7.20, not "7.20" and not 7,20.',
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
        "element-id-twice": (
            "Another element of this resource has the same id.",
            "Give each element that has one an id of its own.",
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
        "entry-missing": (
            "A document or message needs an entry to begin with.",
            (
                "Put the Composition of a document, or the MessageHeader of a message, into "
                "the first entry."
            ),
        ),
        "entry-only-backwards": (
            "The Composition does not lead to this entry; only back from it.",
            "Refer to it from a section, or check that it belongs in this document.",
        ),
        "entry-unconcerned": (
            "No reference leads from the MessageHeader to this entry, or back.",
            "Name it in MessageHeader.focus or in what that refers to, or leave it out.",
        ),
        "entry-unreachable": (
            "No reference leads from the Composition to this entry, or back.",
            "Refer to it from a section or from another entry, or leave it out of the document.",
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
        "full-url-mismatch": (
            "The fullUrl does not end in the type and id of the resource.",
            "End fullUrl in Type/id as the resource has them, or use urn:uuid: for both.",
        ),
        "full-url-missing": (
            "An entry of this type of Bundle needs a fullUrl.",
            "Write the address of the resource, or urn:uuid: and a UUID where it has none.",
        ),
        "full-url-relative": (
            "A fullUrl is absolute: it begins with http:, https: or urn:.",
            "Write the whole address, with the base of the server before Type/id.",
        ),
        "full-url-without-id": (
            "The fullUrl is a server's address, but the resource has no id.",
            "Give the resource the id in which the address ends, or use urn:uuid:.",
        ),
        "id-format": (
            "An id has 1 to 64 letters, digits, hyphens and points.",
            "Make an id of these characters; an identifier of your own system goes to identifier.",
        ),
        "instant-format": (
            "An instant is YYYY-MM-DDThh:mm:ss with an offset, and one that exists.",
            "Write it to the second at least, with Z or an offset such as +01:00.",
        ),
        "integer-format": (
            "Here stands a whole number between -2147483648 and 2147483647.",
            "Write it without quotes, point or leading zeros.",
        ),
        "invariant-unevaluated": (
            "The rule {0} could not be evaluated here.",
            (
                "Nothing is known to be wrong; check by hand what the rule asks (`gateway "
                "explain {0}`)."
            ),
        ),
        "link-not-allowed": (
            "This type of Bundle does not come in pages.",
            "Take the links next, previous, first and last away.",
        ),
        "link-twice": (
            "There is another link with this relation.",
            "Keep one link of each relation.",
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
        "narrative-content": (
            "The narrative has an element or attribute that is not allowed.",
            (
                "Keep to the basic formatting elements of XHTML: no script, form, style sheet "
                "or event."
            ),
        ),
        "narrative-empty": (
            "The narrative has neither text nor a picture.",
            "Say in it what a person should read, or leave text out.",
        ),
        "narrative-syntax": (
            "The narrative is not one well-formed XHTML div without entities.",
            (
                'Begin with <div xmlns="http://www.w3.org/1999/xhtml">, close each tag, write '
                "characters instead of named entities."
            ),
        ),
        "oid-format": (
            "An OID is urn:oid: and numbers with points between them.",
            "Write urn:oid: first, then the numbers, none with a leading zero: urn:oid:2.16.840.",
        ),
        "pattern-value": (
            "{0} does not have what its pattern asks for.",
            (
                "`gateway explain` on the profile shows the pattern: each part of it must be "
                "there; more may be."
            ),
        ),
        "positive-integer-format": (
            "Here stands a whole number from 1 to 2147483647.",
            "Write it without quotes, sign or leading zeros.",
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
        "reference-aggregation": (
            "{0} must refer to a resource that is {1}.",
            "contained: inside this resource; bundled: in the same Bundle; referenced: elsewhere.",
        ),
        "reference-ambiguous": (
            "More than one entry has the fullUrl that this refers to.",
            "Give each entry a fullUrl of its own, or name the version in the reference.",
        ),
        "reference-beside": (
            "An entry has this type and id, but another fullUrl than this means.",
            (
                "Write the reference so that, with the base of this entry's fullUrl, it makes "
                "that fullUrl."
            ),
        ),
        "reference-conditional": (
            "Only a transaction may refer by a search.",
            "Write the id of the resource, or use identifier in the reference.",
        ),
        "reference-elsewhere": (
            "The urn that this refers to is not in the Bundle.",
            "A urn means something inside the same Bundle: add the entry, or refer by an address.",
        ),
        "reference-format": (
            "In a Bundle, a relative reference has the form Type/id.",
            "Write Type/id, perhaps with /_history/ and a version, and nothing before it.",
        ),
        "reference-not-by-full-url": (
            "No entry has the fullUrl that this means; one has its id.",
            "Write the reference as that entry's fullUrl is written.",
        ),
        "reference-target-wrong": (
            "{0} must refer to {1}.",
            (
                "Point the reference to a resource of this type, or use the element meant for "
                "the other."
            ),
        ),
        "reference-type-wrong": (
            "The type that is stated here is not that of what this refers to.",
            "Correct type, or leave it out: the reference itself tells it.",
        ),
        "reference-unresolved": (
            "What this refers to is not in the Bundle.",
            "Add the entry, or write the reference as its fullUrl is written.",
        ),
        "reference-version": (
            "{0} must name the version of what it refers to.",
            "Add /_history/ and the version to the reference.",
        ),
        "reference-version-unmatched": (
            "No entry has the version that this refers to.",
            "Correct the version after /_history/, or meta.versionId of the entry.",
        ),
        "reference-versioned": (
            "{0} must not name a version of what it refers to.",
            "Take /_history/ and what follows away.",
        ),
        "request-url-wrong": (
            "The address of the request is not that of the resource.",
            "PUT goes to Type/id of the resource, POST to its type.",
        ),
        "request-with-body": (
            "A request with this method has no resource.",
            "Leave the resource out of entries with GET, HEAD and DELETE.",
        ),
        "request-without-body": (
            "A request with this method needs a resource.",
            "Put the resource into the entry; PATCH takes a Parameters or a Binary.",
        ),
        "resource-type-unknown": (
            "There is no such type of resource in FHIR R4.",
            "Check spelling and capitals; types of R4B and R5 only are not taken.",
        ),
        "resource-type-wrong": (
            "The resource here must be {0}.",
            "Put a resource of this type here, or move this one to where it belongs.",
        ),
        "response-status": (
            "A status begins with the three digits of HTTP.",
            "Write for instance 201 Created.",
        ),
        "search-id-absent": (
            "A search result should have an id.",
            "Send the id under which the resource can be read.",
        ),
        "search-id-missing": (
            "A search result needs an id.",
            "Send the id under which the resource can be read.",
        ),
        "search-match-type": (
            "This is not of the type that was searched for.",
            "Mark what was added to the matches with search.mode include.",
        ),
        "search-outcome-type": (
            "The outcome of a search must be an OperationOutcome.",
            "Use search.mode outcome for an OperationOutcome only.",
        ),
        "search-resource-missing": (
            "An entry of a search set needs a resource.",
            "Put the resource that was found into the entry.",
        ),
        "search-self-missing": (
            "A search set should have a link that says what was searched for.",
            "Add a link with relation self and the address of the search.",
        ),
        "response-type-wrong": (
            "The question wants an answer of the type {0}.",
            "Give the answer in the form that the question has.",
        ),
        "response-option-unknown": (
            "This answer is none of those that the question offers.",
            "Choose one of its answerOption; only open-choice takes free text.",
        ),
        "response-not-enabled": (
            "The answers elsewhere do not let this question be asked.",
            "Leave the item out, or correct the answer that its enableWhen looks at.",
        ),
        "response-link-unknown": (
            "The Questionnaire has no such item here.",
            "Take the linkId from the Questionnaire, under the same parent.",
        ),
        "response-item-misplaced": (
            "What belongs to a question stands under its answer.",
            "Move the inner items below `answer`.",
        ),
        "response-answers-many": (
            "The question takes one answer, and there are more.",
            "Keep one, or let the question repeat in its Questionnaire.",
        ),
        "response-answer-unasked": (
            "This item asks nothing, and yet it has an answer.",
            "Groups and displays have no answer: move it to a question.",
        ),
        "response-answer-missing": (
            "A required question has no answer.",
            "Answer it, or leave the response in-progress.",
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
        "narrative-languages-several": (
            "This profile wants a narrative without sections by language.",
            "Write one text, without div elements that have a language.",
        ),
        "narrative-languages-none": (
            "This profile wants the narrative in sections, each of one language.",
            "Put each language in a div of its own, with lang and xml:lang.",
        ),
        "narrative-language-missing": (
            "This profile wants a section of the narrative in {0}, and there is none.",
            "Add a div with that language in lang and xml:lang.",
        ),
        "narrative-source": (
            "This profile wants to be told where each text of the narrative comes from.",
            "Give each element that holds text the class boilerplate, generated or original.",
        ),
        "profile-line-wrong": (
            "The line {0} cannot stand: {1}.",
            "Change the line so that it only narrows what its base allows.",
        ),
        "report-subjects-unasked": (
            "Only a report of the type subject-list names its subjects.",
            "Leave subjectResults out, or let the report be a subject-list.",
        ),
        "report-score-unasked": (
            "A cohort measure has no score.",
            "Leave measureScore out.",
        ),
        "report-part-missing": (
            "The Measure has a {0} that is not reported here.",
            "Report each {0} of the Measure under its own code, with a count of 0 if need be.",
        ),
        "report-count-differs": (
            "The count is not the number of subjects that are named, which is {0}.",
            "Count the subjects, or name all of them in the List.",
        ),
        "report-part-unknown": (
            "The Measure has no such part.",
            "Take the code of the group, population or stratifier from the Measure.",
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
        "string-format": (
            "A text has no control characters and at most 1048576 characters.",
            (
                "Remove control characters other than tab and line ends; send longer content "
                "as an Attachment."
            ),
        ),
        "terminology-unreachable": (
            "The terminology server did not answer, so some codes were not checked.",
            "Check again later; all other rules were applied.",
        ),
        "text-blank": (
            "A text of nothing but spaces says nothing.",
            "Leave the element out, or say in it what is meant.",
        ),
        "time-format": (
            "A time of day is hh:mm:ss.",
            "Write hours, minutes and seconds, 00:00:00 to 23:59:59, without an offset.",
        ),
        "transaction-overlap": (
            "Another entry of the transaction changes the same resource.",
            "Say all that changes in one entry, or send two transactions.",
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
        "unsigned-integer-format": (
            "Here stands a whole number from 0 to 2147483647.",
            "Write it without quotes, sign or leading zeros.",
        ),
        "uri-format": (
            "A URI is not empty and has no spaces.",
            "Write a space as %20, and check that nothing stands before or after it.",
        ),
        "uuid-format": (
            "A UUID is urn:uuid: and 32 hexadecimal digits in five groups, lower case.",
            "Write it so: urn:uuid:0b6a3c1e-52f4-4d0e-9a55-6c1f0c8f2d11.",
        ),
        "value-form": (
            "{0} does not have the form that is asked for.",
            "`gateway explain` on the profile shows the form.",
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
        "value-too-large": (
            "{0} is greater than the greatest value that is allowed.",
            "Check value and unit; `gateway explain` on the profile shows the limit.",
        ),
        "value-too-long": (
            "{0} is longer than {1} characters.",
            "Shorten it, or put the whole text in an element without this limit.",
        ),
        "value-too-short": (
            "{0} is shorter than {1} characters.",
            "Give the whole text.",
        ),
        "value-alternative-missing": (
            "{0} has no value, and none of the extensions that may stand in for it.",
            "Give the value, or one of the extensions that the profile names.",
        ),
        "value-too-small": (
            "{0} is less than the least value that is allowed.",
            "Check value and unit; `gateway explain` on the profile shows the limit.",
        ),
        "canonical-relative": (
            "A canonical should be a whole address.",
            (
                "Write the url of the definition, beginning with http:, https: or urn:; "
                "others find it by no other name."
            ),
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
        "contained-id-missing": (
            "A contained resource has no id by which anything could refer to it.",
            "Give it an id, and refer to it by # and that id.",
        ),
        "extension-modifier": (
            "The extension {0} belongs into {1}.",
            (
                "What changes the meaning of its owner is a modifierExtension, all else an "
                "extension; its definition says which."
            ),
        ),
        "identifier-system-relative": (
            "The system of an identifier is a whole address.",
            (
                "Write a URL, or urn:oid: and the number: whoever reads it elsewhere must "
                "know whose numbers they are."
            ),
        ),
        "identifier-uri": (
            "Under this system the value is a whole address itself.",
            "Write urn:oid: or urn:uuid: before the value, or name the system that gave it.",
        ),
        "narrative-link": (
            "A link in the narrative leads nowhere.",
            (
                "Link to an address that a browser opens (https:, mailto:), or by # to an "
                "id in this resource."
            ),
        ),
        "narrative-nesting": (
            "The narrative has an element where XHTML does not allow it.",
            (
                "Rows stand in tables, cells in rows, items in lists; paragraphs hold no "
                "tables, lists or paragraphs."
            ),
        ),
        "question-condition": (
            "Condition {0} of this item looks at no question, or at itself or one inside it.",
            (
                "Write into enableWhen.question the linkId of another item that is not "
                "inside this one."
            ),
        ),
        "question-condition-later": (
            "Condition {0} of this item looks at a question that comes later.",
            "Ask first what others depend on; many forms are filled in from the top down.",
        ),
        "response-order": (
            "This answer stands after that of a question which comes later.",
            "Put the items into the order of the Questionnaire.",
        ),
        "response-text-differs": (
            "The text of the item is not that of its question.",
            "Repeat the text of the Questionnaire to the letter, or leave it out.",
        ),
        "url-relative": (
            "The url of a definition is a whole address.",
            "Write an address of your own, beginning with http:, https: or urn:.",
        ),
        "value-set-system": (
            "A value set names its code system by a whole address.",
            "Write the canonical of the code system into system, and its version into version.",
        ),
        "code-not-there": (
            "The code system {0}, as it is at hand, does not have this code.",
            "Check the code to the letter; a list or map may well speak of another version.",
        ),
        "narrative-anchor": (
            "A link in the narrative means an id that nothing here has.",
            "Give what is meant this id, or take the link away.",
        ),
        "address-example": (
            "This address is only an example, and examples are forbidden here.",
            "Write the real address; example.org and the like belong to nobody.",
        ),
        "text-markup": (
            "The text has a tag of HTML in it, and tags are forbidden here.",
            "Send plain text; what is formatted goes into the narrative.",
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
