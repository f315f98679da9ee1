"""Everything that is known of searching: parameters of all types, which are indexed, their rows.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from gateway.definitions import Definitions
from gateway.definitions.parameters import SearchParameter
from gateway.model import Issue, Resource, Row, TooCostly
from gateway.search.about import NAMED, rows
from gateway.search.alike import Alike, alike
from gateway.search.codes import Codes
from gateway.search.expressions import branches
from gateway.search.indexing import Indexing, indexable
from gateway.search.parameters import Param, Parameters
from gateway.search.parse import Reader
from gateway.search.readers import MISSHAPEN, RowsOf
from gateway.search.reading import Around
from gateway.search.wanted import Search
from gateway.wording import told


class Library:
    """By what each type can be searched, and which of it has index rows; see `model.Searches`."""

    def __init__(self, definitions: Definitions, indexing: Indexing) -> None:
        self._parameters = Parameters(definitions)
        self._codes = Codes(definitions)
        self._types = frozenset(self._parameters.types)
        self._indexing = indexing
        self._beside: dict[str, tuple[_Beside, ...]] = {}
        self._indexed: frozenset[tuple[str, str]] | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """Every type of which resources can be kept, sorted."""
        return self._parameters.types

    @property
    def indexed(self) -> frozenset[tuple[str, str]]:
        """(type, parameter) of all that the data wants index rows for."""
        if self._indexed is None:
            self._indexed = frozenset(
                (type_, name) for type_ in self.types for name in self._wanted(type_)
            )
        return self._indexed

    def parameters(self, type_: str) -> Mapping[str, SearchParameter]:
        """By name, all parameters by which resources of the type can be searched."""
        return self._parameters.of(type_)

    def param(self, type_: str, name: str) -> Param | None:
        """One parameter, compiled; None where the type has none of that name."""
        return self._parameters.param(type_, name)

    def references(self, type_: str) -> tuple[str, ...]:
        """The names of the parameters that lead to other resources: what can be included."""
        return self._parameters.references(type_)

    def understood(
        self,
        type_: str,
        sent: Sequence[tuple[str, str]],
        bases: Sequence[str],
        now: datetime,
        *,
        lenient: bool = False,
    ) -> Search | list[Issue]:
        """The search that (name, value) pairs ask for, or everything that is wrong with them.

        `bases`: addresses under which this server's own resources stand, without / at the end;
        `lenient`: parameters that are not known are left aside, and told of in `Search.ignored`.
        """
        around = Around(tuple(bases), self._types, now)
        return Reader(self._parameters, self._codes, around).search(type_, sent, lenient=lenient)

    def alike(
        self, type_: str, names: Sequence[str], bases: Sequence[str], now: datetime
    ) -> Alike | None:
        """What all searches by these names have in common; None where they are not plain ones."""
        return alike(self._parameters, type_, names, Around(tuple(bases), self._types, now))

    def costly(self, type_: str, error: TooCostly) -> Issue:
        """What is said where a search of this type would have to look at too many resources."""
        names = ", ".join(error.params)
        known = self._parameters.of(type_)
        rowless = [one for one in error.params if one not in known or not indexable(known[one])]
        if rowless:
            return told("search-costly.rowless", names, error.most, code="too-costly")
        wanted = " --add ".join(f"{type_}.{one}" for one in error.params)
        return told("search-costly.looking", names, error.most, wanted, code="too-costly")

    def rows(self, body: Resource) -> tuple[Row, ...]:
        """The index rows of a resource. Pure."""
        try:
            found = rows(body)
        except MISSHAPEN:
            found = []
        type_ = body["resourceType"]
        beside = self._beside.get(type_)
        if beside is None:
            beside = self._beside[type_] = self._made(type_)
        for read, needs, usual in beside:
            if needs is not None and needs.isdisjoint(body):
                found += usual
            else:
                found += read(body)
        return tuple(found)

    def _wanted(self, type_: str) -> tuple[str, ...]:
        known = self._parameters.of(type_)
        return tuple(name for name in self._indexing.of(type_) if name in known)

    def _made(self, type_: str) -> tuple[_Beside, ...]:
        """What is read by its expression, beside what is read by hand."""
        found = (
            self.param(type_, name)
            for name in self._wanted(type_)
            if not self._by_hand(type_, name)
        )
        empty = {"resourceType": type_}
        readers = [(param.reader(), param.needs) for param in found if param is not None]
        return tuple((read, needs, tuple(read(empty))) for read, needs in readers)

    def _by_hand(self, type_: str, name: str) -> bool:
        if name == "identifier":
            return True
        if name != "patient":
            return False
        stated = self._parameters.of(type_)[name]
        own = [
            one for one in branches(stated.expression) if one.strip("(").startswith(f"{type_}.")
        ]
        return all(_element(one, type_) in NAMED for one in own)


_Beside: TypeAlias = "tuple[RowsOf, frozenset[str] | None, tuple[Row, ...]]"
"""What reads a parameter, the keys it needs, and its rows where a resource has none of them."""


def _element(branch: str, type_: str) -> str:
    return (
        branch.strip("()").removeprefix(f"{type_}.").partition(".where(")[0].partition(" as ")[0]
    )
