"""The datatypes of CDA, one row each: (datatype, FHIR type) -> its function.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.tree import types_cda_addresses as addresses
from gateway.mapping.tree import types_cda_codes as codes
from gateway.mapping.tree import types_cda_names as names
from gateway.mapping.tree import types_cda_narrative as narrative
from gateway.mapping.tree import types_cda_quantities as quantities
from gateway.mapping.tree import types_cda_ranges as ranges
from gateway.mapping.tree import types_cda_schedules as schedules
from gateway.mapping.tree import types_cda_series as series
from gateway.mapping.tree import types_cda_sets as sets
from gateway.mapping.tree import types_cda_texts as texts
from gateway.mapping.tree import types_cda_times as times
from gateway.mapping.tree.reading import Datatype, Reading
from gateway.mapping.tree.types_cda_elements import first, said_type
from gateway.model import Node

_CODED: Mapping[str, Datatype] = {
    "CodeableConcept": codes.concept,
    "Coding": codes.coding,
    "code": codes.code,
    "string": codes.word,
}
_NAMED: Mapping[str, Datatype] = {"HumanName": names.name, "string": names.called}
_POINT: Mapping[str, Datatype] = {
    "dateTime": times.moment,
    "date": times.day,
    "instant": times.instant,
    "Period": times.span,
    "Timing": schedules.single,
}
_SPAN: Mapping[str, Datatype] = {
    "dateTime": times.point,
    "date": times.day_of,
    "Period": times.span,
    "Timing": schedules.single,
}
_SET: Mapping[str, Datatype] = {"Timing": schedules.single}
_QUANTITY: Mapping[str, Datatype] = {
    "Quantity": quantities.quantity,
    "SimpleQuantity": quantities.simple,
    "Age": ranges.age,
    "Count": quantities.quantity,
    "Distance": quantities.quantity,
    "Duration": quantities.quantity,
    "decimal": quantities.number,
    "string": quantities.written,
    "markdown": quantities.written,
}
_WHOLE: Mapping[str, Datatype] = {
    **_QUANTITY,
    "integer": quantities.whole,
    "positiveInt": quantities.positive,
    "unsignedInt": quantities.unsigned,
}
_INTERVAL: Mapping[str, Datatype] = {**_WHOLE, "Range": ranges.extent}
_TEXT: Mapping[str, Datatype] = {
    "string": texts.text,
    "markdown": texts.text,
    "code": texts.word,
    "Attachment": texts.attachment,
    "uri": texts.link,
    "url": texts.link,
}

_KINDS: Mapping[str, Mapping[str, Datatype]] = {
    **dict.fromkeys(("CD", "CE", "CV", "CO", "CS", "CR", "SC"), _CODED),
    **dict.fromkeys(("EN", "PN", "ON", "TN"), _NAMED),
    "PN_BIRTH": {"HumanName": names.birth_name},
    "II": {"Identifier": names.identifier, "string": names.number, "uri": names.uri},
    "UID": {"Identifier": names.unique, "Coding": codes.object_class},
    "AD": {"Address": addresses.address, "string": addresses.place},
    "TEL": {
        "ContactPoint": addresses.telecom,
        "string": addresses.address_of,
        "uri": addresses.address_of,
        "url": addresses.address_of,
    },
    **dict.fromkeys(("TS", "SXCM_TS"), _POINT),
    "IVL_TS": _SPAN,
    **dict.fromkeys(("PIVL_TS", "EIVL_TS", "SXPR_TS"), _SET),
    "GTS": {"Timing": schedules.schedule, "string": sets.in_words},
    **dict.fromkeys(("PQ", "REAL"), _QUANTITY),
    **dict.fromkeys(("IVL_PQ", "IVL_REAL", "IVL_INT"), _INTERVAL),
    "INT": _WHOLE,
    "MO": {"Money": quantities.money, **_QUANTITY},
    "BETWEEN": {"Range": ranges.between},
    "UNRANGED": {
        "string": ranges.unranged,
        "markdown": ranges.unranged,
        "code": ranges.why_unranged,
    },
    "SLIST_PQ": {"SampledData": series.sampled},
    "MILLISECONDS": {"decimal": series.milliseconds},
    "RTO": {"Ratio": quantities.ratio, "string": quantities.written},
    "BL": {"boolean": codes.truth},
    "ST": _TEXT,
    "ED": _TEXT,
    "StrucDoc": {"Narrative": narrative.narrative, "string": narrative.words_of},
    "LANGUAGE": {"CodeableConcept": codes.language_concept, "code": codes.language},
    "UNDATED": {"code": times.undated},
    "UNREAD": {"code": times.unread},
    "LABEL": {"Narrative": narrative.label},
    "NF": {"CodeableConcept": codes.missing, "code": codes.missing_code},
    "PARTICIPATION": {
        "Coding": codes.participation,
        "CodeableConcept": codes.participation_concept,
    },
    "ABSENT": {"CodeableConcept": codes.absent},
}
"""Datatype -> FHIR type -> its function."""

_ALIKE: Mapping[str, str] = MappingProxyType(
    {
        "CE": "CD",
        "CV": "CD",
        "CO": "CD",
        "CS": "CD",
        "CR": "CD",
        "SC": "CD",
        "PPD_PQ": "PQ",
        "IVL_PPD_PQ": "IVL_PQ",
        "SXCM_PQ": "PQ",
        "SXCM_INT": "INT",
        "SXCM_REAL": "REAL",
        "IVXB_PQ": "PQ",
        "IVXB_INT": "INT",
        "IVXB_TS": "TS",
        "SXCM_TS": "TS",
        "PPD_TS": "TS",
        "IVL_PPD_TS": "IVL_TS",
        "RTO_PQ_PQ": "RTO",
        "RTO_QTY_QTY": "RTO",
        "RTO_MO_PQ": "RTO",
        "BIN": "ED",
        "EN": "PN",
        "ON": "PN",
        "TN": "PN",
        "BN": "BL",
        "URL": "TEL",
        "PIVL_PPD_TS": "PIVL_TS",
        "EIVL_PPD_TS": "EIVL_TS",
        "BXIT_CD": "CD",
        "HXIT_CE": "CD",
    }
)
"""Kinds that are read as another one."""
_ANY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CodeableConcept": ("CD",),
        "Coding": ("CD",),
        "Quantity": ("PQ", "REAL", "MO", "IVL_PQ", "IVL_REAL", "IVL_INT"),
        "SimpleQuantity": ("PQ", "REAL", "MO", "IVL_PQ"),
        "Range": ("IVL_PQ", "IVL_REAL", "IVL_INT"),
        "Ratio": ("RTO",),
        "integer": ("INT",),
        "boolean": ("BL",),
        "dateTime": ("TS",),
        "Period": ("IVL_TS",),
        "Timing": ("PIVL_TS", "EIVL_TS", "SXPR_TS"),
        "string": ("ST", "ED", "PN", "AD", "TEL", "II"),
        "SampledData": ("SLIST_PQ",),
        "Attachment": ("ED",),
        "Identifier": ("II",),
        "HumanName": ("PN",),
        "Address": ("AD",),
        "ContactPoint": ("TEL",),
    }
)
"""FHIR type -> the kinds of value (`xsi:type`) that become it."""


def _kind(reading: Reading, node: Node) -> str:
    """What kind of value an element is: what it says, else what it looks like."""
    said = said_type(node)
    if said:
        return _ALIKE.get(said, said)
    if reading.has(node, "code") or first(node, "originalText") is not None:
        return "CD"
    if first(node, "numerator") is not None:
        return "RTO"
    if reading.has(node, "unit"):
        return "PQ"
    return "" if reading.has(node, "value") else "ST"


def _chosen(kinds: tuple[str, ...], type: str) -> Datatype:
    def read(reading: Reading, node: Node) -> Any:
        kind = _kind(reading, node)
        return reading.as_(kind, type, node) if kind in kinds else None

    return read


def _quantity_of(reading: Reading, node: Node) -> Any:
    """An interval with both bounds is a Range, else a Quantity."""
    kind = _kind(reading, node)
    return reading.as_(kind, "Quantity", node) if kind in _ANY["Quantity"] else None


def _range_of(reading: Reading, node: Node) -> Any:
    """As `_quantity_of`: one bound alone is no Range."""
    ends = [one for name in ("low", "high") if (one := first(node, name)) is not None]
    whole = all(reading.has(one, "value") for one in ends) and len(ends) == len(("low", "high"))
    kind = _kind(reading, node)
    return reading.as_(kind, "Range", node) if whole and kind in _ANY["Range"] else None


def _words_of(reading: Reading, node: Node) -> Any:
    """A text, a name, an address; a bare `value` that does not say of which kind it is."""
    kind = _kind(reading, node)
    if not kind:
        return reading.read(node, "value") or None
    return reading.as_(kind, "string", node) if kind in _ANY["string"] else None


def _told(reading: Reading, node: Node) -> Any:
    """A value of whatever kind that has no code, in words: what was not found."""
    kind = _kind(reading, node)
    if kind in ("TS", "BL", ""):
        return reading.read(node, "value") or None
    if kind in _ANY["string"]:
        return reading.as_(kind, "string", node)
    return None if kind == "CD" else quantities.written(reading, node) or None


def _rows() -> Iterator[tuple[tuple[str, str], Datatype]]:
    for kind, functions in _KINDS.items():
        for type, function in functions.items():
            yield (kind, type), function
    for type, kinds in _ANY.items():
        yield ("ANY", type), _chosen(kinds, type)
    yield ("ANY", "Quantity"), _quantity_of
    yield ("ANY", "Range"), _range_of
    yield ("ANY", "string"), _words_of
    yield ("WORDS", "string"), _told


CDA: Mapping[tuple[str, str], Datatype] = MappingProxyType(dict(_rows()))
"""(datatype, FHIR type) -> its function."""
