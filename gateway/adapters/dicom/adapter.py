"""DICOM as one source format among others: what objects say beside their pixels.

https://www.dicomstandard.org/current
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.adapters.dicom.split import Cut, several, split
from gateway.adapters.single import Single
from gateway.model import Document, Sender, Splitter


class Dicom(Single):
    """The adapter; see `gateway.model.Adapter` for what each verb promises."""

    name = "dicom"
    media_types: tuple[str, ...] = (
        "application/dicom",
        "application/dicom+json",
        "application/dicom+xml",
    )

    def split(self, body: bytes) -> Iterator[bytes]:
        """Each dataset of JSON metadata; an object is one."""
        return split(body)

    def several(self, body: bytes) -> bool:
        """Is it metadata of several objects?"""
        return several(body)

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What cuts a stream into datasets, none of which may have more than `most` bytes."""
        del sender, file
        return Cut(most)

    def parse(self, body: bytes, sender: Sender) -> Document:  # noqa: ARG002 - a format's shape
        """Read an object, or the metadata of one; raises Rejected by name where that fails."""
        from gateway.adapters.dicom import read  # noqa: PLC0415 - pydicom: no other start needs it

        return read.parse(body)


ADAPTER = Dicom()
