"""Which namespace a prefix means where it stands: declarations, and names resolved by them.

https://www.w3.org/TR/xml-names/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from gateway.xml.limits import Limits

Scope: TypeAlias = Mapping[str, str]
"""Prefix (empty: none) -> namespace."""

XML = "http://www.w3.org/XML/1998/namespace"
START: Scope = MappingProxyType({"": "", "xml": XML})
"""Around the outermost element."""


class UnscopedError(Exception):
    """A name or a declaration that is none; or more of them than are read."""

    def __init__(self, rule: str, *facts: str, code: str = "structure") -> None:
        """As `limits.refusal` is given them."""
        super().__init__(rule)
        self.rule, self.facts, self.code = rule, facts, code


class Scopes:
    """The scopes of one document; equal ones are kept once."""

    def __init__(self, limits: Limits) -> None:
        """Nothing is declared yet."""
        self._limits = limits
        self._scopes: dict[tuple[object, ...], Scope] = {}

    def read(self, said: dict[str, str], scope: Scope, names: str) -> tuple[dict[str, str], Scope]:
        """(attributes by their namespaces, scope) of an element; `names`: of all, as one text.

        Raises UnscopedError.
        """
        if "xmlns" in names:
            declared = {key: value for key, value in said.items() if key.startswith("xmlns")}
            scope = self._within(scope, declared)
            said = {key: value for key, value in said.items() if key not in declared}
        return (self._resolved(said, scope) if ":" in names else said), scope

    def space(self, prefix: str, scope: Scope) -> str:
        """The namespace of a prefix. Raises UnscopedError."""
        found = scope.get(prefix)
        if not found:
            raise UnscopedError("xml-namespace-declared")
        return found

    def _within(self, scope: Scope, declared: dict[str, str]) -> Scope:
        """The scope inside an element that declares these; the same ones are kept once."""
        key = (id(scope), *declared.items())
        found = self._scopes.get(key)
        if found is None:
            found = {**scope, **dict(self._declared(declared))}
            if len(self._scopes) >= self._limits.scopes or len(found) > self._limits.attributes:
                raise UnscopedError("xml-namespaces", str(self._limits.scopes), code="too-long")
            self._scopes[key] = found
        return found

    def _declared(self, declared: dict[str, str]) -> Iterator[tuple[str, str]]:
        for key, value in declared.items():
            prefix = key[6:]
            if key != "xmlns" and not (key.startswith("xmlns:") and prefix and value):
                raise UnscopedError("xml-namespace-declared")
            yield prefix, value

    def _resolved(self, said: dict[str, str], scope: Scope) -> dict[str, str]:
        """Attributes by their namespaces; two prefixes of one namespace cannot say one twice."""
        found: dict[str, str] = {}
        for key, value in said.items():
            prefix, colon, name = key.partition(":")
            whole = f"{{{self.space(prefix, scope)}}}{name}" if colon else key
            if whole in found:
                raise UnscopedError("xml-syntax.attribute")
            found[whole] = value
        return found
