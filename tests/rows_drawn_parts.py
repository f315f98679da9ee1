"""A description of files of rows under construction, and what every map in it needs.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.rows_drawn_cells import Cell, day, number_of, one_of, text

SYSTEM = "https://example.org/"


@dataclass
class Drawn:
    """A description under construction, and how its cells are filled."""

    random: Random
    name: str
    columns: list[dict[str, Any]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    maps: list[dict[str, Any]] = field(default_factory=list)
    lines: int = 0

    def column(self, cell: Cell, **said: Any) -> str:
        """A new column; gives its name."""
        name = f"{self.name}{len(self.columns)}"
        if self.random.random() < 0.1:
            said["most"] = 30
        self.columns.append({"name": name, **said})
        self.cells.append(cell)
        return name

    def row(self, **said: Any) -> dict[str, Any]:
        """A row of a map."""
        self.lines += 1
        return {"id": f"r{self.lines}", **said}

    def value(self) -> dict[str, Any]:
        """The description, as its file says it."""
        return {"delimiter": ";", "columns": self.columns, "maps": self.maps}


def patient(made: Drawn) -> None:
    """A map of the patient."""
    random = made.random
    number = made.column(number_of("P"))
    said = [
        made.row(src=number, to="identifier[number].value"),
        made.row(const=f"{SYSTEM}patients", to="identifier[number].system"),
    ]
    more: list[dict[str, Any]] = [
        ({"src": made.column(text), "to": "name[0].family"}),
        ({"src": made.column(text), "to": "name[0].given[]"}),
        ({"src": made.column(day, type="date"), "to": "birthDate"}),
        {
            "src": made.column(one_of("M", "F", "X"), type="code"),
            "to": "gender",
            "code": {"M": "male", "F": "female"},
        },
        ({"src": made.column(text), "to": "address[0].city"}),
        ({"src": made.column(number_of("+352 ")), "to": "telecom[0].value"}),
        (
            {
                "src": made.column(one_of("J", "N"), type="boolean", true=["J"], false=["N"]),
                "to": "active",
            }
        ),
    ]
    if random.random() < 0.3:
        cell = one_of("1987062912345", "1987062912340", *("",) * 8)
        more.append({"src": made.column(cell), "to": "identifier[national].value"})
    for one in random.sample(more, random.randrange(len(more))):
        said.append(made.row(**one))
        if "telecom" in str(one["to"]):
            said.append(made.row(const="phone", to="telecom[0].system"))
        if "national" in str(one["to"]):
            system = random.choice(("urn:oid:1.3.182.4.4", f"{SYSTEM}others"))
            said.append(made.row(const=system, to="identifier[national].system"))
    made.maps.append(
        {"map": "patient -> Patient", "id": {"identifiers": "identifier"}, "rows": said}
    )


def subject(made: Drawn, to: str) -> list[dict[str, Any]]:
    """The row that says whom it is about."""
    known = any(one["map"].startswith("patient") for one in made.maps)
    return [made.row(ref="patient", to=to)] if known else []


def own_key(made: Drawn) -> dict[str, Any]:
    """By what it is the same again."""
    random = made.random
    parts: list[Any] = [made.column(number_of("S"))]
    if random.random() < 0.5:
        parts.append({"text": f"k{made.lines}"})
    if random.random() < 0.5 and any(one["map"].startswith("patient") for one in made.maps):
        parts.append({"ref": "patient"})
    second = [[made.columns[0]["name"]]] if random.random() < 0.3 else []
    return {"key": [parts, *second]}


def own_guard(made: Drawn) -> dict[str, Any]:
    """When there is one at all."""
    random, names = made.random, [one["name"] for one in made.columns]
    if random.random() < 0.7:
        return {}
    one, other = random.choice(names), random.choice(names)
    return {
        "when": random.choice(
            (
                f"exists({one})",
                f"not exists({one})",
                f"exists({one}) and exists({other})",
                f"{one} = 'M'",
                f"{one} in ('J', 'F', '718-7')",
                f"exists({one}) or {other} = 'N'",
            )
        )
    }
