"""How much of each resource a reader asks for: _summary and _elements, understood or refused.

https://hl7.org/fhir/R4/search.html#summary · https://hl7.org/fhir/R4/search.html#elements
"""

from __future__ import annotations

from starlette.requests import Request

from gateway.api.desk import Refused, desk
from gateway.shaping import SUMMARIES, WHOLE, Shape

NAMES = ("_summary", "_elements")


def shape(request: Request, type_: str = "", *, counts: bool = False) -> Shape:
    """What the caller wants told; raises Refused 400 where it cannot be meant.

    `type_`: what is read or searched; `counts`: may only the number be asked for (`count`)?
    Parameters of a POST _search are looked for in the address only: hand over `said` there.
    """
    if not request.scope["query_string"]:
        return WHOLE
    sent = request.query_params
    return said(request, sent.getlist("_summary"), sent.getlist("_elements"), type_, counts=counts)


def said(
    request: Request,
    summaries: list[str],
    elements: list[str],
    type_: str = "",
    *,
    counts: bool = False,
) -> Shape:
    """The same, of the values themselves; raises Refused as that does."""
    if not summaries and not elements:
        return WHOLE
    summary = summaries[0] if summaries else "false"
    known = SUMMARIES if counts else tuple(one for one in SUMMARIES if one != "count")
    if len(summaries) > 1 or summary not in known:
        raise Refused(400, "value", "summary", ", ".join(known))
    names = [name.strip() for text in elements for name in text.split(",") if name.strip()]
    if summary != "false" and names:
        raise Refused(400, "value", "summary-elements")
    return Shape(summary, tuple(_element(request, name, type_) for name in names))


def _element(request: Request, name: str, type_: str) -> str:
    """The name of an element at the root, with or without its type before it."""
    if not type_:
        return name
    found = desk(request).shaping.element(type_, name.removeprefix(f"{type_}."))
    if not found:
        raise Refused(400, "value", "elements", type_)
    return found
