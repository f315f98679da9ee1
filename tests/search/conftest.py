"""The stores in which searches are tried: every kind that STORES names.

https://docs.pytest.org/en/stable/how-to/fixtures.html
"""

from __future__ import annotations

from tests.store.conftest import place as place  # noqa: PLC0414 - a fixture of both folders
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - the same
