"""sekmet-fhir's own scenarios, unmodified, against a gateway: what became of each of their steps.

Those that wait for a subscription wait each in a process of its own, beside all others.
https://pypi.org/project/sekmet-fhir/
"""

from __future__ import annotations

import json
import socket
import sys
import tempfile
from contextlib import redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sekmet.cli import app
from sekmet.scenarios.runner import list_scenarios

_WAITS = "subscription"
_SETTINGS = """\
base_url: http://127.0.0.1:9/fhir
host: 127.0.0.1
port: {port}
data_dir: {data}
peers:
  gateway:
    base_url: {base}
"""


def main(base: str) -> None:
    """Run all scenarios, and print the status of each step."""
    names = [one["id"] for one in list_scenarios()]
    groups = [[name for name in names if _WAITS not in name]]
    groups += [[name] for name in names if _WAITS in name]
    with get_context("fork").Pool(len(groups)) as pool:
        results = pool.starmap(_results, [(base, group) for group in groups], chunksize=1)
    told = {
        f"{Path(one['file']).stem}/{step['index']}": [step["status"], step["message"]]
        for group in results
        for one in group
        for step in one["steps"]
    }
    sys.stdout.write(json.dumps(told))


def _free() -> int:
    """A port for the server that each of them starts beside."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _results(base: str, names: list[str]) -> list[dict[str, Any]]:
    """What sekmet's own command line reports of these scenarios."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        here = Path(folder)
        settings = here / "settings.yaml"
        told = _SETTINGS.format(base=base, data=here / "data", port=_free())
        settings.write_text(told, encoding="utf-8")
        words = ["scenario", "run", *names, "--peer", "gateway", "--config", str(settings)]
        app([*words, "--report-dir", str(here / "reports")], standalone_mode=False)
        (file,) = here.glob("reports/*/results.json")
        found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


main(sys.argv[1])
