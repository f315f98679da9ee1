"""What ties a narrative to the data that it tells of: each end is there, and is one place.

https://hl7.org/fhir/extensions/StructureDefinition-narrativeLink.html
https://hl7.org/fhir/extensions/StructureDefinition-textLink.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
_marked = re.compile(r"<(\w+)\b[^<>]*?\b(id|name)=[\"']([^\"']*)").findall
_marks = re.compile(r"(?:id|name)=(?:\"([^\"]*)\"|'([^']*)')").findall
"""What the elements of a narrative, and its anchors, are called."""


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
    if found is None or (mark and _held(found, run)[fragment] != 1):
        yield path


def _text_link(value: dict[str, Any], path: Path, run: Run) -> Iterator[Path]:
    """From a part of a narrative to the data that it tells of; all of a narrative at once."""
    text = owner(run.resource, path[0], run.start)
    said = text.get("extension") if text.__class__ is dict else None
    found: Sequence[Any] = said if said.__class__ is list else ()
    if next(_links(found), (0, None))[1] is not value:
        return
    marks = frozenset(double or single for double, single in _marks(str(text.get("div"))))
    for number, one in _links(found):
        if not _leads(one, marks, run):
            yield (path[0], "extension", number)


def _links(found: Sequence[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The links among the extensions of a narrative, and their numbers."""
    for number, one in enumerate(found):
        if one.__class__ is dict and one.get("url") == _TEXT_LINK:
            yield number, one


def _leads(link: dict[str, Any], marks: Collection[str], run: Run) -> bool:
    """Whether a link of a narrative names what is there, at both ends."""
    parts = list(_parts(link))
    said = dict(parts)
    data = said.get("data")
    if data.__class__ is not str or not readable(said.get("selector")):
        return False
    if not all(str(one) in marks for name, one in parts if name in {"html", "htmlid"}):
        return False
    return data[:1] != "#" or _held(run.resource, run)[data[1:]] == 1


def _held(resource: Any, run: Run) -> Counter[str]:
    """How often each id is given in a resource, which is looked through once."""
    found = run.idents.get(id(resource))
    if found is None:
        found = run.idents[id(resource)] = Counter(_idents(resource))
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
    found: list[str] = []
    rest = [resource]
    while rest:
        one = rest.pop()
        inner = one if one.__class__ is list else one.values()
        rest += [value for value in inner if value.__class__ is dict or value.__class__ is list]
        if one.__class__ is dict:
            if one.get("id").__class__ is str:
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
