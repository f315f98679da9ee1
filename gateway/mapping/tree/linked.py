"""Which element of its own document a link names by a path: `//transaction[id='2']/item[id='1']`.

Only what KMEHR writes is understood: names, and in brackets a position, or what number one has.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (lnkType)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gateway.mapping.tree.finding import Parents
from gateway.mapping.tree.reading import below, elements
from gateway.mapping.tree.rows import Links
from gateway.model import Node

_STEP = re.compile(r"(//?)(?:\w+:)?(\w+)((?:\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)", re.ASCII)
_TEST = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_SCHEME = re.compile(r"@S\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_NUMBER = re.compile(r"=\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))", re.ASCII)
_LONGEST = 500
"""Letters of a path that is looked into."""


def linked(order: Sequence[Node], links: Links, parents: Parents) -> Iterator[tuple[Node, Node]]:
    """(the link, the element that it names): none where it names none, or more than one.

    `order`: all elements of the document, parents first.
    """
    for node in order:
        if node.name != links.at:
            continue
        found = named(order[0], node.attributes.get(links.address, "").strip())
        if found is not None and not (links.unless is not None and links.unless(found, parents)):
            yield node, found


def named(root: Node, address: str) -> Node | None:
    """The one element at a path from the root of a document; None where there is none, or more."""
    at, found = 0, [root]
    if not address.startswith("/") or len(address) > _LONGEST:
        return None
    while at < len(address):
        step = _STEP.match(address, at)
        if step is None:
            return None
        tests = [one.group(1).strip() for one in _TEST.finditer(step.group(3))]
        nodes = _reached(found, step.group(1), step.group(2), first=at == 0)
        found, at = _tested([*nodes], tests), step.end()
    return found[0] if len(found) == 1 else None


def _reached(nodes: Iterable[Node], axis: str, name: str, *, first: bool) -> Iterator[Node]:
    for node in nodes:
        if axis == "//":
            yield from (one for one in below(node) if one.name == name)
        elif first:
            yield from (one for one in (node,) if one.name == name)
        else:
            yield from (one for one in elements(node) if one.name == name)


def _tested(nodes: list[Node], tests: Iterable[str]) -> list[Node]:
    for test in tests:
        if test.isdecimal():
            nodes = nodes[int(test) - 1 : int(test)]
            continue
        scheme = next((a or b for a, b in _SCHEME.findall(test)), "")
        said = _NUMBER.search(_SCHEME.sub("", test))
        number = "" if said is None else next(filter(None, said.groups()), "")
        nodes = [one for one in nodes if number and _has(one, scheme, number)]
    return nodes


def _has(node: Node, scheme: str, number: str) -> bool:
    """Is that one of its numbers?"""
    return any(
        one.name == "id"
        and one.text().strip() == number
        and scheme in ("", one.attributes.get("S", ""))
        for one in elements(node)
    )
