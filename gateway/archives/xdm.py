"""XDM packages: a zip in which METADATA.XML names the documents, and INDEX.HTM is for people.

https://profiles.ihe.net/ITI/TF/Volume1/ch-16.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-32.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import unquote

from gateway import xml
from gateway.archives.entry import Entry, fault, folded
from gateway.model import Issue, Node, Rejected

_FOLDER, _METADATA = "ihe_xdm", "metadata.xml"
_OBJECT, _SLOT, _VALUE = "ExtrinsicObject", "Slot", "Value"


class Package:
    """What is known of an archive as a package, as its entries come by."""

    def __init__(self) -> None:
        self._metadata: list[tuple[str, Entry]] = []
        self._found: dict[str, tuple[int, str, int]] = {}
        """Folded path -> (number, SHA-1, size)."""

    @property
    def any(self) -> bool:
        """Is it a package?"""
        return bool(self._metadata)

    def look(self, entry: Entry) -> None:
        """One more entry."""
        path = folded(entry.name)
        *folders, name = path.split("/")
        if name == _METADATA and _FOLDER in folders:
            self._metadata.append(("/".join(folders), entry))
        sha1 = hashlib.sha1(entry.body, usedforsecurity=False).hexdigest()
        self._found[path] = entry.number, sha1, len(entry.body)

    def outside(self) -> frozenset[int]:
        """The numbers of the entries that lie in no package, where packages have folders."""
        roots = tuple(folder.partition(_FOLDER)[0] for folder, _ in self._metadata)
        found = self._found.items()
        return frozenset(one[0] for path, one in found if not path.startswith(roots))

    def documents(self) -> frozenset[int]:
        """The numbers of the documents that the metadata name; raises Rejected.

        Each must be there, and be what its metadata say: its size, its hash.
        """
        numbers: set[int] = set()
        wrong: list[Issue] = []
        for folder, metadata in self._metadata:
            for slots in _objects(metadata):
                if uri := slots.get("URI", ""):
                    self._one(f"{folder}/{folded(uri)}", metadata, slots, numbers, wrong)
        if wrong:
            raise Rejected(wrong)
        return frozenset(numbers)

    def _one(
        self,
        path: str,
        metadata: Entry,
        slots: dict[str, str],
        numbers: set[int],
        wrong: list[Issue],
    ) -> None:
        found = self._found.get(path) or self._found.get(folded(unquote(path)))
        if found is None:
            wrong.append(fault("xdm-document-missing", metadata.number))
            return
        number, sha1, size = found
        stated = slots.get("hash", sha1).lower(), slots.get("size", str(size))
        if stated != (sha1, str(size)):
            wrong.append(fault("xdm-document-changed", number))
        numbers.add(number)


def _objects(metadata: Entry) -> Iterator[dict[str, str]]:
    """The slots of each document, its URI joined where it comes in parts."""
    for node in _all(xml.read(metadata.body).root):
        if node.name == _OBJECT:
            slots = [child for child in node.children() if child.name == _SLOT]
            yield {slot.attributes.get("name", ""): _joined(slot) for slot in slots}


def _joined(slot: Node) -> str:
    """The values of a slot; those of a long URI begin with their number: `1|IHE_XDM/...`."""
    values = [node.text().strip() for node in _all(slot) if node.name == _VALUE]
    if slot.attributes.get("name") != "URI" or not all("|" in value for value in values):
        return values[0] if values else ""
    parts = sorted(value.partition("|")[::2] for value in values)
    return "".join(text for _, text in parts)


def _all(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed([*one.children()])
