"""sekmet-fhir's scenarios against a served gateway: which steps pass, and which do not.

https://pypi.org/project/sekmet-fhir/
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bench.peer import Absent
from tests.clients.rooms import facts
from tests.clients.served import served

NAME = "sekmet"


@cache
def steps() -> Mapping[str, tuple[str, str]]:
    """Scenario and number of each step -> (status, what was said); raises Absent."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as base:
        return {step: (status, said) for step, (status, said) in facts(NAME, base).items()}


def missed() -> dict[str, str]:
    """Each step that was done and did not pass -> what sekmet says of it."""
    return {
        step: status
        for step, (status, _) in steps().items()
        if status not in {"passed", "skipped"}
    }


__all__ = ["NAME", "Absent", "missed", "steps"]
