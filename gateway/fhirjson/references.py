"""Every reference in a resource, found in its JSON: the text is written and searched at once in C.

https://hl7.org/fhir/R4/references.html#literal
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway import fhirjson

_KEY = b'"reference":"'
"""A quote inside of a text is escaped, so that this stands nowhere but before a reference."""


def references(value: Any) -> list[str]:
    """Every text that an element `reference` says, in a resource or a part of one."""
    try:
        text = fhirjson.encode(value)
    except TypeError:  # it is no JSON, or too deep for the writer
        return [*_walked(value)]
    parts = text.split(_KEY)[1:]  # which is quicker than an expression, by far in long texts
    if not parts:
        return []
    said = b"\n".join([one.partition(b'"')[0] for one in parts])
    if b"\\" in said:  # one has an escape in it
        return [*_walked(value)]
    return said.decode().split("\n")


def _walked(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "reference" and isinstance(inner, str):
                yield inner
            else:
                yield from _walked(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walked(inner)
