"""Every command that the documentation shows is run, or held against what it names.

https://www.gnu.org/software/make/manual/make.html
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.docs.forked import forked
from tests.docs.pages import BASE, PAGES, ROOT, blocks, commands, text
from tests.warm import warm

ALL = [(page, command) for page in PAGES for command in commands(page)]
GATEWAY = re.compile(r"(?:GATEWAY_\w+=\S+ )*(?:\.venv/bin/)?gateway (.*)")
WAITING = (
    "serve",
    "copy",
    "definitions build",
    "packages add",
    "packages remove",
    "lineage",
    "replay",
)
"""Commands that are held to their options only: they would wait, or need a file or a store."""


def named(pairs: list[tuple[Path, str]]) -> list[str]:
    """Names of the cases."""
    return [f"{page.stem}: {command[:60]}" for page, command in pairs]


def surroundings(data: Path) -> dict[str, str]:
    """The environment of a command, with its record in this folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GATEWAY_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "GATEWAY_DATA": str(warm(data))}


def command_line(command: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run one line of the gateway; a shell does where only a shell can read it."""
    if command.startswith("GATEWAY_") or re.search(r"[|<>;&$*?~]", command):
        return shell(command, data)
    return forked(shlex.split(of_gateway(command)), ROOT, surroundings(data))


def shell(command: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run one line in the checkout, its record in a folder of its own."""
    environment = surroundings(data)
    return subprocess.run(  # noqa: S603 - the documentation's own line
        ["/bin/sh", "-c", command],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
    )


def of_gateway(command: str) -> str:
    """The words after `gateway`; empty where it is another program's line."""
    found = GATEWAY.fullmatch(command)
    return found[1] if found else ""


def once(pairs: Iterable[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """Each command the first time that it is shown."""
    first: dict[str, tuple[Path, str]] = {}
    for page, command in pairs:
        first.setdefault(of_gateway(command) or command, (page, command))
    return list(first.values())


OURS = once(pair for pair in ALL if of_gateway(pair[1]))
THEIRS = re.compile(r"(?<!/)\b[\w-]+\.(?:csv|xml|txt|zip|dcm)\b")
"""A file that only whoever reads the page has."""
SHOWN = [
    pair for pair in OURS if of_gateway(pair[1]).startswith(WAITING) or THEIRS.search(pair[1])
]
RUN = [
    (page, command)
    for page, command in OURS
    if (page, command) not in SHOWN and ("examples/" in command or ".hl7" not in command)
]
CURLED = once(pair for pair in ALL if pair[1].startswith("curl "))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all commands, in which nothing must be compiled."""
    return warm(tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(("page", "command"), RUN, ids=named(RUN))
def test_a_gateway_command_does_what_it_is_shown_for(page: Path, command: str, data: Path) -> None:
    """It ends well, and writes something."""
    done = command_line(command, data)

    assert done.returncode == 0, f"{page}: {done.stderr}"
    assert done.stdout or done.stderr


@pytest.mark.parametrize(("page", "command"), SHOWN, ids=named(SHOWN))
def test_a_command_that_waits_has_the_options_it_is_shown_with(
    page: Path, command: str, data: Path
) -> None:
    """With --help behind it, it is read as it stands; an unknown option would stop it."""
    done = command_line(f"{command} --help", data)

    assert done.returncode == 0, f"{page}: {done.stderr}"


def test_every_command_of_the_documentation_is_known_here() -> None:
    """Whatever a console shows is run, or of a program that is held elsewhere."""
    others = ("make ", "docker compose up", "sqlite3 ", "curl ", ".venv/bin/python -m tools.")
    strangers = [c for _, c in ALL if not of_gateway(c) and not c.startswith(others)]

    assert len(ALL) > len(RUN) > 0
    assert strangers == []


def test_every_target_that_is_named_stands_in_the_makefile() -> None:
    """And the makefile has none that the contributing page leaves out."""
    said = {name for page in PAGES for name in re.findall(r"`make (\w+)`", page.read_text())}
    shown = {command.split()[1] for _, command in ALL if command.startswith("make ")}
    made = set(re.findall(r"^([a-z]+):.*##", text("Makefile"), re.MULTILINE)) - {"help"}

    assert said | shown == made


def test_every_tool_that_is_named_stands_in_the_tools() -> None:
    """`python -m tools.x` is a file."""
    found = {name for page in PAGES for name in re.findall(r"-m\s+tools\.(\w+)", page.read_text())}

    assert found == {name for name in found if (ROOT / "tools" / f"{name}.py").is_file()} != set()


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """The base URL of a running gateway."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GATEWAY_")}
    command = [sys.executable, "-m", "gateway", "serve", "--port", "0", "--mllp-port", "0"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**kept, "GATEWAY_DATA": str(data)},
    )
    if process.stdout is None:
        raise RuntimeError("no pipe")
    try:
        yield process.stdout.readline().split()[1].rstrip("/")
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def patient(address: str, data: Path) -> str:
    """The id of the example's patient, who is put in first."""
    shell(f"curl -s --data-binary @examples/admission.hl7 {address}/messages/hl7v2", data)
    with urlopen(f"{address}/fhir/Patient?identifier=N1001") as answer:  # noqa: S310 - our own gateway
        found = re.search(r'"fullUrl":"[^"]*/Patient/([^"]+)"', answer.read().decode())
    if not found:
        raise LookupError("the example's patient was not found")
    return found[1]


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
@pytest.mark.parametrize(("page", "command"), CURLED, ids=named(CURLED))
def test_a_request_is_answered(page: Path, command: str, address: str, data: Path) -> None:
    """Each curl line of the documentation gets an answer that is no error."""
    known = f"/Patient/{patient(address, data)}/"
    line = command.replace(BASE, address).replace("/Patient/ID/", known)
    done = shell(f"{line} --fail-with-body --silent --show-error", data)

    assert done.returncode == 0, f"{page}: {done.stdout} {done.stderr}"
    assert done.stdout


def test_the_python_of_the_readme_prints_what_it_finds(data: Path) -> None:
    """The library's example runs as it stands."""
    (program,) = blocks(ROOT / "README.md", "python")

    done = shell(f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}", data)

    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("accepted Patient ")
    assert "code-not-in-value-set" in second
