"""The ways in which a right resource is spoilt, each with what makes it wrong by the definition.

An operator takes a place and gives an edit of the object there, or None where it does not apply;
it only ever gives one whose outcome must be invalid.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.definitions import Definitions
from tools.mutations.breakers import BREAKERS, Break
from tools.mutations.places import Place, holds
from tools.mutations.samples import PRIMITIVE, UNENUMERATED
from tools.mutations.specimens import ordinary, stem

Edit: TypeAlias = Callable[[dict[str, Any]], None]
Operator: TypeAlias = Callable[[Place, Definitions, Random], Edit | None]

HL7 = "http://hl7.org/fhir/StructureDefinition/"
_UNKNOWN = "http://things.example/StructureDefinition/mood"
_NOWHERE = "no_such-code"

MALFORMED: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "base64Binary": ("A", "QQ=", "Q*==", "QQ==A", "=QQ="),
        "boolean": ("true", 1, 0, "yes"),
        "canonical": ("http://a b", " http://things.example"),
        "code": (" a", "a ", "a  b", "a\tb\n"),
        "date": ("2026-13", "2026-02-30", "26-01-01", "2026-1-1", "2026-02-03T10:00:00Z", "today"),
        "dateTime": (
            "2026-02-30", "2026-02-03T10:11+01:00", "2026-02-03T10:11:12",
            "2026-02-03 10:11:12Z", "2026-02-03T25:00:00Z", "2023-02-29", "20260203",
        ),
        "decimal": ("1.0", True, "x"),
        "id": ("a b", "x" * 65, "é", "a/b"),
        "instant": ("2026-02-03", "2026-02-03T10:11:12", "2026-02-31T10:11:12Z", "now"),
        "integer": (Decimal("1.5"), 2147483648, -2147483649, "1", True),
        "markdown": ("a\x01b",),
        "oid": ("1.2.3", "urn:oid:3.1", "urn:oid:1.02", "urn:oid:1.2."),
        "positiveInt": (0, -1, Decimal("1.5"), 2147483648, "1"),
        "string": ("a\x01b", "\x00"),
        "time": ("25:00:00", "10:11", "10:11:12Z", "10:61:00"),
        "unsignedInt": (-1, Decimal("0.5"), 2147483648, "0"),
        "uri": ("a b", " urn:x:y", "urn:uuid:x"),
        "url": ("http://a b", "a\nb"),
        "uuid": ("urn:uuid:x", "c757873d-ec9a-4326-a141-556f43239520"),
        "xhtml": ("<p>no div</p>", "<div>unclosed", "words"),
    }
)  # fmt: skip
"""Type -> texts and numbers that it has not."""

NARRATIVES: tuple[str, ...] = (
    '<div xmlns="http://www.w3.org/1999/xhtml"><script>x()</script></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">x</p></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</div>',
    '<div xmlns="http://www.w3.org/1999/xhtml">  </div>',
    "<div><p>no namespace</p></div>",
    '<p xmlns="http://www.w3.org/1999/xhtml">no div</p>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><iframe src="x">x</iframe></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><form><input/>x</form></div>',
    '<!DOCTYPE div [<!ENTITY e "x">]><div xmlns="http://www.w3.org/1999/xhtml">&e;</div>',
    '<div xmlns="http://www.w3.org/1999/xhtml">x</div><div/>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><a href="javascript:x()">x</a></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><object data="x">x</object></div>',
)
"""Narratives that txt-1 or txt-2 forbid."""


def put(name: str, value: Any) -> Edit:
    """An edit that says this."""

    def edit(owner: dict[str, Any]) -> None:
        owner[name] = value

    return edit


def without(*names: str) -> Edit:
    """An edit that leaves these out, and what stands beside them."""

    def edit(owner: dict[str, Any]) -> None:
        for name in names:
            owner.pop(name, None)
            owner.pop("_" + name, None)

    return edit


def item(place: Place, value: Any) -> Edit:
    """An edit that puts a value where the place's own, or its first, stands."""

    def edit(owner: dict[str, Any]) -> None:
        if isinstance(owner[place.key], list):
            owner[place.key][place.index or 0] = value
        else:
            owner[place.key] = value

    return edit


