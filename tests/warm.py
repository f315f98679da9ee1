"""A folder for a gateway's data in which nothing must be compiled again: tests share their code.

Compiled code is kept by a hash of all that it is made of, so that sharing it changes nothing.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

CODE = Path(__file__).parent.parent / ".cache" / "tests" / "code"


def warm(data: Path) -> Path:
    """The same folder, made where there is none, with the code of all tests in it."""
    CODE.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # made before, perhaps this moment by the worker beside
        (data / "code").symlink_to(CODE)
    return data
