"""The English sentence for each rule that a resource can break: what is wrong, quoting nothing.

The words and hints of all languages stand in `gateway/wording/resources_{en,fr,de}.py`: a new rule
has a row in each. https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.resources_en import RESOURCES

EN: Mapping[str, str] = MappingProxyType(
    {rule: text for rule, (text, _) in RESOURCES.items()}
    | {
        # a row here is English only until its French and German stand in gateway/wording
        "code-abstract": "The code only holds others together in {0}; data should use one of those.",
        "code-inactive": "The code is no longer in use in {0}.",
        "code-not-in-fragment": "The part of {0} that is at hand does not have this code.",
        "code-not-preferred": "The code is not in the value set {0}, which is preferred here.",
        "code-system-missing": "A code without a system says nothing that others can rely on.",
        "code-system-relative": "The system of a code is absolute: it begins with http:, urn: or the like.",
        "code-system-unknown": "The codes of {0} cannot be checked: load {1}, or set a terminology server.",
        "code-system-value-set": "The system of a code is a code system, and {0} is a value set.",
        "code-unknown": "The code system {0} has no such code.",
        "display-wrong": "The display is not one that {0} has for this code.",
        "terminology-unreachable": "The terminology server did not answer, so some codes were not checked.",
        "value-set-circular": "The value set {0} includes itself, so codes cannot be held against it.",
        "value-set-undecided": "It cannot be told from what is at hand whether codes are in {0}.",
        "value-set-unknown": "The value set {0} is not at hand, so codes cannot be held against it.",
        "contained-id-twice": "Another contained resource has the same id.",
        "element-id-twice": "Another element of this resource has the same id.",
        "entry-missing": "A document or message needs an entry to begin with.",
        "entry-only-backwards": "The Composition does not lead to this entry; only back from it.",
        "entry-unconcerned": "No reference leads from the MessageHeader to this entry, or back.",
        "entry-unreachable": "No reference leads from the Composition to this entry, or back.",
        "extension-condition": "The extension {0} may not be used on {1} as that is filled here.",
        "extension-part-unknown": "The extension {0} has no part of this name.",
        "full-url-missing": "An entry of this type of Bundle needs a fullUrl.",
        "full-url-relative": "A fullUrl is absolute: it begins with http:, https: or urn:.",
        "full-url-without-id": "The fullUrl is a server's address, but the resource has no id.",
        "link-not-allowed": "This type of Bundle does not come in pages.",
        "link-twice": "There is another link with this relation.",
        "must-support-absent": "{0} must be supported by this profile, and is absent here.",
        "profile-version-absent": "The profile {0} is here in another version, which was used.",
        "reference-aggregation": "{0} must refer to a resource that is {1}.",
        "reference-ambiguous": "More than one entry has the fullUrl that this refers to.",
        "reference-beside": "An entry has this type and id, but another fullUrl than this means.",
        "reference-conditional": "Only a transaction may refer by a search.",
        "reference-elsewhere": "The urn that this refers to is not in the Bundle.",
        "reference-format": "In a Bundle, a relative reference has the form Type/id.",
        "reference-not-by-full-url": "No entry has the fullUrl that this means; one has its id.",
        "reference-type-wrong": "The type that is stated here is not that of what this refers to.",
        "reference-version": "{0} must name the version of what it refers to.",
        "reference-version-unmatched": "No entry has the version that this refers to.",
        "reference-versioned": "{0} must not name a version of what it refers to.",
        "request-url-wrong": "The address of the request is not that of the resource.",
        "request-with-body": "A request with this method has no resource.",
        "request-without-body": "A request with this method needs a resource.",
        "response-status": "A status begins with the three digits of HTTP.",
        "search-id-absent": "A search result should have an id.",
        "search-id-missing": "A search result needs an id.",
        "search-match-type": "This is not of the type that was searched for.",
        "search-outcome-type": "The outcome of a search must be an OperationOutcome.",
        "search-resource-missing": "An entry of a search set needs a resource.",
        "search-self-missing": "A search set should have a link that says what was searched for.",
        "transaction-overlap": "Another entry of the transaction changes the same resource.",
        "value-form": "{0} does not have the form that is asked for.",
        "value-too-short": "{0} is shorter than {1} characters.",
    }
)
