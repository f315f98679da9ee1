"""What was looked at is let go at once: a check leaves nothing that only the collector would find.

https://docs.python.org/3/library/gc.html
"""

from __future__ import annotations

import gc
from typing import Any

import pytest

from bench import records
from gateway.model import Validator


@pytest.mark.parametrize("spoilt", [False, True])
@pytest.mark.parametrize("made", [records.patient, records.result, records.record])
def test_a_check_leaves_no_circles(validator: Validator, made: Any, *, spoilt: bool) -> None:
    """Whole Bundles would stay in memory until the collector comes, which takes its time too."""
    body = made(1)
    if spoilt:
        body["identifier"] = [{"period": {"start": "2026", "end": "2025"}}]
    asked = validator.bound(body)
    found = list(validator.check(body, asked))  # what is made once is made here
    gc.collect()
    gc.disable()
    try:
        assert list(validator.check(body, asked)) == found
        assert gc.collect() == 0
    finally:
        gc.enable()
