"""Which elements of a document name another one of it by a path, and which one that is.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (lnkType)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.mapping.tree.addresses import Addresses
from gateway.mapping.tree.finding import Parents
from gateway.mapping.tree.rows import Links
from gateway.model import Node


def linked(
    order: Sequence[Node], links: Links, parents: Parents, addresses: Addresses
) -> Iterator[tuple[Node, Node]]:
    """(the link, the element that it names): none where it names none, or more than one.

    `order`: all elements of the document, parents first; `addresses`: of that document.
    """
    for node in order:
        if node.name != links.at:
            continue
        found = addresses.named(node.attributes.get(links.address, "").strip())
        if found is not None and not (links.unless is not None and links.unless(found, parents)):
            yield node, found
