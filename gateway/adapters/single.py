"""What formats have in common that come as one document, file or object at a time.

Nobody asks in them, nothing in them is a batch, and they are answered by a receipt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from gateway.model import (
    Document,
    Found,
    Inbound,
    Inquiry,
    Issue,
    Language,
    Piece,
    Receipt,
    Rejected,
    Select,
    Sender,
    Splitter,
)
from gateway.wording import told


class Whole:
    """A stream that is one document, however it comes."""

    several = False
    header = b""

    def __init__(self, most: int) -> None:
        """`most`: bytes that it may have; whoever reads the stream holds it to them."""
        self.most = most
        self.rest = b""
        self._chunks: list[bytes] = []

    def feed(self, data: bytes) -> list[Piece]:
        """Nothing is whole before the end."""
        self._chunks.append(data)
        return []

    def end(self) -> list[Piece]:
        """The document."""
        return [b"".join(self._chunks)]


class Single:
    """The verbs that are the same for all of them; see `gateway.model.Adapter`."""

    name = ""
    media_types: tuple[str, ...] = ()
    queries: frozenset[str] = frozenset()

    def split(self, body: bytes) -> Iterator[bytes]:
        """The document."""
        yield body

    def several(self, body: bytes) -> bool:  # noqa: ARG002 - one document is one document
        """Never."""
        return False

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What gathers a document, whosever it is."""
        del sender, file
        return Whole(most)

    def parse(self, body: bytes, sender: Sender) -> Document:
        """Each format's own."""
        raise NotImplementedError

    def control_id(self, body: bytes) -> str:  # noqa: ARG002 - what cannot be read has no number
        """Empty: what cannot be read as XML or DICOM has no number either."""
        return ""

    def key(self, document: Document, sender: Sender) -> str:  # noqa: ARG002 - the document's own
        """The document's own number."""
        return document.control_id

    def path(self, text: str) -> Select:
        """Paths of documents are read where their rows are."""
        return Select(text, "", ())

    def acknowledge(
        self, inbound: Inbound, receipt: Receipt, language: Language = Language.EN
    ) -> bytes:
        """Nothing: a receipt is the answer."""
        del inbound, receipt, language
        return b""

    def unavailable(self, inbound: Inbound, language: Language = Language.EN) -> bytes:
        """Nothing: the door says it."""
        del inbound, language
        return b""

    def answers(
        self, inbound: Inbound, receipt: Receipt | None, sender: Sender
    ) -> tuple[bytes, ...]:
        """Nothing."""
        del inbound, receipt, sender
        return ()

    def asks(self, body: bytes) -> bool:  # noqa: ARG002 - as `queries`
        """Never."""
        return False

    def inquiry(self, document: Document) -> Inquiry:  # noqa: ARG002 - as `queries`
        """Nothing is asked in such a format."""
        raise Rejected([told("unsupported-type", self.name, code="not-supported")])

    def answer(self, document: Document, found: Found, at: datetime, language: Language) -> bytes:
        """Nothing."""
        del document, found, at, language
        return b""

    def committed(self, inbound: Inbound, sender: Sender) -> tuple[bytes, ...]:
        """Nothing."""
        del inbound, sender
        return ()

    def batch_opened(self, header: bytes, at: datetime) -> bytes:
        """Nothing."""
        del header, at
        return b""

    def batch_closed(
        self, header: bytes, count: int, issues: Sequence[Issue], language: Language
    ) -> bytes:
        """Nothing."""
        del header, count, issues, language
        return b""
