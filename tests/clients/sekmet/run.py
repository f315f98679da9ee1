"""sekmet-fhir's own scenarios, unmodified, against a gateway: what became of each of their steps.

https://pypi.org/project/sekmet-fhir/
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

_SETTINGS = """\
base_url: http://127.0.0.1:9/fhir
host: 127.0.0.1
data_dir: data
peers:
  gateway:
    base_url: {base}
"""


def main(base: str) -> None:
    """Run all scenarios, and print the status of each step."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "settings.yaml").write_text(_SETTINGS.format(base=base), encoding="utf-8")
        words = ["scenario", "run", "all", "--peer", "gateway", "--report-dir", "reports"]
        program = [sys.executable, "-c", "from sekmet.cli import app; app()"]
        subprocess.run(  # noqa: S603 - its own command line
            [*program, *words, "--config", "settings.yaml"],
            cwd=here,
            stdout=sys.stderr,
            check=False,
        )
        (file,) = here.glob("reports/*/results.json")
        results = json.loads(file.read_text(encoding="utf-8"))
    told = {
        f"{Path(one['file']).stem}/{step['index']}": [step["status"], step["message"]]
        for one in results
        for step in one["steps"]
    }
    sys.stdout.write(json.dumps(told))


main(sys.argv[1])
