"""A time that comes again but for its last digits is read as it would be alone."""

from __future__ import annotations

import pytest

from gateway.mapping.flat.formats import reader
from gateway.mapping.flat.rows import Typed
from gateway.mapping.flaws import Flawed

FORMATS = [
    ("DD.MM.YYYY HH:mm", "YYYY-MM-DD HH:mm:ss"),
    ("YYYY-MM-DD HH:mm:SSS", "YYYY-MM-DD"),
    ("DD:MM:YY", "YYYY:M:D"),
    ("YYYY-MM-DD HH:mmZ",),
]
TEXTS = [
    *(f"20.11.2026 08:{last}" for last in ("00", "30", "59", "60", "5", "7 ", "٣٠")),
    *(f"2026-11-20 08:30:{last}" for last in ("00", "15", "59", "61")),
    *(f"20:11:{last}" for last in ("00", "26", "59", "99")),
    *("2026:1:09", "2026:1:31", "2026:1:45", "2026-11-20 08:30+01:00", "2026-11-20 08:30+01:30"),
]


@pytest.mark.parametrize("formats", FORMATS)
def test_times_are_read_as_if_each_were_the_first(formats: tuple[str, ...]) -> None:
    column = Typed("taken", "datetime", formats, pivot=30)
    known = reader(column)
    assert known is not None
    for text in (*TEXTS, *TEXTS):
        alone = reader(column)
        assert alone is not None
        assert _shown(known(text)) == _shown(alone._read(text))  # type: ignore[attr-defined]


def _shown(value: str | Flawed) -> str:
    return value.rule if isinstance(value, Flawed) else value
