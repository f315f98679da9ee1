"""The rules of writing over REST, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WRITES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http-400.bundle": (
            "A Bundle that is sent here is of type transaction or batch.",
            "To keep another Bundle as it is, send it to /fhir/Bundle.",
        ),
        "http-400.bundle-element": (
            "The Bundle has an element that R4 does not have there; these are: {0}.",
            "Mind its letters: what is misspelt would count for nothing.",
        ),
        "http-400.criteria-other": (
            "The criteria are asked of another type than {0}.",
            "Send what follows the question mark alone: identifier=system|value.",
        ),
        "http-400.date": (
            "{0} is one instant, or one date.",
            "Write it as 2026-11-28T10:15:00Z.",
        ),
        "http-400.deleted-found": (
            "This entry finds a resource that another entry deletes.",
            "Leave the deletion out, or the condition; or send two Bundles.",
        ),
        "http-400.entry": (
            (
                "An entry needs request.method and request.url of an interaction that a Bundle "
                "may hold."
            ),
            (
                "Methods are GET, HEAD, POST, PUT, PATCH and DELETE; the url is relative: Type,"
                " Type/id or Type?criteria."
            ),
        ),
        "http-400.entry-element": (
            (
                "The entry, or its request, has an element that R4 does not have there; these "
                "are: {0}."
            ),
            (
                "Mind its letters, and put conditions into request: what is misspelt would "
                "count for nothing."
            ),
        ),
        "http-400.entry-patch": (
            (
                "An entry that patches needs Parameters of a FHIRPath Patch, or a Binary with"
                " a JSON Patch."
            ),
            "Put the JSON Patch into Binary.data, in base64.",
        ),
        "http-400.entry-resource": (
            ("An entry that creates or updates needs a resource, of the type that its url names."),
            "Put the resource into the entry, or mend request.url.",
        ),
        "http-400.etag": (
            'If-Match and If-None-Match take the ETag of a version, or *: W/"3".',
            "Send the ETag of the version that you have read.",
        ),
        "http-400.full-url": (
            "Two entries have the same fullUrl.",
            "Give each its own: urn:uuid: and a new UUID.",
        ),
        "http-400.id-form": (
            "An id is made of 1 to 64 letters (A to Z), digits, hyphens and points.",
            "Take such an id in the address and in the resource, or let one be given: POST.",
        ),
        "http-400.id-missing": (
            "The resource must carry the id that the address names.",
            "Put the id of the address into the resource.",
        ),
        "http-400.id-other": (
            "The resource has another id than the address or the search names.",
            "Send the id of the resource that is meant, or none with a search.",
        ),
        "http-400.key": (
            "Idempotency-Key is 1 to 128 printable characters without spaces.",
            "Take a UUID.",
        ),
        "http-400.no-criteria": (
            (
                "A conditional interaction needs at least one search parameter that is "
                "understood here."
            ),
            "Name what it is to be found by: identifier=system|value.",
        ),
        "http-400.none-exist": (
            "If-None-Exist is a condition of a create (POST).",
            "To change what stands, name its version: If-Match.",
        ),
        "http-400.twice": (
            "One resource is changed twice in the same Bundle.",
            "Say in one entry what shall become of it.",
        ),
        "http-400.type-other": (
            "The resource is of another type than the address names.",
            "Send it to the address of its own type.",
        ),
        "http-403.foreign": (
            "Another source keeps this resource: only its source changes it.",
            "Ask its source to correct it, or send a resource of your own.",
        ),
        "http-404.version": (
            "There is no such version of the resource.",
            "Its history names all versions.",
        ),
        "http-409.composed": (
            (
                "This resource is made of what several sources or numbers say: none of them "
                "changes it alone."
            ),
            "Send a message that says what yours says now.",
        ),
        "http-409.id-taken": (
            "The search finds nothing, and a resource that it does not find has this id.",
            "Leave the id out, take another one, or update that resource by its address.",
        ),
        "http-409.key": (
            "This Idempotency-Key was used for another request.",
            "Take a new key for a new request.",
        ),
        "http-410": (
            "The resource has been deleted.",
            "Its history tells what it was.",
        ),
        "http-412.absent": (
            "There is no such resource, and so none of its versions.",
            "Leave If-Match out to make it, or look whether the id is right.",
        ),
        "http-412.reference": (
            "A conditional reference must mean one resource, and means none or several.",
            "Make its criteria narrower, or keep the resource first.",
        ),
        "http-412.several": (
            "The criteria find several resources.",
            "Make them so narrow that they find one.",
        ),
        "http-412.stands": (
            "The resource stands already.",
            "Leave If-None-Match out to change it.",
        ),
        "http-412.version": (
            "The resource has another version by now.",
            "Read it again, make your change to what stands, and send that with its ETag.",
        ),
        "http-422.batch-reference": (
            (
                "This entry of a batch refers to another one, or to itself, by its fullUrl; "
                "each is asked by itself, and the name leads nowhere."
            ),
            "Send a transaction, or refer to what stands already: Type/id.",
        ),
        "http-422.id-reserved": (
            "Ids of this form are given here, to what messages speak of.",
            "Take an id of your own, or let one be given: POST.",
        ),
        "http-422.patch": (
            "The patch must be a JSON Patch, or Parameters of FHIRPath Patch.",
            "Send application/json-patch+json, or a Parameters resource.",
        ),
        "http-422.patched-name": (
            "A patch must leave the resource's type and id as they are.",
            "Take what changes them out of the patch.",
        ),
        "http-422.reference-form": (
            "A reference has a form that leads nowhere.",
            "Write it as Type/id, as a whole address, or as # and the id of what is contained.",
        ),
        "http-422.too-many": (
            "A Bundle may hold {0} entries.",
            "Send it in several parts.",
        ),
        "reference-unresolved.alone": (
            "A urn:uuid: or urn:oid: names an entry of the same Bundle, and nothing here.",
            (
                "Refer to what stands as Type/id; or send both in one transaction, each with "
                "its fullUrl."
            ),
        ),
    }
)
"""Key -> sentence and hint."""
