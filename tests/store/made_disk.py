"""A disk that loses its power, is full or fails, made of disk.c; without a compiler there is none.

https://man7.org/linux/man-pages/man8/ld.so.8.html
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("disk.c")


@dataclass(frozen=True, slots=True)
class Disk:
    """What lies below `files` in a process that runs with `around`; `kept` is what was synced."""

    files: Path
    kept: Path
    library: Path

    @property
    def around(self) -> Mapping[str, str]:
        """The environment of a process that writes to it."""
        said = {"DISK_FILES": str(self.files), "DISK_KEPT": str(self.kept)}
        return {**os.environ, **said, "LD_PRELOAD": str(self.library)}

    def say(self, name: str) -> Path:
        """From now on it is `full`, or `broken`: until this file is gone."""
        found = self.kept / name
        found.touch()
        return found


def made(folder: Path) -> Disk:
    """A disk in a folder; skips the test where it cannot be made."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not Path("/proc/self/fd").is_dir():
        pytest.skip("this system has no C compiler, or no /proc")
    library = folder / "disk.so"
    subprocess.run(  # noqa: S603 - our own words
        [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True
    )
    disk = Disk(folder / "files", folder / "kept", library)
    disk.files.mkdir()
    disk.kept.mkdir()
    return disk
