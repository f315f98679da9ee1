"""Runs one peer on request: a line of JSON in, a line of JSON out.

Started by the peer's own Python with `run.py` and a file of inputs, one a line. `run.py` has
`work(input)`, which is timed, and `told(answer)`, which is compared.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import sys
import time
from pathlib import Path
from typing import Any


def main(script: str, file: str) -> None:
    """Answer until the questions end."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    inputs = Path(file).read_bytes().split(b"\n")
    ours = runpy.run_path(script)
    for line in sys.stdin:
        kind, start, stop = json.loads(line)
        answer = _timed if kind == "timed" else _told
        answers.write(json.dumps(answer(ours, inputs[start:stop])) + "\n")
        answers.flush()


def _timed(ours: dict[str, Any], inputs: list[bytes]) -> dict[str, Any]:
    work = ours["work"]
    gc.collect()
    began = time.process_time()
    for one in inputs:
        work(one)
    return {"seconds": (time.process_time() - began) / len(inputs)}


def _told(ours: dict[str, Any], inputs: list[bytes]) -> dict[str, Any]:
    return {"told": [ours["told"](ours["work"](one)) for one in inputs]}


main(*sys.argv[1:])
