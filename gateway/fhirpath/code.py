"""What the compiler knows of a piece of source that it has written.

Every piece gives a collection (`items`), the general way. Where the definitions tell enough, it
has shorter texts too: the bare JSON (`raw`), whether anything is there (`present`), a truth
(`true`, `ok`). All texts are ours: foreign text stands in them by the name of a constant only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """Python source of one expression, in as many forms as are known."""

    items: str
    """Gives a list of items."""
    place: str = ""
    """Type of the values, where there is only one; `System.Integer` for what FHIRPath makes."""
    many: bool = True
    raw: str = ""
    """Gives the bare JSON: a list or None if many, else a value or None; or there is none."""
    surely: bool = False
    """`raw` is never None."""
    present: str = ""
    """Is truthy where anything is there."""
    true: str = ""
    """Is truthy where the collection is true."""
    ok: str = ""
    """Is truthy where the collection is true or empty; the same text as `true`: never empty."""
    owner: str = ""
    """Gives the object that a choice stands in; empty text: not one object."""
    keys: tuple[tuple[str, str], ...] = ()
    """Of a choice: (JSON key, place)."""

    @property
    def each(self) -> str:
        """Gives an iterable of the bare JSON values; only where `raw` is."""
        if self.many:
            return self.raw if self.surely else f"({self.raw} or ())"
        return f"({self.raw},)" if self.surely else f"p_given({self.raw})"

    def uses(self, *names: str) -> bool:
        """Do the short texts speak of any of these names?"""
        short = f"{self.raw} {self.present} {self.true} {self.ok}"
        return any(re.search(rf"\b{name}\b", short) for name in names)


def sure(text: str) -> Code:
    """A truth that is never empty."""
    return Code(
        f"[bool({text})]", "System.Boolean", many=False, present="True", true=text, ok=text
    )


@dataclass(slots=True)
class Scope:
    """What `$this`, `$index` and `$total` are."""

    this: Code
    index: str = ""
    total: str = ""
