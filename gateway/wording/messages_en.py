"""The rules of messages and patients, in English: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body-empty": (
            "There is no message: the body is empty.",
            (
                "Send the message itself, beginning with MSH; look whether the interface "
                "engine lost its content."
            ),
        ),
        "charset-mismatch": (
            "The byte at offset {0} is no text in the declared character set.",
            (
                "Declare in MSH-18 the character set in which the message is really written, "
                "or write it in the declared one."
            ),
        ),
        "charset-mismatch.mark": (
            "The byte order mark at the start contradicts the character set in MSH-18.",
            "Send no byte order mark, or declare UNICODE UTF-8 in MSH-18.",
        ),
        "charset-mismatch.silent": (
            (
                "The byte at offset {0} is no text in {1}, in which this message is read, since "
                "MSH-18 is empty."
            ),
            (
                "Declare in MSH-18 the character set in which the message is really written, or "
                "ask the operator to declare it as `charset` of your system."
            ),
        ),
        "charset-unknown": (
            (
                "MSH-18 names a character set that is not read here. Read are ASCII, 8859/1 to "
                "8859/16, UNICODE UTF-8, WINDOWS-1250 to WINDOWS-1258, GB 18030-2000, KS X 1001, "
                "BIG-5, UTF-16, UTF-32 and the sets of JIS."
            ),
            "Write one of these names in MSH-18 as HL7 table 0211 spells them.",
        ),
        "charset-unknown.sender": (
            (
                "MSH-18 is empty and the character set declared for this sender names a "
                "character set that is not read here. Read are ASCII, 8859/1 to 8859/16, "
                "UNICODE UTF-8, WINDOWS-1250 to WINDOWS-1258, GB 18030-2000, KS X 1001, BIG-5, "
                "UTF-16, UTF-32 and the sets of JIS."
            ),
            (
                "State the character set in MSH-18, or ask the operator to mend `charset` in "
                "the sender's file."
            ),
        ),
        "code-untranslated": (
            "This code has no translation: the code table doesn't know it.",
            "Add the code to the sender's code table; the code as sent is kept meanwhile.",
        ),
        "control-id-long": (
            "MSH-10 is longer than {0} characters.",
            "Give each message a shorter control id that never comes again.",
        ),
        "control-id-reused": (
            "This control id was accepted before with other content; this one is in quarantine.",
            (
                "Send it under a new control id; where numbers come again, let the operator "
                "declare `key: [MSH-10, MSH-7]`."
            ),
        ),
        "correction-without-predecessor": (
            "A correction without order number is kept aside: what it corrects is unclear.",
            (
                "Send the filler's or placer's order number (OBR-3, OBR-2) with every report "
                "and correction."
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
        "encoding-characters.empty": (
            "MSH-2 is empty: the encoding characters are missing.",
            "Begin the message with MSH|^~\\&| unless you have reasons for other characters.",
        ),
        "encoding-characters.long": (
            "MSH-2 is longer than five characters.",
            "Write the four usual characters ^~\\& and, from version 2.7, # after them.",
        ),
        "encoding-characters.twice": (
            "MSH-2 names one character twice, or the one that separates fields.",
            "Let each character have one meaning only: ^~\\& are usual.",
        ),
        "encoding-characters.unfit": (
            (
                "MSH-2 holds a letter, digit, blank, quote or control character, which cannot "
                "separate."
            ),
            "Use punctuation only: ^~\\& are usual.",
        ),
        "field-separator": (
            "MSH-1, the character after `MSH`, cannot separate fields; `|` is usual.",
            "Write MSH| and use | in every segment.",
        ),
        "fields-too-many": (
            "The message has more than {0} fields.",
            "Split it into several messages.",
        ),
        "frame-empty": (
            "The frame is empty.",
            "Send a message between the bytes 0B and 1C 0D; keep-alive frames are not needed.",
        ),
        "frame-end-inside": (
            "Byte 1C stands inside the frame; nothing of it was kept.",
            "Remove the byte from the content: it may only end a frame, followed by 0D.",
        ),
        "frame-too-large": (
            "The frame is larger than is taken here; nothing of it was kept.",
            "Send less in one message, or ask the operator to raise the limit.",
        ),
        "frame-unfinished": (
            "The frame did not end with bytes 1C 0D; nothing of it was kept.",
            "End every frame with 1C 0D, and keep the connection open until the answer came.",
        ),
        "header-missing": (
            "The message does not begin with the segment MSH.",
            "Send nothing before MSH; a batch begins with FHS, BHS or its first MSH.",
        ),
        "header-repeated": (
            "A second header begins at byte {0}: one message at a time is read.",
            "Send each message by itself, and end each segment with a carriage return.",
        ),
        "identity-disputed": (
            (
                "Neither name nor birth date agree with who is known under this number: if it "
                "is another person, withdraw this."
            ),
            "Check the patient's number; cancel the message if it was used for somebody else.",
        ),
        "identity-missing": (
            "Nothing here says which {0} this is: it is not kept.",
            "Send the number that the source knows it by, with its assigning authority.",
        ),
        "internal-fault": (
            "The gateway failed here ({0}); the message is kept for replay.",
            "Nothing has to be sent again: report the time and the control id to the operator.",
        ),
        "issues-more": (
            "{0} more issues are in the receipt.",
            "GET /receipts/ with the sender's name and the control id tells them all.",
        ),
        "merge-names-nobody": (
            (
                "This event takes something from another record, and no number in MRG says "
                "from which: nothing was done."
            ),
            "Write the number that gives way, or is taken from, in MRG-1, with its authority.",
        ),
        "merge-names-nobody.two": (
            (
                "This event speaks of two records, and only one PID with a number came: "
                "nothing was done."
            ),
            "Send two PID, each with the number of its record in PID-3.",
        ),
        "merge-outside-authority": (
            "The prior identifier is not of the sender's authority: not merged.",
            (
                "Merge under your own numbers only; the operator lists them under `own` in the "
                "sender's file."
            ),
        ),
        "merge-two-national-ids": (
            "The two patients have different national numbers: not merged.",
            "Check whether they are one person; correct the wrong national number first.",
        ),
        "move-names-nothing": (
            "No number stands on both sides of this move: nothing was moved.",
            "Write the number that moves in PID-3 and in MRG-1 alike.",
        ),
        "national-id-birth-date": (
            (
                "The birth date disagrees with a national number or with who has it already: "
                "kept, not linked."
            ),
            "Check birth date and national number against the card.",
        ),
        "national-id-check-digits": (
            "Wrong check digits in a national number: kept, not linked.",
            "Read the number from the card again; a digit is mistyped or swapped.",
        ),
        "national-id-doubted": (
            "The sender doubts the identity: national number kept, not linked.",
            "Confirm the patient's identity and send PID-32 without a doubt.",
        ),
        "national-id-name": (
            "No name agrees with who has this national number: kept, not linked.",
            "Check names and national number; send the birth name too.",
        ),
        "national-id-second": (
            "This patient has another national number already: kept, not linked.",
            "Send the one number that is right; mark the other as old.",
        ),
        "nul-byte": (
            "The byte at offset {0} is NUL, which no message may hold.",
            "Remove NUL bytes; embed documents as base64.",
        ),
        "older-than-standing": (
            "What stands is newer: this message changes nothing in this resource.",
            "Nothing is to be done; messages came in another order than events happened.",
        ),
        "own-id-birth-date": (
            "Another birth date stands under one of these numbers: kept, not linked.",
            "Check whether the number was given to two people, or a birth date was corrected.",
        ),
        "owned-by-another-source": (
            "Another sender is the source of this resource: it is left as it stands.",
            "Let the system that made it change it.",
        ),
        "segment-name": (
            (
                "Segment {0}, at byte {1}, does not begin with a name of three capital letters "
                "or digits."
            ),
            "Look for a line break inside a field: write it as \\.br\\ instead.",
        ),
        "segments-too-many": (
            "The message has more than {0} segments.",
            "Split it into several messages.",
        ),
        "stay-of-another-patient": (
            "This stay belongs to another patient already: it is left as it stands.",
            (
                "Check the visit number; send a merge (A40, A45) where the stay moved to "
                "another patient."
            ),
        ),
        "store-unavailable": (
            "Nothing was kept: no message can be stored now. Send this one again later.",
            "Let the sending system retry; the operator sees the reason in his log.",
        ),
        "subject-changed": (
            "This was about another patient until now: if its number was used again, withdraw it.",
            "Check whether the order number was used for two patients.",
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
        "unsupported-processing-id": (
            "This installation takes processing id {0} only.",
            "Write it in MSH-11.1, or send to the installation meant for tests.",
        ),
        "unsupported-type": (
            "Messages of this type are not taken; these are: {0}.",
            "Check MSH-9.1; do not route other messages here.",
        ),
        "unsupported-version": (
            "This is not a version of HL7 v2.",
            "Write the version in MSH-12.1, such as 2.5.1.",
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
                "Send digits with a point and the unit in its own field, or ask the operator to "
                "declare `point: ','` in the sender's file."
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
        "value-required.control-id": (
            "MSH-10 is empty: without a control id no receipt can be given.",
            "Give each message a control id of its own.",
        ),
        "value-required.type": (
            "MSH-9 is empty: the message does not say what it is about.",
            "Write message type and event in MSH-9, such as ADT^A01^ADT_A01.",
        ),
        "waits-for-predecessor": (
            "This waits, parked, for a message that tells of whom or what it speaks of.",
            "Nothing is to be done if that is on its way; else send the missing admission.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
