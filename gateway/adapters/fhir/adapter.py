"""FHIR as one source format among others: a hospital that speaks it already is a sender like any.

https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.adapters.fhir import read
from gateway.adapters.fhir.split import Cut, several, split
from gateway.adapters.single import Single
from gateway.model import Document, Sender, Splitter


class Fhir(Single):
    """The adapter; see `gateway.model.Adapter` for what each verb promises."""

    name = "fhir"
    media_types: tuple[str, ...] = (
        "application/fhir+json",
        "application/fhir+xml",
        "application/fhir+ndjson",
        "application/json",
        "application/xml",
        "application/x-ndjson",
        "application/ndjson",
    )

    def split(self, body: bytes) -> Iterator[bytes]:
        """Each line of NDJSON, each entry of a batch; else the whole."""
        return split(body)

    def several(self, body: bytes) -> bool:
        """Is it NDJSON or a batch?"""
        return several(body)

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What cuts a stream into messages, none of which may have more than `most` bytes."""
        del sender, file
        return Cut(most)

    def parse(self, body: bytes, sender: Sender) -> Document:  # noqa: ARG002 - a format's shape
        """Read a resource or a Bundle; raises Rejected with every place that cannot be read."""
        return read.parse(body)


ADAPTER = Fhir()
