"""messagefoundry: what comes over MLLP is kept, and written to a file as it is.

https://pypi.org/project/messagefoundry/
"""

# ruff: noqa: D103 - what each is, its decorator says
from __future__ import annotations

import os

from messagefoundry import (  # type: ignore[import-not-found]  # in its own environment
    MLLP,
    File,
    Send,
    handler,
    inbound,
    outbound,
    router,
)

inbound("IB_REPORTS", MLLP(port=int(os.environ["REPORTS_PORT"])), router="reports")
outbound("FILE-OUT_REPORTS", File(directory="./out", filename="{MSH-10}.hl7"))


@router("reports")  # type: ignore[untyped-decorator]
def every(_message: object) -> list[str]:
    return ["keep"]


@handler("keep")  # type: ignore[untyped-decorator]
def keep(message: object) -> object:
    return Send("FILE-OUT_REPORTS", message)
