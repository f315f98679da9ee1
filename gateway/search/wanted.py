"""A search, understood: each condition that must hold, and how the answer is wanted.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from gateway.model import Issue
from gateway.search.parameters import Param
from gateway.search.values import Value

Test: TypeAlias = Callable[[str, str], bool]
"""(system, code) -> is it meant?"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One parameter of which any value must be met."""

    param: Param
    values: tuple[Value, ...]
    """As in `gateway.model.Criterion`; of `exact`, `contains`, `text` and `of-type`: texts; of
    `missing`, True or False; of a composite, for each part its values."""
    modifier: str = ""
    """`exact`, `contains`, `text`, `not`, `above`, `below`, `identifier`, `of-type`, `missing`."""
    test: Test | None = None
    """Of codes that cannot be listed, instead of values; `not` turns it round."""
    said: str = ""
    """The parameter as a refusal names it: `subject.name`."""


@dataclass(frozen=True, slots=True)
class Chained:
    """A reference to something of which a condition must hold."""

    param: Param
    inner: tuple[tuple[str, Clause], ...]
    """(type, condition) of each type that it may refer to."""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Having:
    """Something refers to what is searched, of which a condition must hold."""

    type: str
    """Of what refers."""
    param: Param
    """The reference of that type which leads here."""
    inner: Clause
    said: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a List holds."""

    id: str


Clause: TypeAlias = Wanted | Chained | Having | Listed


@dataclass(frozen=True, slots=True)
class Include:
    """Resources that are told too: those that the found refer to, or that refer to the found."""

    type: str
    """Of what refers."""
    param: str
    """The name of a reference, or `*`: all of them."""
    target: str = ""
    """Only of this type; empty: of any."""
    again: bool = False
    """True: of what was included, too."""
    reverse: bool = False
    """True: what refers to the found is told."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """One thing by which the found are put in order."""

    param: Param
    falling: bool


@dataclass(frozen=True, slots=True)
class Search:
    """A search of one type: all conditions must hold."""

    type: str
    clauses: tuple[Clause, ...] = ()
    includes: tuple[Include, ...] = ()
    sort: tuple[Sorted, ...] = ()
    count: int = 50
    total: str = "some"
    """As in `gateway.model.Query`."""
    counted: bool = False
    """True: only how many there are is wanted."""
    page: str = ""
    """Where it goes on, as the link to the page said."""
    said: tuple[tuple[str, str], ...] = ()
    """Every parameter that counts, as sent, but for the page."""
    ignored: tuple[Issue, ...] = ()
    """What was left aside, where the caller allows that."""
