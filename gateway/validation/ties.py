"""What ties a narrative to the data that it tells of: each end is there, and is one place.

https://hl7.org/fhir/extensions/StructureDefinition-narrativeLink.html
https://hl7.org/fhir/extensions/StructureDefinition-textLink.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.validation.extension_places import owner
from gateway.validation.lines import readable

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Tie: TypeAlias = "Callable[[dict[str, Any], Path, Run], Iterator[Path]]"

_TEXT_LINK = "http://hl7.org/fhir/StructureDefinition/textLink"
_CLOSED = frozenset({"document", "message"})
"""Types of Bundle that hold all that they speak of."""
_marked = re.compile(r"<(\w+)\b[^>]*?\b(id|name)=[\"']([^\"']*)").findall


def tied(url: str, value: dict[str, Any], path: Path, run: Run) -> None:
    """Note an extension of this url that ties what is not there, or is there twice."""
    for place in TIES[url](value, path, run):
        run.add("narrative-tie", place)


def _narrative_link(value: dict[str, Any], path: Path, run: Run) -> Iterator[Path]:
    """From data to the narrative that tells of it, in another entry."""
    said = next((value[key] for key in value if key.startswith("value")), None)
    if said.__class__ is not str or said[:1] == "#":
        return
    if run.bundle is None or run.bundle.kind not in _CLOSED:
        return
    address, mark, fragment = str(said).partition("#")
    found = run.bundle.find(address, run.root)
    if found is None or (mark and _idents(found).count(fragment) != 1):
        yield path


def _text_link(value: dict[str, Any], path: Path, run: Run) -> Iterator[Path]:
    """From a part of a narrative to the data that it tells of; all of a narrative at once."""
    text = owner(run.resource, path[0], run.start)
    found = text.get("extension") if text.__class__ is dict else None
    links = [
        (number, one)
        for number, one in enumerate(found if found.__class__ is list else ())
        if one.__class__ is dict and one.get("url") == _TEXT_LINK
    ]
    if not links or links[0][1] is not value:
        return
    div = str(text.get("div"))
    for number, one in links:
        if not _leads(one, div, run):
            yield (path[0], "extension", number)


def _leads(link: dict[str, Any], div: str, run: Run) -> bool:
    """Whether a link of a narrative names what is there, at both ends."""
    parts = list(_parts(link))
    said = dict(parts)
    data = said.get("data")
    if data.__class__ is not str or not readable(said.get("selector")):
        return False
    if not all(_stands(one, div) for name, one in parts if name in {"html", "htmlid"}):
        return False
    return data[:1] != "#" or _held(run).count(data[1:]) == 1


def _stands(ident: Any, div: str) -> bool:
    """Whether an element of a narrative has an id, or an anchor the name."""
    return any(f"{key}={quote}{ident}{quote}" in div for key in ("id", "name") for quote in "\"'")


def _held(run: Run) -> list[str]:
    """Every id in the resource, which is looked through once."""
    found = run.idents.get(id(run.resource))
    if found is None:
        found = run.idents[id(run.resource)] = _idents(run.resource)
    return found


def _parts(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(url, value) of each part."""
    inside = value.get("extension")
    for one in inside if inside.__class__ is list else ():
        if one.__class__ is dict:
            said = next((one[key] for key in one if key.startswith("value")), None)
            yield str(one.get("url")), said


def _names(div: str) -> Iterator[str]:
    """The ids of a narrative, and the names of its anchors."""
    return (said for tag, key, said in _marked(div) if key == "id" or tag == "a")


def _idents(resource: Any) -> list[str]:
    """Every id that is given in a resource, on its elements and in its narratives."""
    found, rest = [], [resource]
    while rest:
        one = rest.pop()
        inner = one if one.__class__ is list else one.values()
        rest += [value for value in inner if value.__class__ is dict or value.__class__ is list]
        if one.__class__ is dict:
            if "id" in one:
                found.append(one["id"])
            if one.get("div").__class__ is str:
                found += _names(one["div"])
    return found


TIES: Mapping[str, Tie] = MappingProxyType(
    {
        "http://hl7.org/fhir/StructureDefinition/narrativeLink": _narrative_link,
        _TEXT_LINK: _text_link,
    }
)
"""Extension -> what finds each of them that does not tie two places which are there."""
