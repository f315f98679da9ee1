"""Code tables and shared values of generated source: each is made once, when the module is run."""

from __future__ import annotations

from gateway.codegen import Writer
from gateway.mapping.rows import Table
from gateway.mapping.values import mapped


class Tables:
    """Code tables, each made once when the module is run."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.made: dict[str, str] = {}
        self.stores = 0

    def translator(self, table: Table) -> str:
        """Name of a Translator."""
        pairs = tuple((code, row) for code, row in table.codes.items())
        constants = [self.writer.constant(value) for value in (table.name, table.system, pairs)]
        return self._name(f"TRANSLATOR({', '.join(constants)})")

    def plain(self, table: Table, kind: str) -> str:
        """Name of a dict: code -> value of a FHIR type."""
        return self._name(f"DICT({self.writer.constant(mapped(table, kind))})")

    def kept(self) -> str:
        """Name of an empty dict in which values are kept by their raw text."""
        self.stores += 1
        return f"Z{self.stores}"

    def shared(self, expression: str) -> str:
        """Name of a value that is made once and that nobody changes."""
        return self._name(expression)

    def _name(self, expression: str) -> str:
        return self.made.setdefault(expression, f"T{len(self.made)}")

    def emit(self) -> None:
        """Emit the tables, behind the functions that know them by name."""
        for expression, name in self.made.items():
            self.writer.line(f"{name} = {expression}")
