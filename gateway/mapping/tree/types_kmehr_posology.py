"""A posology of KMEHR: words, or a dose and how many takes a day, as FHIR's Dosage.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (itemType) · https://hl7.org/fhir/R4/dosage.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, above, first, inside, lines, said
from gateway.mapping.tree.types_kmehr_dosage import periods, shared
from gateway.mapping.tree.types_kmehr_quantities import measured, number_of
from gateway.mapping.tree.types_kmehr_tables import DOSES
from gateway.model import Node


def posology(reading: Reading, node: Node) -> Value | None:
    """A posology: words, or a dose with its number of takes a day."""
    item = above(reading, node, "item")
    if item is None:
        return None
    made = shared(reading, item, periods(reading, item), [], dated=True)
    texts = [lines(reading.read(text, TEXT, "text")) for text in inside(node, "text")]
    dose = _dosed(reading, node)
    takes = _takes(reading, node)
    odd = [*([] if dose else _odd(reading, node, "Dose")), *([] if takes else _odd(reading, node))]
    if takes:
        timing = made.setdefault("timing", {})
        timing["repeat"] = {
            "period": Decimal(1),
            "periodUnit": "d",
            **timing.get("repeat", {}),
            **takes,
        }
    if odd:
        made["additionalInstruction"] = [*made.get("additionalInstruction", ()), *odd]
    return {**made, **({"text": "\n".join(texts)} if texts else {}), **dose} or None


def beside(reading: Reading, node: Node) -> Value | None:
    """A posology beside a regimen, in words: what is to be taken is told once."""
    told = [lines(reading.read(text, TEXT, "text")) for text in inside(node, "text")]
    told += [one["text"] for what in ("Dose", "Takes") for one in _odd(reading, node, what)]
    words = "; ".join(filter(None, told))
    return {"text": f"Posology: {words}"} if words else None


def _odd(reading: Reading, node: Node, what: str = "Takes") -> list[Value]:
    """A dose or takes that FHIR cannot say (half a take; from 3 to 1), as they were sent."""
    above_ = ("takes",) if what == "Takes" else ()
    paths: list[tuple[str, ...]] = [(*above_, "low"), (*above_, "high")]
    told = "-".join(filter(None, (said(node, *path) for path in paths)))
    if not told:
        return []
    if not above_ or first(node, "high") is None:  # else the unit is that of the dose
        paths.append(("unit", "cd"))
        unit = said(node, "unit", "cd")
        told = f"{told} {DOSES[unit][0] if unit in DOSES else unit}".strip()
    for one in (one for path in paths for one in inside(node, *path)):
        reading.read(one, TEXT, "additionalInstruction[0].text")
    return [{"text": f"{what}: {told}"}]


def _dosed(reading: Reading, node: Node) -> Value:
    unit, mark = first(node, "unit", "cd"), reading.mark()
    low, high = first(node, "low"), first(node, "high")
    with reading.within("doseAndRate[0]"):
        most_ = measured(reading, high, unit)
        least_ = measured(reading, low, unit)
    if most_ is None:
        return {}
    if least_ and least_["value"] > most_["value"]:
        reading.undo(mark)
        return {}
    ranges = least_ is not None and least_["value"] != most_["value"]
    dose: Any = (
        {"doseRange": {"low": least_, "high": most_}} if ranges else {"doseQuantity": most_}
    )
    return {"doseAndRate": [dose]}


def _takes(reading: Reading, node: Node) -> Value:
    """How many takes in the period that the frequency says, mostly a day."""
    mark = reading.mark()
    most_ = number_of(reading, first(node, "takes", "high"), "timing.repeat.frequencyMax")
    if most_ is None or most_ <= 0 or most_ != int(most_):
        reading.undo(mark)  # half a take is a dose in the wrong place: told in words
        return {}
    least_ = number_of(reading, first(node, "takes", "low"), "timing.repeat.frequency")
    if least_ is not None and least_ > most_:
        reading.undo(mark)
        return {}
    if least_ is None or least_ != int(least_) or not 0 < least_ < most_:
        return {"frequency": int(most_)}
    return {"frequency": int(least_), "frequencyMax": int(most_)}
