"""The methods that `dataclass` writes for our nouns, compiled once and not at every start.

It writes five or six for each of 230 nouns as text, and has the interpreter compile each: that is
a seventh of a start. The code is that of the same letters.
https://docs.python.org/3/library/dataclasses.html
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gateway.codegen import compiling


@contextmanager
def at_hand(cache: Path | None) -> Iterator[None]:
    """Modules that are loaded in the block have their nouns' methods from this folder.

    A folder that is not there, or not its user's alone, costs time and nothing else.
    """
    with compiling("methods", cache) as code:

        def run(text: str, *names: Any) -> None:
            exec(code(text), *names)  # noqa: S102 - what dataclass wrote of our own nouns

        vars(dataclasses)["exec"] = run  # in front of the built-in one
        try:
            yield
        finally:
            del vars(dataclasses)["exec"]
