"""python-fhir-converter: Microsoft's Liquid templates in Python. https://pypi.org/project/python-fhir-converter/"""

from __future__ import annotations

import json
from typing import Any

from fhir_converter.renderers import CcdaRenderer

RENDERER = CcdaRenderer()


def work(document: bytes) -> str:
    """The Bundle as text; nothing where it refuses or breaks."""
    try:
        text: str = RENDERER.render_fhir_string("CCD", document.decode("utf-8-sig"))
    except Exception:  # noqa: BLE001 - whatever it raises, nothing came of it
        return "{}"
    return text


def told(answer: str) -> Any:
    """The Bundle."""
    return json.loads(answer)
