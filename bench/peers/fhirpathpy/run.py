"""fhirpathpy: invariants of a result, compiled once. https://pypi.org/project/fhirpathpy/

The first input is a JSON list of the expressions; the others are resources.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fhirpathpy import compile as prepare  # type: ignore[import-not-found]  # in its own environment
from fhirpathpy.models import models  # type: ignore[import-not-found]  # in its own environment

EXPRESSIONS = json.loads(Path(sys.argv[2]).read_bytes().partition(b"\n")[0])
COMPILED: list[Callable[[Any], Any]] = [prepare(one, models["r4"]) for one in EXPRESSIONS]


def work(text: bytes) -> list[Any]:
    """What each expression gives."""
    resource = json.loads(text)
    return [ask(resource) for ask in COMPILED]


def told(answer: list[Any]) -> list[Any]:
    """What is compared: every answer."""
    return answer
