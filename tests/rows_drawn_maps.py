"""Maps of files of rows, drawn by seed: to every kind of resource, by every kind of row.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.rows_drawn_cells import (
    Cell,
    coded,
    day,
    decimal,
    moment,
    number_of,
    one_of,
    text,
    whole,
)
from tests.rows_drawn_parts import SYSTEM, Drawn, own_guard, own_key, subject


def _observation(made: Drawn) -> None:
    random = made.random
    said = [
        made.row(
            src=made.column(one_of(*"FPCFPCFPCQ"), type="code"),
            to="status",
            code={"F": "final", "P": "preliminary", "C": "corrected"},
            **{"else": "unknown"} if random.random() < 0.5 else {},
        ),
        made.row(const="unknown", to="status"),
        made.row(src=made.column(coded, type="code"), to="code.coding[loinc].code"),
        made.row(const="http://loinc.org", to="code.coding[loinc].system"),
        *subject(made, "subject"),
    ]
    if random.random() < 0.5:
        to = random.choice(("code.coding[loinc].display", "code.text"))
        said.append(made.row(src=made.column(text, recurs=True), to=to))
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
    guard = own_guard(made)
    made.maps.append(
        {"map": f"result{number} -> Observation", "id": own_key(made), "rows": said, **guard}
    )


def _quantity(made: Drawn) -> list[dict[str, Any]]:
    point = made.random.choice((".", ","))
    value = made.column(lambda r: decimal(r).replace(".", point), type="decimal", point=point)
    unit = made.column(one_of(*("mmol/L", "g/dL", "%") * 4, "nonsense"), type="code")
    return [
        made.row(src=value, to="valueQuantity.value", **own_guard(made)),
        made.row(src=unit, to="valueQuantity.code", when=f"exists({value})"),
        made.row(const="http://unitsofmeasure.org", to="valueQuantity.system"),
    ]


def _plain_value(made: Drawn) -> list[dict[str, Any]]:
    kinds: tuple[tuple[str, Cell, dict[str, Any]], ...] = (
        ("valueString", text, {}),
        ("valueInteger", whole, {"type": "integer"}),
        ("valueDateTime", moment, {"type": "datetime"}),
        ("valueTime", one_of("08:30:00", "23:59:59"), {"type": "time"}),
        ("valueBoolean", one_of("true", "false"), {"type": "boolean"}),
        ("valueCodeableConcept", text, {}),
    )
    to, cell, said = made.random.choice(kinds)
    return [made.row(src=made.column(cell, **said), to=to)]


def _ranges(made: Drawn) -> list[dict[str, Any]]:
    recurs = made.random.random() < 0.5
    low, high = (made.column(whole, type="decimal", recurs=recurs) for _ in range(2))
    return [
        made.row(src=low, to="referenceRange[0].low.value"),
        made.row(src=high, to="referenceRange[0].high.value"),
    ]


def _simple(to: str, cell: Cell, **said: Any) -> Callable[[Drawn], list[dict[str, Any]]]:
    return lambda made: [made.row(src=made.column(cell, **said), to=to, **own_guard(made))]


def _joined(made: Drawn) -> list[dict[str, Any]]:
    names = [made.column(text), made.column(text)]
    return [made.row(src=names, join=", ", to="note[0].text")]


def _numbered(made: Drawn) -> list[dict[str, Any]]:
    own = f"{SYSTEM}samples"
    system = made.random.choice((*(own,) * 8, "urn:ietf:rfc:3986", "samples"))
    return [
        made.row(src=made.column(number_of("S")), to="identifier[sample].value"),
        made.row(const=system, to="identifier[sample].system"),
    ]


def _component(made: Drawn) -> list[dict[str, Any]]:
    code = made.random.choice(("718-7", "8480-6"))
    return [
        made.row(src=made.column(decimal, type="decimal"), to="component[0].valueQuantity.value"),
        made.row(const=code, to="component[0].code.coding[0].code"),
        made.row(const="http://loinc.org", to="component[0].code.coding[0].system"),
    ]


def _looked_up(made: Drawn) -> list[dict[str, Any]]:
    column = made.column(one_of("INT1", "SURG", "PED", "XX"), type="code")
    return [made.row(src=column, to="performer[ward].display", lookup="wards.name")]


def _period(made: Drawn) -> list[dict[str, Any]]:
    return [
        made.row(src=made.column(moment, type="datetime"), to=f"effectivePeriod.{end}")
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
    _simple("effectiveDateTime", moment, type="datetime"),
    _simple("effectiveDateTime", day, type="date"),
    _simple("issued", moment, type="datetime"),
    _simple("interpretation[0].text", text),
    _simple("code.text", text),
    _simple("method.text", text, recurs=True),
    _simple("bodySite", text),
    _simple("encounter.identifier.value", text),
    _simple("device.display", text),
    _simple("method.coding[0].display", text),
)

_DOUBTFUL = (_period, _simple("dataAbsentReason.text", text))
"""What is often refused."""


def _condition(made: Drawn) -> None:
    said = [
        made.row(src=made.column(text), to="code.text"),
        *subject(made, "subject"),
        made.row(src=made.column(day, type="date"), to="onsetDateTime"),
        made.row(src=made.column(day, type="date"), to="recordedDate"),
        made.row(src=made.column(text), to="note[0].text", **own_guard(made)),
    ]
    number = len(made.maps)
    made.maps.append({"map": f"problem{number} -> Condition", "id": own_key(made), "rows": said})


def _vaccine(made: Drawn) -> None:
    said = [
        made.row(const="completed", to="status"),
        made.row(
            src=made.column(one_of("J07BX03", "J07BB02"), type="code"),
            to="vaccineCode.coding[0].code",
        ),
        made.row(const="http://www.whocc.no/atc", to="vaccineCode.coding[0].system"),
        *subject(made, "patient"),
        made.row(src=made.column(day, type="date"), to="occurrenceDateTime"),
        made.row(src=made.column(text), to="lotNumber"),
        made.row(
            src=made.column(whole, type="integer"), to="protocolApplied[0].doseNumberPositiveInt"
        ),
        made.row(src=made.column(decimal, type="decimal"), to="doseQuantity.value"),
    ]
    number = len(made.maps)
    made.maps.append({"map": f"shot{number} -> Immunization", "id": own_key(made), "rows": said})


def _dispensed(made: Drawn) -> None:
    """A rule of FHIR compares the two times."""
    said = [
        made.row(const="completed", to="status"),
        made.row(src=made.column(text), to="medicationCodeableConcept.text"),
        *subject(made, "subject"),
        made.row(src=made.column(moment, type="datetime"), to="whenPrepared"),
        made.row(src=made.column(moment, type="datetime"), to="whenHandedOver"),
        made.row(src=made.column(decimal, type="decimal"), to="quantity.value"),
    ]
    number = len(made.maps)
    map = f"given{number} -> MedicationDispense"
    made.maps.append({"map": map, "id": own_key(made), "rows": said, **own_guard(made)})


def _sample(made: Drawn) -> None:
    said = [
        made.row(src=made.column(number_of("T")), to="identifier[own].value"),
        made.row(const=f"{SYSTEM}tubes", to="identifier[own].system"),
        *subject(made, "subject"),
        made.row(src=made.column(moment, type="datetime"), to="collection.collectedDateTime"),
        made.row(src=made.column(decimal, type="decimal"), to="collection.quantity.value"),
    ]
    number = len(made.maps)
    id = made.random.choice(({"identifiers": "identifier"}, own_key(made)))
    made.maps.append({"map": f"sample{number} -> Specimen", "id": id, "rows": said})


def _stay(made: Drawn) -> None:
    """Of a type that always goes the long way."""
    said = [
        made.row(const="unknown", to="status"),
        made.row(const="IMP", to="class.code"),
        made.row(const="http://terminology.hl7.org/CodeSystem/v3-ActCode", to="class.system"),
        made.row(src=made.column(number_of("V")), to="identifier[own].value"),
        made.row(const=f"{SYSTEM}stays", to="identifier[own].system"),
        *subject(made, "subject"),
    ]
    number = len(made.maps)
    made.maps.append({"map": f"stay{number} -> Encounter", "id": own_key(made), "rows": said})


MAPS: tuple[Callable[[Drawn], None], ...] = (
    *(_observation,) * 6,
    _condition,
    _condition,
    _vaccine,
    _vaccine,
    _sample,
    _dispensed,
    _stay,
)
