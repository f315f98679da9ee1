"""A generated module in the making, for whoever writes into it.

https://docs.python.org/3/reference/executionmodel.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gateway.codegen import Source, Writer
from gateway.definitions import Definitions, Structure


@dataclass(slots=True)
class Module:
    """A generated module in the making: where it is written, and what it is made of."""

    writer: Writer
    definitions: Definitions
    structure: Structure
    profile: str
    """Canonical that its issues name; empty for base types."""
    count: int = 0
    patterns: dict[bytes, str] = field(default_factory=dict)
    """Pattern, as JSON text -> the name of the function that holds a value against it."""
    prefix: str = ""
    """What sets its names apart from those of others in the same text."""
    others: list[Module] = field(default_factory=list)
    """Those that are written into the same text."""
    stores: dict[str, str] = field(default_factory=dict)
    """Name of a store that the module has from the start -> how it is made, as source."""
    rooted: dict[str, frozenset[str]] = field(default_factory=dict)
    """Type -> the invariants that it checks itself."""
    needs: dict[str, str] = field(default_factory=dict)
    """Type or profile -> the name of its check."""

    def name(self, letter: str) -> str:
        """A name that the module does not have yet."""
        self.count += 1
        return f"{letter}{self.prefix}{self.count}"

    def constant(self, value: Any) -> str:
        """The name of a constant."""
        return self.writer.constant(value)

    def known(self) -> str:
        """The name of a new, empty store of faultless values."""
        name = self.name("g")
        self.stores[name] = "Known()"
        return name

    def last(self) -> str:
        """The name of a new, empty place for the last faultless Reference."""
        name = self.name("g")
        self.stores[name] = "Last()"
        return name

    def lasting(self) -> str:
        """The name of a new, empty store of faultless values that nobody will change."""
        name = self.name("g")
        self.stores[name] = "Lasting()"
        return name

    def extensions(self, path: str, code: str) -> str:
        """The name of a new table of the extensions that may stand at a path of this type."""
        name = self.name("g")
        self.stores[name] = f"Placed({self.constant(path)}, {self.constant(code)})"
        return name

    def needed(self, check: str) -> str:
        """The name of the check of a type, or of a profile by its canonical."""
        if check not in self.needs:
            self.needs[check] = self.name("T")
        return self.needs[check]

    def done(self) -> Source:
        """The finished module, with `NEEDS`: (name, type or canonical) of what it calls."""
        pairs = [
            (name, check) for one in (self, *self.others) for check, name in one.needs.items()
        ]
        needs = self.constant(tuple(pairs))
        self.writer.line(f"NEEDS = {needs}")
        for name, made in self.stores.items():
            self.writer.line(f"{name} = {made}")
        return self.writer.done()

    @property
    def who(self) -> str:
        """The name of the constant that holds the profile."""
        return self.writer.constant(self.profile)
