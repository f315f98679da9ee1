"""Whatever a command reads from or writes to: a pipe, a full disk, a folder that takes nothing.

https://pubs.opengroup.org/onlinepubs/9699919799/functions/V2_chap02.html (2.3, error numbers)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.warm import warm

ROOT = Path(__file__).parent.parent.parent
FULL = Path("/dev/full")
LETTERS = "MSH|^~\\&|A|B|||20261120||ADT^A08|{0}|P|2.5\rPID|1||{0}^^^A||{1}\r"


def gateway(data: Path, words: str) -> subprocess.CompletedProcess[bytes]:
    """Run one line of the gateway in the checkout, in a shell that knows `<(...)`."""
    environment = {**os.environ, "GATEWAY_DATA": str(warm(data))}
    return subprocess.run(  # noqa: S603 - our own line
        ["/bin/bash", "-c", f"{sys.executable} -m gateway {words}"],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=environment,
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "words",
    [
        "convert examples/admission.hl7",
        "coverage examples/admission.hl7",
        "validate examples/patient.json --format json",
        "schema sender",
    ],
)
def test_a_full_disk_is_a_sentence_and_no_traceback(tmp_path: Path, words: str) -> None:
    """The exit code says that it could not be done, not that errors were found."""
    done = gateway(tmp_path / "data", f"{words} > {FULL}")

    assert done.returncode == 2
    assert b"what was to be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("validate <(cat examples/patient.json)", b""),
        ("coverage <(cat examples/admission.hl7)", b"kind\tADT^A01\t1"),
        ("convert <(cat examples/admission.hl7)", b'"resourceType": "Bundle"'),
    ],
)
def test_a_pipe_of_the_shell_is_read_as_a_file(tmp_path: Path, words: str, told: bytes) -> None:
    done = gateway(tmp_path / "data", words)

    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_a_draft_for_a_place_that_is_no_folder_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    to = tmp_path / "file" / "own"
    done = gateway(tmp_path / "data", f"scaffold sender x --from examples/admission.hl7 --to {to}")

    assert done.returncode == 2
    assert b"Not a directory" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_name_that_is_no_text_is_no_resource(tmp_path: Path) -> None:
    done = gateway(tmp_path / "data", r"lineage $'Patient/\xe9'")

    assert done.returncode == 2
    assert b"write Patient/ID" in done.stderr


@pytest.mark.parametrize(
    ("name", "charset"), [("Lefèvre", "8859/1"), ("Lefèvre Cœur", "WINDOWS-1252")]
)
def test_letters_that_only_windows_has_make_the_guess(
    tmp_path: Path, name: str, charset: str
) -> None:
    """Bytes 80 to 9F are no letters in ISO 8859: such messages would all be refused."""
    for number in (1, 2):
        message = LETTERS.format(number, name if number == 1 else "Müller").encode("cp1252")
        (tmp_path / "sent").mkdir(exist_ok=True)
        (tmp_path / "sent" / f"{number}.hl7").write_bytes(message)
    done = gateway(tmp_path / "data", f"scaffold sender x --from {tmp_path / 'sent'}")

    assert f"charset: {charset}".encode() in done.stdout.splitlines()
    assert b"# Message types: ADT^A08 2" in done.stdout.splitlines()


@pytest.mark.parametrize("words", [["convert", "-"], ["check"], ["serve", "--port", "0"]])
@pytest.mark.parametrize("after", [0.2, 1.0])
def test_ctrl_c_ends_a_command_without_a_traceback(
    tmp_path: Path, words: list[str], after: float
) -> None:
    """Also while it still loads what it needs."""
    environment = {**os.environ, "GATEWAY_DATA": str(warm(tmp_path / "data"))}
    # Who runs the tests behind a shell's `&` hands on that Ctrl-C is not for them.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    begun = "import sys, gateway.__main__ as begun; sys.stderr.write('!')"
    script = f"{heard}; {begun}; sys.argv[1:] = {words}; begun.main()"
    with subprocess.Popen(  # noqa: S603 - our own line
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
    ) as running:
        assert running.stderr is not None
        assert running.stderr.read(1) == b"!"
        time.sleep(after)
        running.send_signal(signal.SIGINT)
        try:
            running.wait(timeout=60)
        finally:
            running.kill()
        told = running.stderr.read()

    assert b"Traceback" not in told


def test_a_narrow_screen_cuts_nothing_off(tmp_path: Path) -> None:
    """The id of a row stands at its end: it is what one looks for in the ledger."""
    master, slave = os.openpty()
    environment = {**os.environ, "COLUMNS": "60", "NO_COLOR": "1", "TERM": "xterm"}
    environment["GATEWAY_DATA"] = str(warm(tmp_path / "data"))
    words = ["convert", "examples/admission.hl7", "--ledger"]
    with subprocess.Popen(  # noqa: S603 - our own line
        [sys.executable, "-m", "gateway", *words],
        stdout=slave,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
    ) as running:
        os.close(slave)
        shown = b"".join(iter(lambda: _read(master), b"")).decode()
        assert running.wait() == 0

    assert "…" not in shown
    assert "hd-1" in shown


def _read(screen: int) -> bytes:
    """What comes on a screen next; nothing once nobody writes to it."""
    try:
        return os.read(screen, 65536)
    except OSError:
        return b""
