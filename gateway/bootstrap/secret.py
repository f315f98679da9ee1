"""The key that signs links to pages: drawn once, and shared by all processes of one data folder.

https://www.rfc-editor.org/rfc/rfc2104
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

FILE = "page-key"
_BYTES = 32


def secret(data: Path) -> bytes:
    """The key of a data folder, made where there is none yet; only its owner can read it."""
    path = data / FILE
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=data)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):  # another process was quicker: its key counts
            os.link(made, path)
        Path(made).unlink()
    return path.read_bytes()
