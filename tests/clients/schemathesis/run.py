"""schemathesis, unmodified, against a gateway by its contract: what it finds wrong.

https://pypi.org/project/schemathesis/
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CONTRACT = Path(__file__).parents[3] / "openapi" / "gateway.yaml"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
_FAILURE = re.compile(r"^- (ST\d+ .*)$|^_+ ((?:GET|PUT|POST|PATCH|DELETE) \S+) _+$", re.MULTILINE)
_COUNT = re.compile(r"(\d+) generated")


def main(base: str) -> None:
    """Ask the gateway for SCHEMATHESIS_SECONDS, by the seed of SCHEMATHESIS_SEED; print the facts.

    The contract's own address is left out: it is text to us, and an object to whoever reads YAML.
    """
    words = ["run", str(CONTRACT), "-u", base.removesuffix("/fhir"), "-c", ",".join(CHECKS)]
    words += ["--phases", "examples,coverage,fuzzing", "--exclude-operation-id", "contract"]
    words += ["--seed", os.environ["SCHEMATHESIS_SEED"], "--continue-on-failure"]
    words += ["--max-time", os.environ["SCHEMATHESIS_SECONDS"], "--no-shrink"]
    words += ["--suppress-health-check", "all", "--max-examples", "20"]
    program = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - its own command line
            [*program, *words],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "hooks",
                "PYTHONPATH": str(Path(__file__).parent),
            },
        )
    sys.stderr.write(done.stdout[-20_000:] + done.stderr[-2_000:])
    count = _COUNT.search(done.stdout)
    found, operation = [], ""
    for failure, heading in _FAILURE.findall(done.stdout):
        operation = heading or operation
        found += [f"{operation}: {failure}"] if failure else []
    told = {"cases": int(count[1]) if count else 0, "wrong": sorted(set(found))}
    sys.stdout.write(json.dumps(told))


main(sys.argv[1])
