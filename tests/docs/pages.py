"""What the documentation says, in pieces that a test can hold: pages, blocks, commands, tables.

https://spec.commonmark.org/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = tuple(sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")]))
BASE = "http://127.0.0.1:8080"
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    """A page, by its place in the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(page: Path, kind: str) -> Iterator[str]:
    """The content of each fenced block of a kind (`console`, `yaml`)."""
    content = page.read_text(encoding="utf-8")
    return (found[2] for found in _BLOCK.finditer(content) if found[1] == kind)


def prose(page: Path) -> str:
    """The page without its blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def commands(page: Path) -> Iterator[str]:
    """Each command of a page's consoles, without its prompt and its comment."""
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.strip().startswith("$ "):
                yield re.sub(r"\s{2,}#.*", "", line.strip()[2:])


def column(name: str, head: str, place: int = 0) -> list[str]:
    """One column of the table that begins with this line of heads, its words in backticks."""
    lines = text(name).splitlines()
    start = lines.index(head) + 2
    cells = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        cells += re.findall(r"`([^`]+)`", re.split(r"(?<!\\)\|", line)[place + 1])
    return cells
