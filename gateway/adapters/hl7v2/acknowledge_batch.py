"""What the sender of a batch is told: a batch of acknowledgements that names the one it answers.

BHS-12 is the control id of the batch; BTS-1 counts the acknowledgements; BTS-2 says what is wrong
with the batch itself, its counts and its end. Without a header, acknowledgements stand alone.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3.3, acknowledging batches; 2.15.2, BHS)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from gateway.adapters.hl7v2.escape import escape
from gateway.adapters.hl7v2.split_wide import sixteen
from gateway.adapters.hl7v2.tree import Delimiters
from gateway.model import Issue, Language
from gateway.wording import localized

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_LONGEST = 500


def opened(header: bytes, at: datetime) -> bytes:
    """BHS for the header of a batch (BHS or FHS); empty where there was none."""
    mark, codec = sixteen(header)
    if codec:
        plain = header.removeprefix(mark).decode(codec, "replace")
        return mark + opened(plain.encode(), at).decode("utf-8", "replace").encode(codec)
    if not header:
        return b""
    separator = header[3:4]
    parts = header.split(separator)
    seed = hashlib.sha256(header).hexdigest()[:12]
    answer = [
        b"BHS",
        *(_field(parts, number) for number in (2, 5, 6, 3, 4)),
        at.strftime("%Y%m%d%H%M%S%z").encode(),
        b"",
        _field(parts, 9),
        b"",
        f"ACK{seed}".encode(),
        _field(parts, 11),
    ]
    return separator.join(answer).rstrip(separator) + b"\r"


def closed(header: bytes, count: int, issues: Sequence[Issue], language: Language) -> bytes:
    """BTS for the same; where there was no header, an issue has nowhere to be said."""
    mark, codec = sixteen(header)
    if codec:
        plain = header.removeprefix(mark).decode(codec, "replace").encode()
        return closed(plain, count, issues, language).decode("utf-8", "replace").encode(codec)
    if not header:
        return b""
    separator = header[3:4]
    marks = Delimiters(field=separator.decode("ascii", "replace"))
    words = "; ".join(f"{one.rule}: {localized(one, language).text}" for one in issues)
    said = escape(words, marks).encode("ascii", "replace")
    parts = [b"BTS", str(count).encode(), said]
    return separator.join(parts).rstrip(separator) + b"\r"


def _field(parts: Sequence[bytes], number: int) -> bytes:
    """A field of the header, free of control characters; empty where it is absurdly long."""
    raw = parts[number - 1] if number <= len(parts) else b""
    return _CONTROL.sub(b"", raw) if len(raw) <= _LONGEST else b""
