"""The rules of batches and of the ways in, in English: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DOORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "batch-begins-inside": (
            (
                "What stands before the first header belongs to no message: the batch "
                "begins inside one."
            ),
            "Send the batch from its beginning; what stands before it is refused by itself.",
        ),
        "batch-count": (
            "BTS-1 is not the number of messages in the batch, which is {0}.",
            (
                "Look whether messages were lost on the way; those that came were taken "
                "in, each with its receipt."
            ),
        ),
        "batch-count.file": (
            "FTS-1 is not the number of batches in the file, which is {0}.",
            (
                "Look whether batches were lost on the way; the messages that came were "
                "taken in, each with its receipt."
            ),
        ),
        "batch-cut.trailer": (
            "The trailer of the file is missing. {0} messages came, and all of them were whole.",
            (
                "Look whether more batches should have followed; the messages that came were "
                "taken in, each with its receipt."
            ),
        ),
        "batch-cut": (
            (
                "The batch broke off before its trailer. {0} messages were whole; one "
                "that may not be was not taken."
            ),
            ("Send the whole batch again: what was accepted before is answered as a duplicate."),
        ),
        "batch-message-large": (
            "What follows message {0} of the batch has more than {1} bytes and was not read.",
            "Send less in one message, or ask the operator to raise the limit.",
        ),
        "batch-outside": (
            "Segments after {0} belong to no message of the batch.",
            "Let each message begin with MSH; what stands outside is refused by itself.",
        ),
        "batch-unended": (
            ("A new header came before the trailer of the batch before it, after {0} messages."),
            "End each batch by BTS and each file by FTS; look whether a part was lost.",
        ),
        "store-unavailable.batch": (
            "After {0} messages nothing more could be kept: send the batch again later.",
            "Wait, then send all of it again: what was accepted is answered as a duplicate.",
        ),
        "charset-switching": (
            "MSH-20 names a way of switching between character sets that is not read here.",
            (
                "Switch by ISO 2022-1994 or by the escape sequences of HL7 (2.3), or send "
                "UNICODE UTF-8."
            ),
        ),
        "charset-switching.unknown": (
            "At offset {0} the message switches to a character set that is not read here.",
            (
                "Read are JIS X 0201, 0208 and 0212, GB 2312, KS X 1001 and the parts of "
                "ISO 8859; best send UNICODE UTF-8."
            ),
        ),
        "charset-mismatch.narrow": (
            "MSH-18 says UTF-16 or UTF-32, and the bytes are neither.",
            "Declare in MSH-18 the character set in which the message is really written.",
        ),
        "encoding-xml": (
            "This is XML, and not HL7's own encoding of v2 (namespace urn:hl7-org:v2xml).",
            "Send HL7 v2 XML, or the delimited form (ER7).",
        ),
        "encoding-xml.element": (
            ("Line {0}, column {1}: this element is no field or part of one (`PID.3`, `CX.4`)."),
            "Name elements as the HL7 v2 XML encoding rules do.",
        ),
        "encoding-xml.mixed": (
            "Line {0}, column {1}: text stands beside elements.",
            "Put each text into an element of its own.",
        ),
        "encoding-xml.deep": (
            "Line {0}, column {1}: this part lies deeper than subcomponents, or comes twice.",
            "Say each part once, and none deeper than a subcomponent.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
