"""How each invariant of the datatypes is broken: Age to Timing and TriggerDefinition.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tools.mutations.breaks import UCUM, Break, drop, put

OF_DATATYPES: Mapping[str, tuple[Break, ...]] = MappingProxyType(
    {
        "age-1": (
            Break({"value": 3}, ("code", "system", "unit")),
            Break({"value": -1, "code": "a", "system": UCUM}),
            Break({"value": 1, "code": "a", "system": "http://things.example"}),
        ),
        "att-1": drop("contentType", data="QUJD"),
        "cnt-3": (
            Break({"value": 3, "code": "mg", "system": UCUM}),
            Break({"value": 3}, ("code", "system")),
        ),
        "cpt-2": drop("system", value="x"),
        "dis-1": put(value=1, code="m", system="http://things.example"),
        "drq-1": (
            Break({}, ("path", "searchParam")),
            Break({"path": "code", "searchParam": "code"}),
        ),
        "drq-2": (
            Break({}, ("path", "searchParam")),
            Break({"path": "date", "searchParam": "date"}),
        ),
        "drt-1": (
            Break({"value": 1, "code": "min"}, ("system",)),
            Break({"code": "min", "system": UCUM}, ("value",)),
        ),
        "exp-1": drop("expression", "reference", language="text/cql"),
        "per-1": (
            Break({"start": "2026-02", "end": "2026-01"}),
            Break({"start": "2026-02-03T10:11:12Z", "end": "2026-02-03T10:11:12+02:00"}),
        ),
        "qty-3": drop("system", code="mg", value=1),
        "rat-1": drop("denominator", numerator={"value": 1}),
        "ref-1": put(reference="#nowhere"),
        "rng-2": put(low={"value": 2}, high={"value": 1}),
        "sqty-1": put(value=1, comparator="<"),
        "tim-1": drop("durationUnit", duration=1),
        "tim-2": drop("periodUnit", period=1),
        "tim-4": put(duration=-1, durationUnit="h"),
        "tim-5": put(period=-1, periodUnit="h"),
        "tim-6": drop("period", periodMax=1),
        "tim-7": drop("duration", durationMax=1),
        "tim-8": drop("count", countMax=1),
        "tim-9": (
            Break({"offset": 5}, ("when",)),
            Break({"offset": 5, "when": ["C"]}, ("timeOfDay",)),
        ),
        "tim-10": put(timeOfDay=["10:11:12"], when=["MORN"]),
        "trd-1": put(data=[{"type": "Patient"}], timingDate="2026"),
        "trd-2": drop(
            "data",
            "timing*",
            type="named-event",
            name="x",
            condition={"language": "text/cql", "expression": "x"},
        ),
        "trd-3": drop("name", "data", "condition", type="named-event"),
    }
)
