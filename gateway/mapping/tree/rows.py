"""The nouns of rows for documents: a map, its rows, and how the elements are walked.

Told in `docs/mapping-documents.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.mapping.rows import Table, Target
from gateway.mapping.tree.finding import Test
from gateway.mapping.tree.looks import UNSEEN, Looks
from gateway.mapping.tree.path import Path


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row. Which of the fields are set says of which kind it is."""

    id: str
    """`cda/problems.yaml#code`"""
    file: str
    line: int
    kind: str
    """read · const · ref · made · ignore"""
    src: Path | None = None
    to: Target | None = None
    word: str = ""
    """The datatype after `as`."""
    table: Table | None = None
    otherwise: Any = None
    const: Any = None
    ref: tuple[str, ...] = ()
    inherit: bool = False
    types: tuple[str, ...] = ()
    """Of what was made of one element: the first of these types; none: all that is allowed."""
    allowed: frozenset[str] | None = None
    """Types that a reference may point to; None: any."""
    when: Test | None = None
    looks: Looks = UNSEEN
    """What `when` looks at."""
    asked: tuple[Path, ...] = ()
    """The leaves that `when` asks of: they decided that the row was played."""
    whole: bool = False
    aside: bool = False
    """The statement that it reads from is mapped by itself, too."""
    join: str | None = None
    reason: str = ""
    """Why it is ignored, or what is lost of it."""
    rivals: tuple[frozenset[str], ...] = ()
    """For each step of the target the other forms of a choice that it is one of."""
    first: frozenset[str] | None = None
    """Names, one of which a child must have for it to find anything; None: it may find all."""


ANY = "DomainResource"
"""The type of a part of whatever resource was made of the element right around."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an identity key."""

    kind: str
    """place · entity · ref · control · ordinal · word"""
    path: Path | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class TreeMap:
    """What becomes of an element."""

    name: str
    type: str
    """The resource type; of a part the type of the resource that it lies in; empty: nothing."""
    part: str
    """Path of the element that each play adds an item of (`Composition.section`); or empty."""
    at: tuple[str, ...]
    file: str
    line: int
    number: int
    when: Test | None = None
    looks: Looks = UNSEEN
    """What `when` looks at."""
    asked: tuple[Path, ...] = ()
    """The leaves that `when` asks of: they decided what was made."""
    rank: int = 100
    beside: bool = False
    key: tuple[tuple[Part, ...], ...] = ()
    identifiers: str = ""
    mode: str = "delta"
    needs: tuple[str, ...] = ()
    rows: tuple[TreeRow, ...] = ()
    owners: frozenset[str] = frozenset()
    """Of a part: what may hold it: `Composition`, `Composition.section`."""
    element: str = ""
    """Of a part: the list in its owner that it is an item of."""
    of: frozenset[str] = frozenset()
    """Of a part of any resource: only of these types; empty: of all."""

    @property
    def made(self) -> str:
        """What it makes: a type, or a path of one; empty: nothing."""
        return self.part or self.type


@dataclass(frozen=True, slots=True)
class Ignored:
    """A leaf that nobody needs, on whatever element it stands."""

    leaf: str
    test: Test | None
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Links:
    """Elements that name another one of their document by a path."""

    at: str
    address: str
    """The attribute that holds the path."""
    unless: Test | None
    """Of what is named: such is not referred to (what is denied)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How the elements of a format are walked."""

    root: tuple[str, ...]
    kinds: frozenset[str]
    control: tuple[Path, ...]
    series: tuple[Path, ...]
    statements: frozenset[str]
    ignored: tuple[Ignored, ...]
    links: Links | None = None


@dataclass(frozen=True, slots=True)
class TreeProgram:
    """All that one sender's documents of one format are mapped by: linked, frozen."""

    format: str
    walk: Walk
    maps: tuple[TreeMap, ...]
    """In the order in which they are chosen."""
    tables: Mapping[str, Table]
    systems: Mapping[str, str]
