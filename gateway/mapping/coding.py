"""Codes and their translations, side by side or one in place of the other.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

from typing import Any

from gateway.mapping.naming import Naming
from gateway.mapping.rows import Table


class Translator:
    """A code table as one sender's codes need it."""

    __slots__ = ("_codes", "_listed", "_local", "_system")

    def __init__(self, table: Table, names: Naming) -> None:
        self._codes = {code: _coding(*row) for code, row in table.codes.items() if row[0]}
        self._listed = frozenset(table.codes)
        self._system = table.system
        # `HL70119-control` is a reading of our own of table 0119: codes are told of that.
        name = table.name.partition("-")[0] if table.name.startswith("HL7") else table.name
        self._local = names.table(name)

    def __contains__(self, code: str) -> bool:
        """Does the table list it?"""
        return code in self._listed

    def concept(self, value: dict[str, Any]) -> bool:
        """Put translations beside the codings of a new CodeableConcept; was there one?"""
        codings = value.get("coding")
        if not codings:
            return False
        hit = False
        for coding in tuple(codings):
            made = self._translated(coding)
            if made is not None:
                hit = True
                known = next((one for one in codings if _same(made, one)), None)
                if known is None:
                    codings.append(made)
                elif "display" in made:
                    known.setdefault("display", made["display"])
        return hit

    def single(self, value: dict[str, Any]) -> dict[str, Any] | None:
        """The translation of a new Coding, or None (then the Coding has got its system)."""
        return self._translated(value)

    def coding(self, code: str) -> dict[str, Any]:
        """The source coding of a text."""
        known = code in self._listed and self._system
        return {"system": self._system if known else self._local, "code": code}

    def _translated(self, coding: dict[str, Any]) -> dict[str, Any] | None:
        code = coding.get("code")
        if code is None:
            return None
        # Where the sender names the table itself, its code is the same as where it does not.
        if coding.get("system", self._local) == self._local:
            coding["system"] = self.coding(code)["system"]
        elif self._system and coding["system"] not in (self._system, self._local):
            return None
        made = self._codes.get(code)
        return dict(made) if made else None


def _coding(target: str, system: str, display: str) -> dict[str, Any]:
    made = {"system": system, "code": target, "display": display}
    return {key: value for key, value in made.items() if value}


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["code"] == other.get("code") and one.get("system") == other.get("system")
