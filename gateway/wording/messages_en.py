"""The rules of messages, in English: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.fields_en import FIELDS
from gateway.wording.persons_en import PERSONS

MESSAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **PERSONS,
        **FIELDS,
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
        "internal-fault": (
            "The gateway failed here ({0}); the message is kept for replay.",
            "Nothing has to be sent again: report the time and the control id to the operator.",
        ),
        "issues-more": (
            "{0} more issues are in the receipt.",
            "GET /receipts/ with the sender's name and the control id tells them all.",
        ),
        "nul-byte": (
            "The byte at offset {0} is NUL, which no message may hold.",
            "Remove NUL bytes; embed documents as base64.",
        ),
        "segment-missing": (
            "This {0} has no PID: it is about nobody, and nothing of it can be kept.",
            "Send PID, with the patient's number in PID-3, in every message {0}.",
        ),
        "segment-missing.entry": (
            "Nothing stands behind this MFE: what becomes of its entry is not known.",
            "Send STF or LOC, with the number of the entry, behind each MFE, MDL and MDC too.",
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
        "store-unavailable": (
            "Nothing was kept: no message can be stored now. Send this one again later.",
            "Let the sending system retry; the operator sees the reason in his log.",
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
        "value-required.control-id": (
            "MSH-10 is empty: without a control id no receipt can be given.",
            "Give each message a control id of its own.",
        ),
        "value-required.type": (
            "MSH-9 is empty: the message does not say what it is about.",
            "Write message type and event in MSH-9, such as ADT^A01^ADT_A01.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
