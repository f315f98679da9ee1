"""A real gateway whose mapping fails where a message asks for it, quoting the message aloud.

Run by test_canary.py in a process of its own; says its addresses, then serves.
https://owasp.org/www-community/Improper_Error_Handling
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gateway.bootstrap import rules, serve
from gateway.model import Document, Mapped, Ruleset
from gateway.settings import Settings
from tests.warm import warm

FAULT = "FAULT"
"""A control id that begins so makes the mapping fail."""


@dataclass
class Failing:
    """A mapper that fails on demand, and says everything it should not."""

    within: Any

    def apply(self, document: Document) -> Mapped:
        """Fail with the whole message in the exception's text, as careless code does."""
        if document.control_id.startswith(FAULT):
            raise KeyError(document.tree.body.decode(errors="replace"))
        made: Mapped = self.within.apply(document)
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self.within, name)


def main(data: str, *mappings: str) -> None:
    """Serve with these mapping folders besides ours, all that can be logged being logged."""

    def careless(settings: Settings, lacking: Callable[[], None]) -> Ruleset:
        plain = rules.ruleset(settings, lacking)
        return replace(plain, mappers=lambda *key: Failing(plain.mappers(*key)))

    def opened(doors: serve.Doors) -> None:
        os.write(1, f"{doors.http} {doors.mllp['klinik']}\n".encode())

    vars(serve)["ruleset"] = careless
    shipped = Settings(data=warm(Path(data)), log="debug", max_message=300_000)
    folders = (*shipped.mappings, *map(Path, mappings))
    opening = serve.Opening(0, {"klinik": 0})
    serve.run(replace(shipped, mappings=folders), opening, opened)


if __name__ == "__main__":
    main(*sys.argv[1:])
