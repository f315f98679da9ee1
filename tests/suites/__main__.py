"""Run the cases and examples of others, print the table, and keep it in `bench/suites.md`.

`python -m tests.suites [SUITE...]`: all of them, or some (which are printed, not kept).
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from tests.suites.places import ROOT
from tests.suites.runs import SUITES
from tests.suites.table import text

KEPT = ROOT / "bench" / "suites.md"


def main(*names: str) -> int:
    """Run the suites of these names, or all; gives 1 where a reason is missing or idle."""
    unknown = set(names) - SUITES.keys()
    if unknown:
        sys.exit(f"there is no suite {', '.join(sorted(unknown))}; there are: {', '.join(SUITES)}")
    results = [run() for name, run in SUITES.items() if not names or name in names]
    page = text(results, f"Run of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.")
    sys.stdout.write(page)
    if not names:
        KEPT.write_text(page, encoding="utf-8")
    faults = [fault for result in results for fault in result.faults]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
