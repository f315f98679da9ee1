"""A link that is denied (`no reaction of it`, `not because of it`) never leads to what is so.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 (entryRelationship)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.model import Node

_LINK = "entryRelationship"
_DENIES = re.compile(rb"""entryRelationship\s[^>]*negationInd\s*=\s*["'](?:true|1)""")
_TRUE = ("true", "1")


def pass_on(body: bytes, root: Node) -> None:
    """Let each statement behind a denied link say so itself, where no link says so in vain.

    Takes the document's bytes, in which one look finds that no link is denied, and its tree. A
    statement that denies itself stays denied: nobody says whether two denials affirm. What rows
    make of a part (SUBJ, COMP) is denied; anything else behind a denied link they leave in the
    narrative (`others.yaml`).
    """
    if _DENIES.search(body) is None:
        return
    for link in _links(root):
        if link.attributes.get("negationInd") in _TRUE:
            for one in link.children():
                if "classCode" in one.attributes or "moodCode" in one.attributes:
                    one.attributes = {**one.attributes, "negationInd": "true"}


def _links(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.name == _LINK:
            yield node
        waiting.extend(node.children())
