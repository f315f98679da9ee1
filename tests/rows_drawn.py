"""Descriptions of files and rows of them, drawn by seed: every kind of row, and hostile cells.

https://www.rfc-editor.org/rfc/rfc4180 · https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

HOSTILE = (
    "", " ", "-", "NULL", "0", "-0", "+5", "007", "1e5", "1E-7", "0.00000001", "12.", ".5", "NaN",
    "1" * 41, "2147483648", "-1", "1,5", "1.234,5", "2026-02-30", "2026-13-01", "0000-01-01",
    "2026-11-20 25:00", "2026-11-20 08:60", "2026-03-29 02:30", "2026-10-25 02:30",
    "31.12.2026 23:59", "=cmd|' /C calc'!A0", "@SUM(1)", "a\u00a0b", "\u202ea", "a\u200bb",
    "tab\tin", "back\\slash", "per%cent %s %d", "{brace}", "\U0001f489", "\u00e9", "\x7f", "\x01",
    "\ufffe", "\ue000line 15\ue001", "x" * 300, "true", "<b>", "&amp;", "null", "K1", "''",
)  # fmt: skip
"""Cells that somebody may send, where anything is expected."""
_SYSTEM = "https://example.org/"
Cell = Callable[[Random], str]


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


def description(random: Random, name: str) -> Drawn:
    """One description."""
    made = Drawn(random, name)
    if random.random() < 0.95:
        _patient(made)
    for _ in range(random.randrange(1, 4)):
        random.choice(_MAPS)(made)
    order = list(range(len(made.columns)))
    random.shuffle(order)
    made.columns = [made.columns[at] for at in order]
    made.cells = [made.cells[at] for at in order]
    return made


def rows(drawn: Drawn, random: Random, count: int) -> list[list[str]]:
    """Rows of a file: mostly right, some cells empty, some hostile."""
    found: list[list[str]] = []
    for _ in range(count):
        row = [cell(random) for cell in drawn.cells]
        if random.random() < 0.3:
            row[random.randrange(len(row))] = ""
        if random.random() < 0.25:
            row[random.randrange(len(row))] = random.choice(HOSTILE)
        if found and random.random() < 0.2:
            at = random.randrange(len(row))
            row = [*found[-1][:at], row[at], *found[-1][at + 1 :]]
        found.append(row)
    return found


def written(drawn: Drawn, found: Sequence[Sequence[str]], random: Random) -> str:
    """The file, some of its cells in quotes, one of its rows too long."""
    lines = [";".join(one["name"] for one in drawn.columns)]
    for row in found:
        cells = [_quoted(cell, random) for cell in row]
        lines.append(";".join(cells) + ";more" * (random.random() < 0.02))
    return "\n".join(lines) + "\n"


def _quoted(cell: str, random: Random) -> str:
    if random.random() < 0.05:
        return '"' + cell.replace('"', '""') + '"'
    return cell.replace(";", ",").replace('"', "")


def _of(*words: str) -> Cell:
    return lambda random: random.choice(words)


def _number(random: Random) -> str:
    return f"{random.randrange(500)}.{random.randrange(100):02}"


def _whole(random: Random) -> str:
    return str(random.randrange(300))


def _word(random: Random) -> str:
    return "".join(random.choice("abcdefgh XYZ-9") for _ in range(random.randrange(1, 12)))


def _code(random: Random) -> str:
    return random.choice(("718-7", "2345-7", "8310-5", "8867-4"))


def _day(random: Random) -> str:
    return (
        f"20{random.randrange(10, 27)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    )


def _moment(random: Random) -> str:
    return f"{_day(random)} {random.randrange(24):02}:{random.randrange(60):02}"


def _number_of(word: str) -> Cell:
    return lambda random: f"{word}{random.randrange(40)}"


def _patient(made: Drawn) -> None:
    random = made.random
    number = made.column(_number_of("P"))
    said = [
        made.row(src=number, to="identifier[number].value"),
        made.row(const=f"{_SYSTEM}patients", to="identifier[number].system"),
    ]
    more: list[dict[str, Any]] = [
        ({"src": made.column(_word), "to": "name[0].family"}),
        ({"src": made.column(_word), "to": "name[0].given[]"}),
        ({"src": made.column(_day, type="date"), "to": "birthDate"}),
        {
            "src": made.column(_of("M", "F", "X"), type="code"),
            "to": "gender",
            "code": {"M": "male", "F": "female"},
        },
        ({"src": made.column(_word), "to": "address[0].city"}),
        ({"src": made.column(_number_of("+352 ")), "to": "telecom[0].value"}),
        (
            {
                "src": made.column(_of("J", "N"), type="boolean", true=["J"], false=["N"]),
                "to": "active",
            }
        ),
    ]
    if random.random() < 0.3:
        cell = _of("1987062912345", "1987062912340", *("",) * 8)
        more.append({"src": made.column(cell), "to": "identifier[national].value"})
    for one in random.sample(more, random.randrange(len(more))):
        said.append(made.row(**one))
        if "telecom" in str(one["to"]):
            said.append(made.row(const="phone", to="telecom[0].system"))
        if "national" in str(one["to"]):
            system = random.choice(("urn:oid:1.3.182.4.4", f"{_SYSTEM}others"))
            said.append(made.row(const=system, to="identifier[national].system"))
    made.maps.append(
        {"map": "patient -> Patient", "id": {"identifiers": "identifier"}, "rows": said}
    )


def _subject(made: Drawn, to: str) -> list[dict[str, Any]]:
    known = any(one["map"].startswith("patient") for one in made.maps)
    return [made.row(ref="patient", to=to)] if known else []


def _key(made: Drawn) -> dict[str, Any]:
    random = made.random
    parts: list[Any] = [made.column(_number_of("S"))]
    if random.random() < 0.5:
        parts.append({"text": f"k{made.lines}"})
    if random.random() < 0.5 and any(one["map"].startswith("patient") for one in made.maps):
        parts.append({"ref": "patient"})
    second = [[made.columns[0]["name"]]] if random.random() < 0.3 else []
    return {"key": [parts, *second]}


def _guard(made: Drawn) -> dict[str, Any]:
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


def _observation(made: Drawn) -> None:
    random = made.random
    said = [
        made.row(
            src=made.column(_of(*"FPCFPCFPCQ"), type="code"),
            to="status",
            code={"F": "final", "P": "preliminary", "C": "corrected"},
            **{"else": "unknown"} if random.random() < 0.5 else {},
        ),
        made.row(const="unknown", to="status"),
        made.row(src=made.column(_code, type="code"), to="code.coding[loinc].code"),
        made.row(const="http://loinc.org", to="code.coding[loinc].system"),
        *_subject(made, "subject"),
    ]
    if random.random() < 0.5:
        category = "http://terminology.hl7.org/CodeSystem/observation-category"
        said.append(made.row(const=category, to="category[0].coding[0].system"))
        word = random.choice(("laboratory", "vital-signs"))
        said.append(made.row(const=word, to="category[0].coding[0].code"))
    for one in random.sample(_FINDINGS, random.randrange(1, 8)):
        said += one(made)
    if random.random() < 0.1:
        said += random.choice(_DOUBTFUL)(made)
    number = len(made.maps)
    guard = _guard(made)
    made.maps.append(
        {"map": f"result{number} -> Observation", "id": _key(made), "rows": said, **guard}
    )


def _quantity(made: Drawn) -> list[dict[str, Any]]:
    point = made.random.choice((".", ","))
    value = made.column(lambda r: _number(r).replace(".", point), type="decimal", point=point)
    unit = made.column(_of(*("mmol/L", "g/dL", "%") * 4, "nonsense"), type="code")
    return [
        made.row(src=value, to="valueQuantity.value", **_guard(made)),
        made.row(src=unit, to="valueQuantity.code", when=f"exists({value})"),
        made.row(const="http://unitsofmeasure.org", to="valueQuantity.system"),
    ]


def _plain_value(made: Drawn) -> list[dict[str, Any]]:
    kinds: tuple[tuple[str, Cell, dict[str, Any]], ...] = (
        ("valueString", _word, {}),
        ("valueInteger", _whole, {"type": "integer"}),
        ("valueDateTime", _moment, {"type": "datetime"}),
        ("valueTime", _of("08:30:00", "23:59:59"), {"type": "time"}),
        ("valueBoolean", _of("true", "false"), {"type": "boolean"}),
        ("valueCodeableConcept", _word, {}),
    )
    to, cell, said = made.random.choice(kinds)
    return [made.row(src=made.column(cell, **said), to=to)]


def _ranges(made: Drawn) -> list[dict[str, Any]]:
    recurs = made.random.random() < 0.5
    low, high = (made.column(_whole, type="decimal", recurs=recurs) for _ in range(2))
    return [
        made.row(src=low, to="referenceRange[0].low.value"),
        made.row(src=high, to="referenceRange[0].high.value"),
    ]


def _simple(to: str, cell: Cell, **said: Any) -> Callable[[Drawn], list[dict[str, Any]]]:
    return lambda made: [made.row(src=made.column(cell, **said), to=to, **_guard(made))]


def _joined(made: Drawn) -> list[dict[str, Any]]:
    names = [made.column(_word), made.column(_word)]
    return [made.row(src=names, join=", ", to="note[0].text")]


def _numbered(made: Drawn) -> list[dict[str, Any]]:
    own = f"{_SYSTEM}samples"
    system = made.random.choice((*(own,) * 8, "urn:ietf:rfc:3986", "samples"))
    return [
        made.row(src=made.column(_number_of("S")), to="identifier[sample].value"),
        made.row(const=system, to="identifier[sample].system"),
    ]


def _component(made: Drawn) -> list[dict[str, Any]]:
    code = made.random.choice(("718-7", "8480-6"))
    return [
        made.row(src=made.column(_number, type="decimal"), to="component[0].valueQuantity.value"),
        made.row(const=code, to="component[0].code.coding[0].code"),
        made.row(const="http://loinc.org", to="component[0].code.coding[0].system"),
    ]


def _looked_up(made: Drawn) -> list[dict[str, Any]]:
    column = made.column(_of("INT1", "SURG", "PED", "XX"), type="code")
    return [made.row(src=column, to="performer[ward].display", lookup="wards.name")]


def _period(made: Drawn) -> list[dict[str, Any]]:
    return [
        made.row(src=made.column(_moment, type="datetime"), to=f"effectivePeriod.{end}")
        for end in ("start", "end")
    ]


_FINDINGS: tuple[Callable[[Drawn], list[dict[str, Any]]], ...] = (
    _quantity,
    _plain_value,
    _ranges,
    _joined,
    _numbered,
    _component,
    _looked_up,
    _simple("effectiveDateTime", _moment, type="datetime"),
    _simple("effectiveDateTime", _day, type="date"),
    _simple("issued", _moment, type="datetime"),
    _simple("interpretation[0].text", _word),
    _simple("code.text", _word),
    _simple("method.text", _word, recurs=True),
    _simple("bodySite", _word),
    _simple("encounter.identifier.value", _word),
    _simple("device.display", _word),
    _simple("method.coding[0].display", _word),
)

_DOUBTFUL = (_period, _simple("dataAbsentReason.text", _word))
"""What is often refused."""


def _condition(made: Drawn) -> None:
    said = [
        made.row(src=made.column(_word), to="code.text"),
        *_subject(made, "subject"),
        made.row(src=made.column(_day, type="date"), to="onsetDateTime"),
        made.row(src=made.column(_day, type="date"), to="recordedDate"),
        made.row(src=made.column(_word), to="note[0].text", **_guard(made)),
    ]
    number = len(made.maps)
    made.maps.append({"map": f"problem{number} -> Condition", "id": _key(made), "rows": said})


def _vaccine(made: Drawn) -> None:
    said = [
        made.row(const="completed", to="status"),
        made.row(
            src=made.column(_of("J07BX03", "J07BB02"), type="code"),
            to="vaccineCode.coding[0].code",
        ),
        made.row(const="http://www.whocc.no/atc", to="vaccineCode.coding[0].system"),
        *_subject(made, "patient"),
        made.row(src=made.column(_day, type="date"), to="occurrenceDateTime"),
        made.row(src=made.column(_word), to="lotNumber"),
        made.row(
            src=made.column(_whole, type="integer"), to="protocolApplied[0].doseNumberPositiveInt"
        ),
        made.row(src=made.column(_number, type="decimal"), to="doseQuantity.value"),
    ]
    number = len(made.maps)
    made.maps.append({"map": f"shot{number} -> Immunization", "id": _key(made), "rows": said})


def _dispensed(made: Drawn) -> None:
    """A rule of FHIR compares the two times."""
    said = [
        made.row(const="completed", to="status"),
        made.row(src=made.column(_word), to="medicationCodeableConcept.text"),
        *_subject(made, "subject"),
        made.row(src=made.column(_moment, type="datetime"), to="whenPrepared"),
        made.row(src=made.column(_moment, type="datetime"), to="whenHandedOver"),
        made.row(src=made.column(_number, type="decimal"), to="quantity.value"),
    ]
    number = len(made.maps)
    map = f"given{number} -> MedicationDispense"
    made.maps.append({"map": map, "id": _key(made), "rows": said, **_guard(made)})


def _sample(made: Drawn) -> None:
    said = [
        made.row(src=made.column(_number_of("T")), to="identifier[own].value"),
        made.row(const=f"{_SYSTEM}tubes", to="identifier[own].system"),
        *_subject(made, "subject"),
        made.row(src=made.column(_moment, type="datetime"), to="collection.collectedDateTime"),
        made.row(src=made.column(_number, type="decimal"), to="collection.quantity.value"),
    ]
    number = len(made.maps)
    id = made.random.choice(({"identifiers": "identifier"}, _key(made)))
    made.maps.append({"map": f"sample{number} -> Specimen", "id": id, "rows": said})


def _stay(made: Drawn) -> None:
    """Of a type that always goes the long way."""
    said = [
        made.row(const="unknown", to="status"),
        made.row(const="IMP", to="class.code"),
        made.row(const="http://terminology.hl7.org/CodeSystem/v3-ActCode", to="class.system"),
        made.row(src=made.column(_number_of("V")), to="identifier[own].value"),
        made.row(const=f"{_SYSTEM}stays", to="identifier[own].system"),
        *_subject(made, "subject"),
    ]
    number = len(made.maps)
    made.maps.append({"map": f"stay{number} -> Encounter", "id": _key(made), "rows": said})


_MAPS: tuple[Callable[[Drawn], None], ...] = (
    *(_observation,) * 6,
    _condition,
    _condition,
    _vaccine,
    _vaccine,
    _sample,
    _dispensed,
    _stay,
)
