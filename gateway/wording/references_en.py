"""The rules of references and entries of Bundles, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REFERENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "canonical-unresolved": (
            "Nothing is contained here that has this id.",
            "Contain the definition under this id, or write its whole address.",
        ),
        "contained-id-twice": (
            "Another contained resource has the same id.",
            "Give each contained resource an id of its own, and mend the references.",
        ),
        "element-id-twice": (
            "Another element of this resource has the same id.",
            "Give each element that has one an id of its own.",
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
        "link-not-allowed": (
            "This type of Bundle does not come in pages.",
            "Take the links next, previous, first and last away.",
        ),
        "link-twice": (
            "There is another link with this relation.",
            "Keep one link of each relation.",
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
        "transaction-overlap": (
            "Another entry of the transaction changes the same resource.",
            "Say all that changes in one entry, or send two transactions.",
        ),
        "canonical-relative": (
            "A canonical should be a whole address.",
            (
                "Write the url of the definition, beginning with http:, https: or urn:; "
                "others find it by no other name."
            ),
        ),
        "contained-id-missing": (
            "A contained resource has no id by which anything could refer to it.",
            "Give it an id, and refer to it by # and that id.",
        ),
        "url-relative": (
            "The url of a definition is a whole address.",
            "Write an address of your own, beginning with http:, https: or urn:.",
        ),
    }
)
