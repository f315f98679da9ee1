"""HL7 v2 as one source format among others: what the hallway asks of every format, answered here.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from gateway.adapters.hl7v2 import header, inquiry, read, respond
from gateway.adapters.hl7v2.acknowledge import (
    acknowledge,
    answers,
    committed,
    refusals,
    refuse,
    unavailable,
)
from gateway.adapters.hl7v2.acknowledge_batch import closed, opened
from gateway.adapters.hl7v2.notation import select
from gateway.adapters.hl7v2.split_wide import Splitter as Cut
from gateway.adapters.hl7v2.split_wide import several, split
from gateway.model import (
    Document,
    Found,
    Inbound,
    Inquiry,
    Issue,
    Language,
    Receipt,
    Rejected,
    Select,
    Sender,
    Splitter,
)
from gateway.wording import told


class Hl7v2:
    """The adapter; see `gateway.model.Adapter` for what each verb promises."""

    name = "hl7v2"
    media_types: tuple[str, ...] = (
        "x-application/hl7-v2+er7",
        "application/hl7-v2",
        "application/hl7-v2+er7",
        "text/plain",
    )

    queries = frozenset(inquiry.QUERIES)

    def split(self, body: bytes) -> Iterator[bytes]:
        """Each message of a body or file; headers and trailers of batches are stepped over."""
        return split(body)

    def several(self, body: bytes) -> bool:
        """Does a body hold more than one message, or the header or trailer of a batch?"""
        return several(body)

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What cuts a stream of messages, none of which may have more than `most` bytes."""
        del sender, file
        return Cut(most)

    def parse(self, body: bytes, sender: Sender) -> Document:
        """Read one message; raises Rejected with every place that cannot be read."""
        return read.parse(body, sender)

    def control_id(self, body: bytes) -> str:
        """MSH-10, as far as a body that cannot be read shows it; else empty."""
        try:
            return header.read(body).words(header.CONTROL_ID)[0]
        except Rejected:
            return ""

    def key(self, document: Document, sender: Sender) -> str:
        """The values of `sender.key`, joined by `|`; KeyError for a place that is no key."""
        said = {"MSH-10": document.control_id, "MSH-7": document.sent_at}
        return "|".join(said[place] for place in sender.key)

    def path(self, text: str) -> Select:
        """Compile a path (`PID-5[].2`); raises ValueError with a plain sentence."""
        return select(text)

    def acknowledge(
        self, inbound: Inbound, receipt: Receipt, language: Language = Language.EN
    ) -> bytes:
        """The ACK for a receipt, without MLLP framing."""
        return acknowledge(inbound, receipt, language)

    def unavailable(self, inbound: Inbound, language: Language = Language.EN) -> bytes:
        """The ACK while nothing can be kept: AR, so that the sender tries again later."""
        return unavailable(inbound, language)

    def answers(
        self, inbound: Inbound, receipt: Receipt | None, sender: Sender
    ) -> tuple[bytes, ...]:
        """What goes back over a line: by MSH-15 and MSH-16, unless the sender is held to one ACK.

        Receipt None: nothing could be kept just now.
        """
        if sender.acknowledgements == "original":
            if receipt is None:
                return (unavailable(inbound, sender.language),)
            return (acknowledge(inbound, receipt, sender.language),)
        if receipt is None:
            issue = told("store-unavailable", code="transient")
            at = inbound.received_at
            return refusals(inbound.body, "AR", (issue,), at, sender.language)
        return answers(inbound, receipt, sender.language)

    def refusals(
        self, head: bytes, issue: Issue, at: datetime, sender: Sender
    ) -> tuple[bytes, ...]:
        """The same for a frame that never became a message, from its first bytes."""
        if sender.acknowledgements == "original":
            return (refuse(head, "AE", (issue,), at, sender.language),)
        return refusals(head, "AE", (issue,), at, sender.language)

    def asks(self, body: bytes) -> bool:
        """Does MSH-9 say that this is one of `queries`?"""
        return inquiry.asks(body)

    def inquiry(self, document: Document) -> Inquiry:
        """What QPD, RCP and DSC ask; raises Rejected with all that cannot be understood."""
        return inquiry.inquiry(document)

    def answer(
        self, document: Document, found: Found, at: datetime, language: Language = Language.EN
    ) -> bytes:
        """The RSP for a QBP, without MLLP framing."""
        return respond.answer(document, found, at, language)

    def committed(self, inbound: Inbound, sender: Sender) -> tuple[bytes, ...]:
        """The commit acknowledgement before it, if MSH-15 asks and more than one is taken."""
        return () if sender.acknowledgements == "original" else committed(inbound)

    def batch_opened(self, header: bytes, at: datetime) -> bytes:
        """BHS of the answer to a batch, which names the batch; empty where it had no header."""
        return opened(header, at)

    def batch_closed(
        self, header: bytes, count: int, issues: Sequence[Issue], language: Language = Language.EN
    ) -> bytes:
        """BTS of the answer: how many acknowledgements, and what is wrong with the batch."""
        return closed(header, count, issues, language)

    def refuse(
        self, head: bytes, issue: Issue, at: datetime, language: Language = Language.EN
    ) -> bytes:
        """The ACK (AE) for a frame that never became a message, from its first bytes."""
        return refuse(head, "AE", (issue,), at, language)


ADAPTER = Hl7v2()
