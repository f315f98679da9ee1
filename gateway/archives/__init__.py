"""Documents that come packed: zip, tar, tar.gz and XDM packages, read within limits, or refused.

An archive is looked through whole before anything of it is handed out: it is taken whole or not at
all. Nothing is written anywhere. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT ·
https://profiles.ihe.net/ITI/TF/Volume1/ch-16.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from gateway.archives import tarred, xdm, zipped
from gateway.archives.entry import Entry, Limits, packed, refusal

__all__ = ["Entry", "Limits", "documents", "packed"]

_HEAD = 512


def documents(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """The documents in an archive, in its order; of an XDM package those that its metadata name.

    The stream can be sought in. Raises Rejected, before the first is given, with all that is wrong
    with the archive; entries are named by their number, since a name may be a patient's.
    """
    head = stream.read(_HEAD)
    stream.seek(0)
    entries = zipped.entries if zipped.signed(head) else tarred.entries
    wanted = _wanted(entries, stream, limits)
    if not wanted:
        raise refusal("archive-empty")
    return (entry for entry in entries(stream, limits) if entry.number in wanted)


def _wanted(entries: zipped.Read, stream: BinaryIO, limits: Limits) -> frozenset[int]:
    """The numbers of the documents, once all entries have been read and found good."""
    package = xdm.Package()
    numbers: list[int] = []
    for entry in entries(stream, limits):
        if entry.office:
            raise refusal("archive-office", code="not-supported")
        package.look(entry)
        if not entry.aside:
            numbers.append(entry.number)
    if not package.any:
        return frozenset(numbers)
    return package.documents() | package.outside().intersection(numbers)
