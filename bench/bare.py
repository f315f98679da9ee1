"""A bare Starlette answer: the bytes of one file for every address, and nothing else.

Run with the file and a port, on the server and loop that the gateway runs on.
https://www.starlette.io/
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main(file: str, port: str) -> None:
    """Serve until it is ended."""
    body = Path(file).read_bytes()

    async def read(request: Request) -> Response:  # noqa: ARG001 - the framework's shape
        return Response(body, media_type="application/fhir+json; charset=utf-8")

    app = Starlette(routes=[Route("/fhir/{type}/{id}", read)])
    uvicorn.run(
        app, port=int(port), loop="uvloop", http="httptools", access_log=False, log_level="error"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
