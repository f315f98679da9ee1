"""fhirkit-rs: the structure of R4 resources, from bytes. https://pypi.org/project/fhirkit-rs/"""

from __future__ import annotations

import fhirkit


def work(text: bytes) -> list[str]:
    """What it finds wrong: paths, or one word where it cannot read it."""
    try:
        return [one.path for one in fhirkit.validate(text) if one.severity == "error"]
    except ValueError:
        return ["unreadable"]


def told(answer: list[str]) -> list[str]:
    """What is compared."""
    return answer[:3]
