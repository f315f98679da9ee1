"""`gateway parked`: which messages wait for another, for what, and since when.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.30 to 3.3.51)
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import ending
from gateway.cli.cells import neutral
from gateway.cli.ending import DONE
from gateway.cli.form import Form

if TYPE_CHECKING:
    from gateway.model import Parked


def parked(
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.AUTO,
) -> None:
    """Show the messages that are parked until the one comes that they wait for.

    Reads the store of GATEWAY_DATA or GATEWAY_STORE, also beside a running gateway. Nothing of a
    message is shown but its control id and kind.
    """
    from contextlib import closing

    from gateway.store import Refused, look
    from gateway.store.waiting import every

    try:
        with closing(look(ending.settings().kept)) as reader:
            found = reader.looked(every)
    except Refused as error:
        ending.stop(str(error))
    _written(found, form)
    raise typer.Exit(DONE)


def _written(found: tuple[Parked, ...], form: Form) -> None:
    rows = [_row(one) for one in found]
    if form is Form.JSON:
        from gateway.fhirjson import pretty

        sys.stdout.buffer.write(pretty(rows) + b"\n")
        return
    for row in rows:
        sys.stdout.write("\t".join(neutral(str(cell)) for cell in row.values()) + "\n")
    if not rows:
        sys.stderr.write("no message waits\n")


def _row(one: Parked) -> dict[str, str | int]:
    return {
        "since": one.inbound.received_at.isoformat(timespec="seconds"),
        "sender": one.inbound.sender,
        "controlId": one.control_id,
        "kind": one.kind,
        "attempt": one.seq,
        "awaits": one.awaits,
    }
