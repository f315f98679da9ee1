"""The rules of what an element may hold, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VALUES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
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
        "oid-format": (
            "An OID is urn:oid: and numbers with points between them.",
            "Write urn:oid: first, then the numbers, none with a leading zero: urn:oid:2.16.840.",
        ),
        "positive-integer-format": (
            "Here stands a whole number from 1 to 2147483647.",
            "Write it without quotes, sign or leading zeros.",
        ),
        "string-format": (
            "A text has no control characters and at most 1048576 characters.",
            (
                "Remove control characters other than tab and line ends; send longer content "
                "as an Attachment."
            ),
        ),
        "text-blank": (
            "A text of nothing but spaces says nothing.",
            "Leave the element out, or say in it what is meant.",
        ),
        "time-format": (
            "A time of day is hh:mm:ss.",
            "Write hours, minutes and seconds, 00:00:00 to 23:59:59, without an offset.",
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
        "address-example": (
            "This address is only an example, and examples are forbidden here.",
            "Write the real address; example.org and the like belong to nobody.",
        ),
    }
)
