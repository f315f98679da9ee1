"""Is it alive, is it ready, how is it doing? For the operator's machines.

https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.api.desk import desk
from gateway.model import Keys, Unavailable


async def live(request: Request) -> Response:  # noqa: ARG001 - the framework's shape
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> Response:
    """200 once the store answers, with the version of the rules in force; else 503."""
    at = desk(request)
    try:
        await at.journal.standing(Keys())
    except Unavailable:
        return JSONResponse({"status": "store-unavailable"}, 503, {"Retry-After": "2"})
    return JSONResponse({"status": "ready", "ruleset": at.ruleset.version})


async def metrics(request: Request) -> Response:
    """Prometheus text; no label of it names a patient."""
    return Response(desk(request).telemetry.text(), media_type="text/plain; version=0.0.4")
