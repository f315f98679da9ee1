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

Tie: TypeAlias = "Callable[[dict[str, Any], Path, Run], bool]"

_CLOSED = frozenset({"document", "message"})
"""Types of Bundle that hold all that they speak of."""
_marked = re.compile(r"<(\w+)[^>]*?\s(id|name)\s*=\s*[\"']([^\"']*)[\"']").findall


def tied(url: str, value: dict[str, Any], path: Path, run: Run) -> None:
    """Note an extension of this url that ties what is not there, or is there twice."""
    if not TIES[url](value, path, run):
        run.add("narrative-tie", path)


def _narrative_link(value: dict[str, Any], _path: Path, run: Run) -> bool:
    """From data to the narrative that tells of it, in another entry."""
    said = next((value[key] for key in value if key.startswith("value")), None)
    if said.__class__ is not str or said[:1] == "#":
        return True
    if run.bundle is None or run.bundle.kind not in _CLOSED:
        return True
    address, mark, fragment = str(said).partition("#")
    found = run.bundle.find(address, run.root)
    return found is not None and (not mark or _count(found, fragment) == 1)


def _text_link(value: dict[str, Any], path: Path, run: Run) -> bool:
    """From a part of a narrative to the data that it tells of."""
    parts = dict(_parts(value))
    text = owner(run.resource, path[0], run.start)
    div = text.get("div") if text.__class__ is dict else None
    told = [said for name, said in _parts(value) if name in {"html", "htmlid"}]
    data = parts.get("data")
    if data.__class__ is not str or not readable(parts.get("selector")):
        return False
    if div.__class__ is str and not {str(one) for one in told} <= {*_names(str(div))}:
        return False
    return data[:1] != "#" or _count(run.resource, data[1:]) == 1


def _parts(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(url, value) of each part."""
    inside = value.get("extension")
    for one in inside if inside.__class__ is list else ():
        if one.__class__ is dict:
            said = next((one[key] for key in one if key.startswith("value")), None)
            yield str(one.get("url")), said


def _names(div: str) -> Iterator[str]:
    """The ids of a narrative, and the names of its anchors, each element's once."""
    return (said for tag, key, said in _marked(div) if key == "id" or tag == "a")


def _count(resource: Any, name: str) -> int:
    """How many elements of a resource, or of its narratives, have this id."""
    count, rest = 0, [resource]
    while rest:
        one = rest.pop()
        if one.__class__ is list:
            rest += one
        elif one.__class__ is dict:
            count += one.get("id") == name
            div = one.get("div")
            count += [*_names(div)].count(name) if div.__class__ is str else 0
            rest += one.values()
    return count


TIES: Mapping[str, Tie] = MappingProxyType(
    {
        "http://hl7.org/fhir/StructureDefinition/narrativeLink": _narrative_link,
        "http://hl7.org/fhir/StructureDefinition/textLink": _text_link,
    }
)
"""Extension -> whether both ends of what it ties are there."""
