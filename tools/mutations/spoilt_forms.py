"""Ways of spoiling the form: how many, which JSON, which name, which choice.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from gateway.definitions import Definitions
from tools.mutations.edits import Edit, absent, item, put, sliced, told, without
from tools.mutations.elements import stem
from tools.mutations.malformed import MALFORMED, NUMBERS
from tools.mutations.places import Place
from tools.mutations.samples import PRIMITIVE

# -- how many ------------------------------------------------------------------------------------


def required_missing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """One less than the least number."""
    if not told(place) or not place.element.min or sliced(place) or place.marking:
        return None
    least = place.element.min
    if not place.many or least == 1:
        return without(place.key)
    return lambda owner: put(place.key, owner[place.key][: least - 1])(owner)


def too_many(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """One more than the greatest number."""
    most = place.element.max
    if not told(place) or most in {None, 0} or not place.many or sliced(place) or place.marking:
        return None
    return lambda owner: put(
        place.key, (owner[place.key] * (int(most or 0) + 1))[: int(most or 0) + 1]
    )(owner)


def forbidden(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """What may not stand there at all."""
    if place.whole or place.element.max != 0 or place.key or not place.keys or sliced(place):
        return None
    value: Any = PRIMITIVE[place.code][0] if place.primitive else {"text": "x"}
    return put(place.name, [value] if place.many else value)


# -- JSON forms ----------------------------------------------------------------------------------


def list_for_one(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A list where one stands."""
    if not told(place) or place.many or sliced(place):
        return None
    return put(place.key, [place.value])


def one_for_list(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """One where a list stands."""
    if not told(place) or not place.many or sliced(place):
        return None
    return put(place.key, place.value[0])


def wrong_json_type(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A number for a text, a text for an object, an object for a primitive."""
    if not told(place) or sliced(place):
        return None
    others: list[Any] = [{"id": "a", "colour": "red"}] if place.primitive else ["words", 5, True]
    if place.primitive and isinstance(PRIMITIVE[place.code][0], str):
        others += [5, True, Decimal("1.5")]
    return item(place, draw.choice(others))


def wrong_format(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A value that the type's lexical rule refuses."""
    if not told(place) or not place.primitive or sliced(place):
        return None
    if place.element.base_path == "Element.id":
        return None
    return item(place, draw.choice(MALFORMED[place.code]))


def number_as_text(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A number or a truth in quotes."""
    if not told(place) or place.code not in NUMBERS or sliced(place):
        return None
    first = place.value[0] if isinstance(place.value, list) else place.value
    return item(place, str(first).lower())


def empty_object(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`{}`"""
    return item(place, {}) if told(place) and not sliced(place) else None


def empty_list(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`[]`"""
    return put(place.key, []) if told(place) and not sliced(place) else None


def null(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`null` in the place of all that is there."""
    return put(place.key, None) if told(place) and not sliced(place) else None


def null_among(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`null` as an item for which nothing stands beside."""
    if not told(place) or not place.many or "_" + place.key in place.owner or sliced(place):
        return None
    return put(place.key, [*place.value, None])


def empty_text(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`""`"""
    text = told(place) and place.primitive and isinstance(PRIMITIVE[place.code][0], str)
    return item(place, "") if text and not sliced(place) else None


def beside_of_wrong_form(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """`_name` in a form that it has not."""
    if not told(place) or not place.primitive or sliced(place):
        return None
    single = {"id": "a"}
    return put("_" + place.key, draw.choice((single if place.many else [single], "x", {}, [], 5)))


def beside_of_an_object(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """`_name` where what stands there is no primitive."""
    if not told(place) or place.primitive or sliced(place):
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
    if not told(place) or sliced(place):
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
    if not told(place) or not others or sliced(place):
        return None
    name = draw.choice(others)
    code = place.keys[name]
    return put(
        name, PRIMITIVE[code][0] if code in PRIMITIVE else {"id": "a", "extension": [absent()]}
    )


def form_not_allowed(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A form of a choice that is not among those listed."""
    if not told(place) or not place.element.path.endswith("[x]") or sliced(place):
        return None
    forms = {"Url": "http://things.example", "Integer": 5, "Uuid": PRIMITIVE["uuid"][0], "Id": "a"}
    others = [form for form in forms if stem(place.element) + form not in place.keys]
    if not others:
        return None

    def edit(owner: dict[str, Any]) -> None:
        without(place.key)(owner)
        owner[stem(place.element) + others[0]] = forms[others[0]]

    return edit
