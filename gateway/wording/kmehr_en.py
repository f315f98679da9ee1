"""What is wrong with messages in KMEHR, in English, and how to mend it.

https://www.ehealth.fgov.be/standards/kmehr/en
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KMEHR: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "kmehr-encrypted": (
            (
                "The folders of this message are encrypted ({0}); the gateway holds no key to "
                "open them."
            ),
            "Decrypt the message where the key is, and send its folders in the clear over TLS.",
        ),
        "kmehr-encrypted.base64": (
            (
                "The folders of this message are encrypted and packed in base64 ({0}); the "
                "gateway holds no key to open them."
            ),
            "Decrypt the message where the key is, and send its folders in the clear over TLS.",
        ),
        "kmehr-lacks": (
            "The message has no {0}, which KMEHR requires.",
            "Add it as the standard's schemas say.",
        ),
        "kmehr-root": (
            "The root of this document is not `kmehrmessage` of the namespace {0}.",
            "Send KMEHR 1.x as the standard's schemas have it, or name another format.",
        ),
        "kmehr-schema": (
            "The element `{0}` does not meet the XML schema of KMEHR ({1}).",
            "Compare the element with the schema; the line is given.",
        ),
        "value-invalid-date.kmehr": (
            (
                "This is not a date: YYYY-MM-DD, or YYYY or YYYY-MM in their own elements, is"
                " expected."
            ),
            "Send a day that exists; leave out what is unknown.",
        ),
        "value-invalid-datetime.kmehr": (
            (
                "Date and time are none together: YYYY-MM-DD and hh:mm:ss, with an offset or "
                "without, are expected."
            ),
            "Send a moment that exists; leave the time out where it is unknown.",
        ),
    }
)
