"""How schemathesis writes the media types of HL7 v2, which it does not know.

https://schemathesis.readthedocs.io/en/stable/guides/custom-serializers/
"""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer(  # type: ignore[untyped-decorator]
    "application/hl7-v2", "x-application/hl7-v2+er7", "application/edi-hl7v2"
)
def hl7(ctx: Any, value: Any) -> bytes:  # noqa: ARG001 - the hook's shape
    """A text as it is; what is drawn wrongly on purpose, as its words."""
    return value if isinstance(value, bytes) else str(value).encode()
