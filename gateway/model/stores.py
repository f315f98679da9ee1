"""What those that keep promise the others: the verbs of stores, as protocols.

https://docs.python.org/3/library/typing.html#typing.Protocol
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from gateway.model.asked import Chronicle, Decision, Page, Past, Query, Span
from gateway.model.kept import Entry, Keys, Receipt, Standing
from gateway.model.verdict import Resource


class Journal(Protocol):
    """The only place where anything is kept."""

    async def standing(self, keys: Keys) -> Standing:
        """What the store holds of these."""

    async def commit(self, entry: Entry) -> Receipt:
        """Keep it all, in one transaction; raises Stale or Unavailable."""

    def commit_then(self, entry: Entry, told: Callable[[Receipt | Exception], None]) -> None:
        """The same without a wait: `told` hears the receipt, or why there is none.

        Raises Unavailable where the store is closing.
        """

    async def receipt(self, sender: str, control_id: str) -> Receipt | None:
        """The accepted receipt of a control id, else its newest attempt."""

    async def record_audit(self, events: Sequence[Resource]) -> None:
        """Keep audit events that belong to no message; durable on return."""

    async def close(self) -> None:
        """Write what waits, then let go."""


@runtime_checkable
class Near(Protocol):
    """What stands so near that asking it takes no wait; asked on the loop that serves callers."""

    changes: int
    """How often what stands has changed: what was read since is what stands."""

    def read_at_once(self, decision: Decision, type: str, id: str) -> bytes | None:
        """The current body, as stored JSON text, or None; raises Unavailable."""

    def search_at_once(self, decision: Decision, query: Query) -> Page | None:
        """One page; None: it would take long, ask the Record."""

    def audit_then(self, lines: Sequence[bytes], told: Callable[[Exception | None], None]) -> None:
        """Keep audit events, each as JSON text; `told` hears when they are durable, or why not.

        Raises Unavailable where the store is closing.
        """


class Record(Protocol):
    """The shared record, for reading. No method runs without a decision."""

    async def read(self, decision: Decision, type: str, id: str) -> bytes | None:
        """The current body, as stored JSON text, or None."""

    async def search(self, decision: Decision, query: Query) -> Page:
        """One page."""

    async def compartment(self, decision: Decision, patient: str) -> Sequence[bytes]:
        """Everything about one patient, in the order it was first kept."""

    async def several(
        self, decision: Decision, keys: Sequence[tuple[str, str]]
    ) -> Sequence[bytes]:
        """The current bodies of these (type, id), as far as they stand, in the order asked."""

    async def version(
        self, decision: Decision, type: str, id: str, number: int = 0
    ) -> Past | None:
        """One version of a resource, deleted or not; 0: the newest; None: there is none."""

    async def history(self, decision: Decision, span: Span) -> Chronicle:
        """One page of what was kept, the newest first."""

    @property
    def indexed(self) -> frozenset[tuple[str, str]]:
        """(type, parameter) of which every kept resource has its index rows."""
