"""On a screen, what is wrong at many places is said once, under all of them."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

_HEAD = (
    "MSH|^~\\&|LAB|X|||20261120101500+0100||ORU^R01|1|P|2.5.1\r"
    "PID|1||4^^^1.2.3\rOBR|1||F1|P^p^L|||20261120\r"
)


def _screen(file: Path) -> str:
    """What a person sees of the issues of a message, without its colours."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gateway", "convert", str(file), "--validate"]
    seen = b""
    with subprocess.Popen(command, stdout=theirs, stderr=theirs):  # noqa: S603 - our own command
        os.close(theirs)
        try:
            while part := os.read(ours, 65536):
                seen += part
        except OSError:
            pass  # the end of a screen that nobody holds any more
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", seen.decode())


def test_a_sentence_is_said_once_under_all_its_places(tmp_path: Path) -> None:
    file = tmp_path / "three.hl7"
    file.write_text(_HEAD + "".join(f"OBX|{n}|NM|K^k^L||a{n}|g|||||F\r" for n in range(3)))

    seen = _screen(file)

    assert [place in seen for place in ("OBX-5 →", "OBX[2]-5 →", "OBX[3]-5 →")] == [True] * 3
    assert seen.count("This is not a number.") == 1


def test_of_many_places_a_screen_shows_some(tmp_path: Path) -> None:
    file = tmp_path / "many.hl7"
    file.write_text(_HEAD + "".join(f"OBX|{n}|NM|K^k^L||a{n}|g|||||F\r" for n in range(30)))

    seen = _screen(file)

    assert seen.count("value-invalid-number") == 20
    assert "… 10 more places (all: --format json)" in seen
