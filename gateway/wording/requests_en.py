"""The rules of JSON and of the HTTP door, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REQUESTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http-400.address": (
            "The address holds something that is not encoded text.",
            (
                "Percent-encode every character of a parameter that is not a letter or digit, "
                "as UTF-8."
            ),
        ),
        "http-400.bulk": (
            "_outputFormat asks for files (bulk data), which are not offered here.",
            "Leave it out: the answer is a Bundle.",
        ),
        "http-400.elements": (
            "A name in _elements is no element at the root of {0}.",
            "Name elements as R4 does, a choice by its stem: _elements=status,value.",
        ),
        "http-400.identifier": (
            "identifier takes value or system|value.",
            "Escape a | inside a value as \\|.",
        ),
        "http-400.letters": (
            "The address holds letters that an address cannot hold.",
            "Write them as UTF-8 in percent signs: é is %C3%A9.",
        ),
        "http-400.mode": (
            "mode is create, update, delete or profile.",
            "Take one of these, or leave it out: create is then meant.",
        ),
        "http-400.mode-profile": (
            "mode=profile asks for a profile, and none is named.",
            "Name the profile by its canonical in profile.",
        ),
        "http-400.modifier": (
            "{0} is taken without modifier or chain only; these are: {1}.",
            "Take what follows the : or the point away.",
        ),
        "http-400.number": (
            "{0} is one whole number.",
            "Give it once, as digits.",
        ),
        "http-400.request": (
            "This is no HTTP request that can be read.",
            "Look whether the program speaks HTTP/1.1, and speaks TLS only where TLS is.",
        ),
        "http-400.sort-several": (
            "What is found in several types cannot be put in one order.",
            "Name one type by _type, or take _sort away.",
        ),
        "http-400.type-parameter": (
            "{0} is a parameter of some of the types that are searched only: {1}.",
            "Name types by _type that all have it, or take it away.",
        ),
        "http-400.type-several": (
            "_type names something that is no resource type that is kept here.",
            "Name types as R4 writes them, parted by commas: _type=Observation,Condition.",
        ),
        "http-400.statement-mode": (
            "mode is one of {0}.",
            "Leave it out: the whole statement is told.",
        ),
        "http-400.parameter-strange": (
            "A parameter is none of FHIR's for this type; these are: {0}.",
            "Check the names of the parameters for misspellings.",
        ),
        "http-400.parameters": (
            "Parameters may hold `resource`, `profile` and `mode` only.",
            "Take the other parts out.",
        ),
        "http-400.parameters-resource": (
            "Parameters must hold exactly one `resource`.",
            "Put the resource to be validated in one part named resource.",
        ),
        "http-400.patient": (
            "patient takes the id of a Patient, or Patient/ and the id.",
            "Search the Patient by identifier first, then use its id.",
        ),
        "http-400.summary": (
            "_summary is one of {0} here.",
            "Say one of these, once.",
        ),
        "http-400.summary-elements": (
            "_summary and _elements cannot both be asked for.",
            "Leave one of them out.",
        ),
        "http-400.truth": (
            "{0} is true or false.",
            "Say one of these, once, or leave it out.",
        ),
        "http-400.gzip": (
            ("The body is said to be packed with gzip, and is not one whole gzip."),
            ("Send all of it, or take Content-Encoding away where it is not packed."),
        ),
        "http-401.home": (
            "Without configured tokens only this machine is answered.",
            (
                "Let the operator make a token (`gateway token`), and send it as "
                "Authorization: Bearer."
            ),
        ),
        "http-401.token": (
            "Show the bearer token that the operator gave you.",
            "Send it as Authorization: Bearer; ask for a new one if it is lost.",
        ),
        "http-404.address": (
            "There is nothing at this address.",
            "GET / shows all addresses.",
        ),
        "http-404.compartment": (
            "There are no searches within a compartment here.",
            "Search the type by its reference: /fhir/Observation?patient=ID.",
        ),
        "http-404.everything": (
            "$everything is not offered.",
            (
                "Read the summary (/fhir/Patient/ID/$summary), or search what is about the "
                "patient: /fhir?_type=Condition,Observation&patient=ID."
            ),
        ),
        "http-404.operation": (
            ("There is no operation of this name at this address; these are: {0}."),
            ("GET / shows at which address each of them stands."),
        ),
        "http-404.patient": (
            "There is no such patient.",
            "Search by identifier to find the id.",
        ),
        "http-404.receipt": (
            "No message of yours came with this control id.",
            (
                "Check the control id (MSH-10) and the sender; if it never came, send the "
                "message again."
            ),
        ),
        "http-404.request": (
            "No request of yours is kept under this address.",
            "It may have been cancelled, or its answer kept as long as Expires said: ask again.",
        ),
        "http-404.resource": (
            "There is no such resource.",
            "Search for it: ids are made here, from what the source calls it.",
        ),
        "http-404.type": (
            "R4 has no resource type of this name.",
            "Check spelling and capitals.",
        ),
        "http-404.types": (
            "{0} is sent and answered, never kept: it has no address of its own.",
            "GET /fhir/metadata says what can be asked of each.",
        ),
        "http-405": (
            "This address takes another method.",
            "The Allow header says which.",
        ),
        "http-406": (
            "This can be answered as {0}.",
            "Name one of these in Accept or _format.",
        ),
        "http-413": (
            "A body may have at most {0} bytes.",
            "Send less at once.",
        ),
        "http-414": (
            "The address has more than {0} bytes.",
            "Ask by POST to _search, with the parameters in the body.",
        ),
        "http-415": (
            "This address reads {0}.",
            "Name one of these in Content-Type; FHIR is taken as R4 (fhirVersion=4.0).",
        ),
        "http-415.encoding": (
            ("This Content-Encoding is not read here."),
            ("Pack the body with gzip, or send it as it is."),
        ),
        "http-416": (
            "The content has no such part.",
            "Content-Range says how many bytes there are.",
        ),
        "http-429": (
            "{0} requests of yours wait or run: no more are kept.",
            "Fetch answers as they come, or ask again after Retry-After seconds.",
        ),
        "http-429.hasty": (
            "This is asked for again and again before it can be there.",
            "Wait as many seconds as Retry-After says before you ask again.",
        ),
        "http-431": (
            "The request has headers of more than {0} bytes.",
            "Send fewer headers, or shorter ones.",
        ),
        "http-503.crowded": (
            "As many are connected here as there is a place for.",
            "Connect again after Retry-After seconds, and keep fewer connections open.",
        ),
        "http-503.waiting": (
            "{0} requests wait or run here: no more are kept.",
            "Ask again after Retry-After seconds, or without Prefer: respond-async.",
        ),
        "internal-fault.http": (
            "The gateway failed here.",
            "Report the time and the X-Request-Id of the answer to the operator.",
        ),
        "internal-fault.tries": (
            "The gateway did not come to the end of this request, however often it began.",
            "Ask for less at a time, and tell the operator the time of the request.",
        ),
        "json-depth": (
            "Nested more than {0} levels deep.",
            "No FHIR resource is nested so deeply: look for a loop in what writes it.",
        ),
        "json-duplicate-key": (
            "An object says one of its keys twice.",
            "Write each key once; where there are several values, the element is a list.",
        ),
        "json-number": (
            "A number is too large or too small to be meant.",
            "Check the exponent; long digits that are a name go into a text.",
        ),
        "json-size": (
            "More than {0} bytes.",
            "Send less at once; large documents belong in a Binary of their own.",
        ),
        "json-syntax": (
            "This is not JSON: see byte {0}.",
            (
                "Look at this byte: a comma, quote or bracket is missing or too many; numbers "
                "have no leading zeros."
            ),
        ),
        "json-syntax.empty": (
            ("There is no JSON: the body is empty."),
            ("Send the resource itself; look whether the program that sends it lost it."),
        ),
        "json-syntax.end": (
            ("This is not JSON: it ends too early."),
            ("Send the whole text: the last bracket is missing."),
        ),
        "json-syntax.utf8": (
            ("This is not UTF-8: see byte {0}."),
            ("Write JSON in UTF-8; another character set must be converted, not only declared."),
        ),
        "profile-unknown.asked": (
            "This profile is not known here.",
            "Load the package that holds it (`gateway packages add`), or check the canonical.",
        ),
        "request-forgotten": (
            "The request and its answer are forgotten.",
            "What it had changed by then stays changed.",
        ),
        "request-kept": (
            "The request is kept, and will be done.",
            "GET the address in Content-Location until it answers 200; DELETE it to cancel.",
        ),
        "resource-type": (
            "A FHIR resource is an object with a resourceType.",
            "Send the resource itself, not a list and not wrapped in something else.",
        ),
        "resource-id-required": (
            "An update names the resource by its id, and this one has none.",
            "Put the id in, or ask for mode=create: there the server gives one.",
        ),
        "resource-type-other": (
            "The resource is not of the type that the address names.",
            "Send it to the address of its own type.",
        ),
        "store-unavailable.http": (
            "Try again in a moment.",
            "Wait as long as Retry-After says.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