def _told(place: Place) -> bool:
    """Whether something stands at this place, of which the definition of a part speaks."""
    return not place.whole and bool(place.key) and place.key in place.owner


def _sliced(place: Place) -> bool:
    return bool(place.element.slice_name) and not place.whole


# -- how many ------------------------------------------------------------------------------------


def required_missing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """One less than the least number."""
    if not _told(place) or not place.element.min or _sliced(place) or place.marking:
        return None
    least = place.element.min
    if not place.many or least == 1:
        return without(place.key)
    return lambda owner: put(place.key, owner[place.key][: least - 1])(owner)


def too_many(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """One more than the greatest number."""
    most = place.element.max
    if not _told(place) or most in {None, 0} or not place.many or _sliced(place) or place.marking:
        return None
    return lambda owner: put(
        place.key, (owner[place.key] * (int(most or 0) + 1))[: int(most or 0) + 1]
    )(owner)


def forbidden(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """What may not stand there at all."""
    if place.whole or place.element.max != 0 or place.key or not place.keys or _sliced(place):
        return None
    value: Any = PRIMITIVE[place.code][0] if place.primitive else {"text": "x"}
    return put(place.name, [value] if place.many else value)


# -- JSON forms ----------------------------------------------------------------------------------


def list_for_one(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A list where one stands."""
    if not _told(place) or place.many or _sliced(place):
        return None
    return put(place.key, [place.value])


def one_for_list(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """One where a list stands."""
    if not _told(place) or not place.many or _sliced(place):
        return None
    return put(place.key, place.value[0])


def wrong_json_type(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A number for a text, a text for an object, an object for a primitive."""
    if not _told(place) or _sliced(place):
        return None
    others: list[Any] = [{"id": "a", "colour": "red"}] if place.primitive else ["words", 5, True]
    if place.primitive and isinstance(PRIMITIVE[place.code][0], str):
        others += [5, True, Decimal("1.5")]
    return item(place, draw.choice(others))


def wrong_format(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A value that the type's lexical rule refuses."""
    if not _told(place) or not place.primitive or _sliced(place):
        return None
    if place.element.base_path == "Element.id":
        return None
    return item(place, draw.choice(MALFORMED[place.code]))


def number_as_text(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A number or a truth in quotes."""
    if not _told(place) or place.code not in _NUMBERS or _sliced(place):
        return None
    first = place.value[0] if isinstance(place.value, list) else place.value
    return item(place, str(first).lower())


_NUMBERS = frozenset({"boolean", "integer", "decimal", "positiveInt", "unsignedInt"})


def empty_object(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`{}`"""
    return item(place, {}) if _told(place) and not _sliced(place) else None


def empty_list(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`[]`"""
    return put(place.key, []) if _told(place) and not _sliced(place) else None


def null(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`null` in the place of all that is there."""
    return put(place.key, None) if _told(place) and not _sliced(place) else None


def null_among(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`null` as an item for which nothing stands beside."""
    if not _told(place) or not place.many or "_" + place.key in place.owner or _sliced(place):
        return None
    return put(place.key, [*place.value, None])


def empty_text(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`""`"""
    text = _told(place) and place.primitive and isinstance(PRIMITIVE[place.code][0], str)
    return item(place, "") if text and not _sliced(place) else None


def beside_of_wrong_form(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """`_name` in a form that it has not."""
    if not _told(place) or not place.primitive or _sliced(place):
        return None
    single = {"id": "a"}
    return put("_" + place.key, draw.choice((single if place.many else [single], "x", {}, [], 5)))


def beside_of_an_object(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`_name` where what stands there is no primitive."""
    if not _told(place) or place.primitive or _sliced(place):
        return None
    return put("_" + place.key, {"id": "a"})


# -- names ---------------------------------------------------------------------------------------


def unknown_element(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A name that no definition knows."""
    if not place.whole:
        return None
    return put(draw.choice(("colour", "Id", "resourcetype", "valueMood", "_colour")), "red")


def misspelt(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A name written wrong."""
    if not _told(place) or _sliced(place):
        return None
    other = draw.choice(
        (place.key + "z", place.key[:1].upper() + place.key[1:], place.key[:-1] + "_")
    )

    def edit(owner: dict[str, Any]) -> None:
        owner[other] = owner.pop(place.key)

    return edit


# -- choices -------------------------------------------------------------------------------------


def two_forms(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A second form of what may have one."""
    others = [name for name in place.keys if name != place.key]
    if not _told(place) or not others or _sliced(place):
        return None
    name = draw.choice(others)
    code = place.keys[name]
    return put(
        name, PRIMITIVE[code][0] if code in PRIMITIVE else {"id": "a", "extension": [_absent()]}
    )


def form_not_allowed(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A form of a choice that is not among those listed."""
    if not _told(place) or not place.element.path.endswith("[x]") or _sliced(place):
        return None
    forms = {"Url": "http://things.example", "Integer": 5, "Uuid": PRIMITIVE["uuid"][0], "Id": "a"}
    others = [form for form in forms if stem(place.element) + form not in place.keys]
    if not others:
        return None

    def edit(owner: dict[str, Any]) -> None:
        without(place.key)(owner)
        owner[stem(place.element) + others[0]] = forms[others[0]]

    return edit


def _absent() -> dict[str, Any]:
    return {"url": HL7 + "data-absent-reason", "valueCode": "unknown"}


# -- codes, fixed values, patterns ---------------------------------------------------------------


def _bound(place: Place, definitions: Definitions) -> bool:
    binding = place.element.binding
    if not _told(place) or binding is None or place.marking:
        return False
    url = binding.max_valueset or (binding.valueset if binding.strength == "required" else "")
    known = definitions.codes(url) if url else None
    return url.partition("|")[0] in UNENUMERATED or bool(known and known.pairs)


def wrong_code(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """A code that a required value set has not."""
    return _coded(place, {"code": _NOWHERE}) if _bound(place, definitions) else None


def wrong_system(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """A code of another system than the required one."""
    if not _bound(place, definitions) or place.primitive:
        return None
    return _coded(place, {"system": "http://things.example/codes"})


def text_for_code(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """Words alone where a code is required."""
    if not _bound(place, definitions) or place.code != "CodeableConcept":
        return None
    return item(place, {"text": "words"})


def _coded(place: Place, other: dict[str, str]) -> Edit | None:
    value = place.value[0] if isinstance(place.value, list) else place.value
    if place.primitive:
        return item(place, other["code"])
    if place.code == "CodeableConcept":
        codings = value.get("coding") or [{"system": "http://things.example/codes", "code": "x"}]
        return item(place, {"coding": [{**one, **other} for one in codings]})
    known = place.code in {"Coding", "Quantity", "Age", "Duration"} and "code" in value
    return item(place, {**value, **other}) if known else None


def fixed_changed(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """Another value than the fixed one."""
    fixed = place.element.fixed
    if fixed is None or not _told(place) or place.marking or _sliced(place):
        return None
    return item(place, _other(fixed[1]))


def pattern_broken(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A value without what the pattern asks for."""
    pattern = place.element.pattern
    if pattern is None or not _told(place) or place.marking or _sliced(place):
        return None
    other = _other(pattern[1])
    return None if holds(pattern[1], other) else item(place, other)


def _other(value: Any) -> Any:
    """A value like this one, and another."""
    if isinstance(value, dict):
        name = next(iter(value))
        return {**value, name: _other(value[name])}
    if isinstance(value, list):
        return [_other(value[0]), *value[1:]]
    if isinstance(value, bool):
        return not value
    return value + "x" if isinstance(value, str) else value + 1


def too_long(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """More characters than are allowed."""
    if not _told(place) or place.code not in {"string", "markdown"} or _sliced(place):
        return None
    most = place.element.max_length
    if most is None and draw.random() > _SELDOM:
        return None
    return item(place, "x" * ((most or 1_048_576) + 1))


_SELDOM = 0.002


def beyond_limits(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A number below the least or above the greatest."""
    low, high = place.element.min_value, place.element.max_value
    if not _told(place) or place.code not in _NUMBERS:
        return None
    if high is not None:
        return item(place, high[1] + 1)
    return None if low is None else item(place, low[1] - 1)


# -- references ----------------------------------------------------------------------------------


def reference_to_other_type(place: Place, definitions: Definitions, _draw: Random) -> Edit | None:
    """A reference to a type of resource that may not stand there."""
    if not _told(place) or place.code != "Reference" or place.marking:
        return None
    urls = [
        url
        for one in place.element.types
        if one.code == "Reference"
        for url in one.target_profiles
    ]
    found = [definitions.structure(url) for url in urls]
    kinds = {one.type for one in found if one is not None}
    if None in found or not kinds or kinds & {"Resource", "DomainResource"}:
        return None
    other = next(one for one in ("Slot", "Patient", "Linkage", "Basic") if one not in kinds)
    return item(place, {"reference": f"{other}/a"})


def reference_into_nothing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A reference to a contained resource that is not there."""
    if not _told(place) or place.code != "Reference" or place.marking:
        return None
    return item(place, {"reference": "#nowhere"})


# -- extensions ----------------------------------------------------------------------------------


def _takes(place: Place, name: str) -> bool:
    if not place.whole or place.owner.get(name):
        return False
    ident = place.element.id
    names = {stem(one) for one in ordinary(place.structure, ident) if one.max != 0}
    return name in names and place.structure.type != "Extension"


def extension_of_both(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension with a value and with extensions."""
    both = {"url": _UNKNOWN, "valueString": "x", "extension": [_absent()]}
    return put("extension", [both]) if _takes(place, "extension") else None


def extension_of_nothing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension with an url alone."""
    return put("extension", [{"url": _UNKNOWN}]) if _takes(place, "extension") else None


def extension_without_url(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension of nobody knows what."""
    return put("extension", [{"valueString": "x"}]) if _takes(place, "extension") else None


def extension_misspelt(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension whose url is no address."""
    wrong = {"url": "data-absent-reason", "valueCode": "unknown"}
    return put("extension", [wrong]) if _takes(place, "extension") else None


def extension_of_other_type(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A known extension with a value of a type that it has not."""
    wrong = {**_absent(), "valueString": "unknown"}
    del wrong["valueCode"]
    return put("extension", [wrong]) if _takes(place, "extension") else None


def extension_of_wrong_code(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A known extension with a code that its value set has not."""
    wrong = {**_absent(), "valueCode": _NOWHERE}
    return put("extension", [wrong]) if _takes(place, "extension") else None


def extension_elsewhere(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A known extension where its definition does not let it stand."""
    if not _takes(place, "extension") or place.structure.type == "ContactPoint":
        return None
    return put("extension", [{"url": HL7 + "contactpoint-country", "valueString": "352"}])


def modifier_unknown(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An unknown extension that changes what its owner means."""
    wrong = {"url": _UNKNOWN, "valueString": "x"}
    return put("modifierExtension", [wrong]) if _takes(place, "modifierExtension") else None


def modifier_on_a_data_type(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A modifier where the type has none."""
    if not place.whole or "." in place.element.id or place.structure.kind != "complex-type":
        return None
    names = {stem(one) for one in ordinary(place.structure, place.element.id)}
    return None if "modifierExtension" in names else put("modifierExtension", [_absent()])


# -- slices --------------------------------------------------------------------------------------


def slice_missing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A slice that is required, left out whole."""
    if not _sliced(place) or not place.element.min or place.marking_above:
        return None
    return _cut(place)


def _cut(place: Place) -> Edit:
    def edit(owner: dict[str, Any]) -> None:
        values = owner[place.key]
        if place.index is None:
            without(place.key)(owner)
            return
        gone = values[place.index]
        rest = [one for one in values if one != gone]
        if rest:
            owner[place.key] = rest
        else:
            without(place.key)(owner)

    return edit


def slice_too_many(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A slice more often than it may stand."""
    most = place.element.max
    if not _sliced(place) or not most or place.index is None or place.marking_above:
        return None
    return put(place.key, place.owner[place.key] + [place.value] * most)


def slice_of_nobody(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An item of no slice where none other may stand."""
    slicing = place.element.slicing
    if slicing is None or slicing.rules != "closed" or not _told(place) or not place.many:
        return None
    if _sliced(place) or place.marking or place.primitive:
        return None
    return put(place.key, [*place.value, _stranger(place.value[0])])


def _stranger(value: Any) -> Any:
    """A copy in which every text is another."""
    if isinstance(value, dict):
        return {name: _stranger(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_stranger(inner) for inner in value]
    return value + "x" if isinstance(value, str) else value


# -- resources -----------------------------------------------------------------------------------


def _is_resource(place: Place) -> bool:
    return place.whole and "." not in place.element.id and "resourceType" in place.owner


def no_such_type(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A type of resource that FHIR has not."""
    wrong = draw.choice(("Pateint", "patient", "DomainResource", "HumanName", ""))
    return put("resourceType", wrong) if _is_resource(place) else None


def bad_narrative(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A narrative that is not plain XHTML, or says nothing."""
    if not _is_resource(place) or not _takes(place, "modifierExtension"):
        return None
    return put("text", {"status": "generated", "div": draw.choice(NARRATIVES)})


_BASIC = MappingProxyType({"resourceType": "Basic", "id": "lost", "code": {"text": "x"}})


def contained_unreferenced(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A contained resource that nothing refers to."""
    if place.where or not _is_resource(place) or not _takes(place, "contained"):
        return None
    return put("contained", [dict(_BASIC)])


def contained_in_contained(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A contained resource that contains another, or has a version or a label of its own."""
    if place.where or not _is_resource(place) or not _takes(place, "contained"):
        return None
    inner = {**_BASIC, "subject": {"reference": "#"}}
    label = {"system": "http://things.example/labels", "code": "x"}
    wrong = draw.choice(
        (
            {**inner, "contained": [inner]},
            {**inner, "meta": {"versionId": "1"}},
            {**inner, "meta": {"lastUpdated": "2026-02-03T10:11:12Z"}},
            {**inner, "meta": {"security": [label]}},
        )
    )
    return put("contained", [wrong])


def contained_twice(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """Two contained resources of the same id."""
    if place.where or not _is_resource(place) or not _takes(place, "contained"):
        return None
    inner = {**_BASIC, "subject": {"reference": "#"}}
    return put("contained", [inner, inner])


def id_twice(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """Two elements of one resource under the same id."""
    if place.where or not _is_resource(place):
        return None
    held = [name for name, value in place.owner.items() if _objects(value)]
    if len(held) < 2:  # noqa: PLR2004 - it takes two
        return None

    def edit(owner: dict[str, Any]) -> None:
        for name in held[:2]:
            _objects(owner[name])[0]["id"] = "same"

    return edit


def _objects(value: Any) -> list[Any]:
    """The objects of a list, or the object alone, where they are no resources."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict) and "resourceType" not in one]


def profile_of_another_type(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A resource that says it meets a profile for another type."""
    if not _is_resource(place) or place.structure.type in {"Observation", "Bundle", "Parameters"}:
        return None
    return put("meta", {"profile": [HL7 + "bp"]})


# -- invariants ----------------------------------------------------------------------------------


def invariant_broken(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """An object in which one invariant of its element does not hold."""
    if not place.whole:
        return None
    found = []
    for one in place.element.constraints:
        if one.severity == "error":
            found += [BREAKERS.get(f"{one.key}@{place.element.path}") or BREAKERS.get(one.key, ())]
    ways: list[Break] = [way for ways in found for way in ways]
    return draw.choice(ways).apply if ways else None


OPERATORS: tuple[Operator, ...] = (
    required_missing, too_many, forbidden, list_for_one, one_for_list, wrong_json_type,
    wrong_format, number_as_text, empty_object, empty_list, null, null_among, empty_text,
    beside_of_wrong_form, beside_of_an_object, unknown_element, misspelt, two_forms,
    form_not_allowed, wrong_code, wrong_system, text_for_code, fixed_changed, pattern_broken,
    too_long, beyond_limits, reference_to_other_type, reference_into_nothing, extension_of_both,
    extension_of_nothing, extension_without_url, extension_misspelt, extension_of_other_type,
    extension_of_wrong_code, extension_elsewhere, modifier_unknown, modifier_on_a_data_type,
    slice_missing, slice_too_many, slice_of_nobody, no_such_type, bad_narrative,
    contained_unreferenced, contained_in_contained, contained_twice, id_twice,
    profile_of_another_type, invariant_broken,
)  # fmt: skip
"""All ways of spoiling."""
