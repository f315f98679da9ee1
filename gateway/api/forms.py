"""How a FHIR answer is written: JSON or XML, as Accept and _format ask, plain or pretty.

Bytes that are kept as JSON go out as they are, unless another form is asked for.
https://hl7.org/fhir/R4/http.html#mime-type · https://hl7.org/fhir/R4/http.html#parameters
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import Refused, desk
from gateway.api.negotiation import FHIR_JSON, FHIR_XML, form
from gateway.fhirjson import decode, encode, pretty
from gateway.model import Rejected

FHIR = (FHIR_JSON, FHIR_XML)
"""The forms of every FHIR answer; the first where it is all one to the caller."""
SHAPED = ("_format", "_pretty")
"""Parameters of every FHIR answer."""
_TRUTHS = ("true", "false", "")
INSIDE = "inside"
"""In the scope of a request: its answer is a part of another one."""
VARY = "Accept, Accept-Encoding"
JSON = f"{FHIR_JSON}; charset=utf-8"
USUAL = frozenset({None, "", "*/*", FHIR_JSON})


def expected(request: Request) -> str:
    """The form that the answer will have, asked before anything is done; raises Refused 406, 400.

    A handler asks it first, so that nothing is changed for a caller who cannot take the answer.
    """
    if _plain(request):
        return FHIR_JSON
    _wants_pretty(request)
    return form(request, *FHIR)


def answer(
    request: Request,
    value: Any,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    usual: str = FHIR_JSON,
) -> Response:
    """A resource (FHIR JSON, or bytes that are it already) as an answer in the form asked for.

    `usual` is the form for a caller to whom it is all one. What XML cannot say (the name of an
    unknown element in an issue) is answered as JSON, and so is who takes neither form: a request
    is refused for that before, by `expected`.
    """
    told = {**(headers or {}), "Vary": VARY}
    if usual == FHIR_JSON and _plain(request):
        return Response(_text(value), status, told, media_type=JSON)
    if (usual if _all_one(request) else _liked(request)) == FHIR_XML:
        try:
            text = desk(request).xml.write(decode(_text(value)))
        except Rejected:
            pass
        else:
            return Response(text, status, told, media_type=f"{FHIR_XML}; charset=utf-8")
    return Response(_json(request, value), status, told, media_type=JSON)


def _plain(request: Request) -> bool:
    """Is JSON asked for as it is? So ask most, and do not wait for what others may say.

    What is asked inside of another request becomes a part of its answer, and is JSON.
    """
    if INSIDE in request.scope:
        return True
    return not request.scope["query_string"] and request.headers.get("accept") in USUAL


def _all_one(request: Request) -> bool:
    """Does the caller leave the form to us?"""
    said = "_format" in request.query_params
    return not said and request.headers.get("accept") in {None, "", "*/*"}


def _liked(request: Request) -> str:
    try:
        return form(request, *FHIR)
    except Refused:
        return FHIR_JSON


def _json(request: Request, value: Any) -> bytes:
    if _pretty(request):
        return pretty(decode(_text(value)))
    return _text(value)


def _text(value: Any) -> bytes:
    return value if isinstance(value, bytes) else encode(value)


def _pretty(request: Request) -> bool:
    return "_pretty" in request.query_params and request.query_params["_pretty"] == "true"


def _wants_pretty(request: Request) -> None:
    said = request.query_params.getlist("_pretty")
    if len(said) > 1 or not all(one in _TRUTHS for one in said):
        raise Refused(400, "value", "truth", "_pretty")
