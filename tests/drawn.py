"""How many are drawn by seed: a sample in each run, twelve times as many in `make mutations`.

https://hypothesis.works/articles/what-is-property-based-testing/
"""

from __future__ import annotations

import os

TIMES = int(os.environ.get("GATEWAY_TIMES", "1"))
"""By how much the samples are larger than usual."""
EACH = 2 * TIMES
"""Spoilings of each sample resource."""
