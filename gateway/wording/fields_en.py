"""The rules of what a field of a message holds, in English: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02a.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-untranslated": (
            "This code has no translation: the code table doesn't know it.",
            (
                "Add the code to the sender's code table. Meanwhile the message as sent holds the "
                "code, and the ledger shows what of it is in the record."
            ),
        ),
        "date-form": (
            "This date is not written as HL7 writes it: it was read as ISO 8601 writes dates.",
            "Send YYYYMMDD[HHMM[SS]][+/-ZZZZ]: 20261129083000+0100.",
        ),
        "date-part-unknown": (
            "The month or the day is 00: only what is known of this date is kept.",
            "Leave out what is unknown: YYYY or YYYYMM.",
        ),
        "date-unknown": (
            "No part of this date is known: it is left out.",
            "Leave the field empty where nothing is known.",
        ),
        "text-kept": (
            "This is kept as text only.",
            "Send a code or a number where you have one.",
        ),
        "time-ambiguous": (
            "This hour comes twice at the end of summer time: the first is taken.",
            "Send the offset with the time: +0200 or +0100.",
        ),
        "time-cut-to-date": (
            "This time has no offset and the sender declares no zone: only its date is kept.",
            "Send the offset, or ask the operator to declare `zone` in the sender's file.",
        ),
        "time-form": (
            "This time of day is not written as HL7 writes it: it was read as hours and minutes.",
            "Send HHMM[SS]: 0800 for eight o'clock.",
        ),
        "time-omitted": (
            "This time has no offset and the sender declares no zone: it is left out.",
            "Send the offset, or ask the operator to declare `zone` in the sender's file.",
        ),
        "time-only-a-day": (
            "This says a day and no time, and a moment is needed here: it is left out.",
            "Send the time too: YYYYMMDDHHMM[SS], with the offset.",
        ),
        "time-skipped": (
            "This hour does not exist at the start of summer time.",
            "Check the clock of the sending system, or send the offset.",
        ),
        "time-without-minutes": (
            "This time has an hour and no minutes: only its date is kept.",
            "Send hours and minutes, HHMM, or the day alone.",
        ),
        "value-invalid": (
            "This is not understood.",
            "Check the field against the HL7 datatype that it has.",
        ),
        "value-invalid-base64": (
            "This is not base64.",
            "Encode the document as base64, without line breaks.",
        ),
        "value-invalid-hex": (
            "This is not hexadecimal, as its encoding says.",
            "Write two digits or letters from A to F for each byte, or say that it is Base64.",
        ),
        "value-invalid-boolean": (
            "This is neither true nor false.",
            "Send Y or N.",
        ),
        "value-invalid-code": (
            "This is not a code: it holds more than single blanks.",
            "Trim the code; send the displayed words in the component meant for text.",
        ),
        "value-invalid-date": (
            "This is not a date: YYYY, YYYYMM or YYYYMMDD is expected.",
            "Send digits only, and a day that exists; leave out what is unknown.",
        ),
        "value-invalid-datetime": (
            "This is not a time: YYYYMMDD[HHMM[SS[.S]]][+/-ZZZZ] is expected.",
            "Send digits only, the offset last, and a moment that exists.",
        ),
        "value-invalid-id": (
            "This is not an id: letters, digits, - and ., at most 64.",
            "Send an identifier made of these characters.",
        ),
        "value-invalid-integer": (
            "This is not a whole number of the right size.",
            "Send digits only, without a unit.",
        ),
        "value-invalid-number": (
            "This is not a number.",
            (
                "Send digits with a point and the unit in its own field; of a comma in HL7 v2 the "
                "operator may declare `point: ','` in the sender's file."
            ),
        ),
        "value-invalid-time": (
            "This is not a time of day: HHMM[SS] is expected.",
            "Send digits only, 0000 to 2359.",
        ),
        "value-invalid-uri": (
            "This is not a URI: it holds a blank.",
            "Write a blank as %20.",
        ),
    }
)
