"""`gateway serve` in its usual words, without loading what reads those of all other commands.

Whatever else is said (`--help`, folders, several processes, a word that is wrong) is left to that.
https://docs.python.org/3/library/sys.html#sys.argv
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NoReturn

PORTS: Mapping[str, int | None] = MappingProxyType(
    {"--port": 8080, "--mllp-port": 2575, "--mllp-tls-port": None}
)
"""Options of one port each, and the port where none is said."""
LISTEN = "--listen"
HIGHEST = 65_535
"""The highest port that there is."""
_LOADED = 1_000_000
"""New objects after which the collector looks while the house is made: circles are few."""
_IMPOSSIBLE = 2


def usual(words: Sequence[str]) -> bool:
    """Serve until the end, where these words ask for that and are all understood; else False.

    Ends the program with a sentence where the doors cannot be opened.
    """
    if list(words[:1]) != ["serve"]:
        return False
    asked = understood(words[1:])
    if asked is None:
        return False
    _serve(*asked)
    return True


def understood(words: Sequence[str]) -> tuple[dict[str, int | None], dict[str, int]] | None:
    """(option -> port, sender -> port), where each word is a known one; None where one is not."""
    ports, listen = dict(PORTS), dict[str, int]()
    for name, value in zip(words[::2], words[1::2], strict=False):
        sender, _, port = value.rpartition("=") if name == LISTEN else ("", "", value)
        if name not in {LISTEN, *ports} or not (port.isascii() and port.isdigit()):
            return None
        if int(port) > HIGHEST:
            return None
        if name != LISTEN:
            ports[name] = int(port)
        elif sender and "=" not in sender:
            listen[sender] = int(port)
        else:
            return None
    return None if len(words) % 2 else (ports, listen)


FIRST = "the first start compiles all rules: up to a minute"
"""What is said while nothing answers yet."""


def strange(name: str, like: str) -> str:
    """What is told of a name in the environment that looks like a setting and is none."""
    return f"{name} is no setting and sets nothing: is it {like}?"


def plain(error: Exception) -> str:
    """What went wrong, as a person says it: of a file, its name and why, without a number."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _serve(ports: Mapping[str, int | None], listen: Mapping[str, int]) -> None:
    gc.set_threshold(_LOADED, 20, 50)  # until `settled`
    from gateway.bootstrap.methods import at_hand  # noqa: PLC0415 - only where it serves
    from gateway.settings import misspelt, read  # noqa: PLC0415 - only where it serves

    for one in misspelt():
        sys.stderr.write(f"gateway: {strange(*one)}\n")
    try:
        settings = read()
    except ValueError as error:
        _impossible(error)
    if not settings.cache.is_dir():
        sys.stderr.write(f"gateway: {FIRST}\n")
    with at_hand(settings.cache):
        from gateway.bootstrap import serve as house  # noqa: PLC0415 - only where it serves
        from gateway.cli import printing  # noqa: PLC0415 - only where it serves
        from gateway.model import Unavailable  # noqa: PLC0415 - only where it serves
        from gateway.store import Refused  # noqa: PLC0415 - only where it serves
    try:
        http, mllp = ports["--port"] or 0, ports["--mllp-port"] or 0
        opening = house.Opening(http, {"default": mllp, **listen}, ports["--mllp-tls-port"])
        house.run(settings, opening, printing.doors)
    except (house.Closed, Refused, Unavailable, OSError, ValueError) as error:
        _impossible(error)


def _impossible(error: Exception) -> NoReturn:
    sys.stderr.write(f"gateway: {plain(error)}\n")
    sys.exit(_IMPOSSIBLE)
