"""Asks fhirpathpy, in an environment of its own: questions come on standard input, answers go out.

https://pypi.org/project/fhirpathpy/
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from typing import Any

from fhirpathpy import evaluate  # type: ignore[import-not-found]  # in its own environment
from fhirpathpy.models import models  # type: ignore[import-not-found]  # in its own environment


def answer(place: str, expression: str, value: Any, resource: Any) -> list[Any] | None:
    """What it gives, as JSON; None where it cannot."""
    asked = {"base": place, "expression": expression} if place else expression
    world = {"resource": resource, "rootResource": resource}
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # its trace() writes there
            found = evaluate(value, asked, world, models["r4"])
    except Exception:  # noqa: BLE001 - whatever it is, it has no answer
        return None
    said: list[Any] = json.loads(json.dumps(list(found), default=str))
    return said


if __name__ == "__main__":
    questions = json.load(sys.stdin)
    json.dump([answer(*question) for question in questions], sys.stdout)
