"""The sentence for each rule, in English: what is wrong, said without quoting what was sent.

A part in braces stands for a fact of the definition (an element, a type, a canonical), never for
a value. French and German stand beside these, by the same rule ids.
https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EN: Mapping[str, str] = MappingProxyType(
    {
        "attachment-size": "The size that is stated is not that of the data.",
        "binary-format": "This is not base64, or has stray characters in it.",
        "boolean-format": "Here stands true or false, without quotes.",
        "choice-several": "Only one of the forms of {0}[x] may be given, and there are several.",
        "code-format": "A code has no space at its ends, no two in a row, and is not empty.",
        "code-missing": "A code from the value set {0} is required here, and there is none.",
        "code-not-in-value-set": "The code is not in the value set {0}, which is required here.",
        "code-not-recommended": "The code is not in the value set {0}, which should be used.",
        "date-format": "A date is YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists.",
        "datetime-format": "A time is a date, or YYYY-MM-DDThh:mm:ss with an offset, that exists.",
        "decimal-format": "Here stands a number, without quotes.",
        "element-required": "{0} is required here ({1} at least), and it is missing.",
        "element-too-many": "{0} may be given {1} times at most, and there are more.",
        "element-unknown": "{0} has no such element.",
        "empty-value": "An object, a list or a text may not be empty; leave it out instead.",
        "extension-context": "The extension {0} may not be used on {1}.",
        "extension-unknown": "The definition of this extension is not known here.",
        "extension-url": "The url of an extension must be absolute.",
        "fixed-value": "The value must be exactly the one that is fixed for {0}.",
        "full-url-mismatch": "The fullUrl does not end in the type and id of the resource.",
        "id-format": "An id has 1 to 64 letters, digits, hyphens and points.",
        "instant-format": "An instant is YYYY-MM-DDThh:mm:ss with an offset, and one that exists.",
        "integer-format": "Here stands a whole number between -2147483648 and 2147483647.",
        "invariant-unevaluated": "The rule {0} could not be evaluated here.",
        "list-expected": "{0} is a list, even where there is only one.",
        "list-unexpected": "{0} is not a list.",
        "modifier-extension-unknown": "An unknown extension changes what its owner means.",
        "narrative-content": "The narrative has an element or attribute that is not allowed.",
        "narrative-empty": "The narrative has neither text nor a picture.",
        "narrative-syntax": "The narrative is not one well-formed XHTML div without entities.",
        "oid-format": "An OID is urn:oid: and numbers with points between them.",
        "pattern-value": "{0} does not have what its pattern asks for.",
        "positive-integer-format": "Here stands a whole number from 1 to 2147483647.",
        "profile-failed": "The value meets none of the profiles allowed for {0}: {1}.",
        "profile-type-wrong": "The profile {0} is not for this type.",
        "profile-unknown": "The profile {0} is not known here.",
        "reference-target-wrong": "{0} must refer to {1}.",
        "reference-unresolved": "What this refers to is not in the Bundle.",
        "resource-type-unknown": "There is no such type of resource in FHIR R4.",
        "resource-type-wrong": "The resource here must be {0}.",
        "slice-missing": "{0} must hold the part {1} at least {2} times.",
        "slice-order": "The parts of {0} are not in the order that is asked for.",
        "slice-too-many": "{0} may hold the part {1} {2} times at most.",
        "slice-unknown": "{0} may hold no other parts than those that are listed.",
        "string-format": "A text has no control characters and at most 1048576 characters.",
        "text-blank": "A text of nothing but spaces says nothing.",
        "time-format": "A time of day is hh:mm:ss.",
        "type-not-allowed": "This form of {0} is not allowed here.",
        "type-wrong": "{0} must be of the type {1}.",
        "unsigned-integer-format": "Here stands a whole number from 0 to 2147483647.",
        "uri-format": "A URI is not empty and has no spaces.",
        "uuid-format": "A UUID is urn:uuid: and 32 hexadecimal digits in five groups, lower case.",
        "value-too-large": "{0} is greater than the greatest value that is allowed.",
        "value-too-long": "{0} is longer than {1} characters.",
        "value-too-small": "{0} is less than the least value that is allowed.",
    },
)
