"""A study is told one image at a time: what is new joins what was told before, nothing goes.

Series and instances are known by their UIDs; codes, notes, endpoints and orders by what they say.
https://hl7.org/fhir/R4/imagingstudy.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from gateway.model import Resource

TYPE = "ImagingStudy"


def joined(key: str, before: Any, said: Any) -> Any:
    """What an element of a study comes to, where `said` meets what stood before."""
    join = _JOINS.get(key)
    return join(before, said) if join is not None else said


def counted(study: Resource) -> Resource:
    """The study with as many series and instances as it names, where it knew of fewer."""
    series = [_counted(one) for one in study.get("series", ())]
    if not series:
        return study
    instances = sum(one.get("numberOfInstances", 0) for one in series)
    made = {**study, "series": series}
    made["numberOfSeries"] = max(study.get("numberOfSeries", 0), len(series))
    made["numberOfInstances"] = max(study.get("numberOfInstances", 0), instances)
    return made


def _counted(series: Resource) -> Resource:
    held = len(series.get("instance", ()))
    known = series.get("numberOfInstances", 0)
    return {**series, "numberOfInstances": held} if held > known else series


def _union(before: list[Any], said: list[Any]) -> list[Any]:
    return [*before, *(one for one in said if one not in before)]


def _series(before: list[Resource], said: list[Resource]) -> list[Resource]:
    return _by_uid(before, said, _one_series)


def _one_series(before: Resource, said: Resource) -> Resource:
    made = {**before, **said}
    if "instance" in before and "instance" in said:
        made["instance"] = _by_uid(before["instance"], said["instance"], _one_instance)
    if "numberOfInstances" in before and "numberOfInstances" in said:
        counts = before["numberOfInstances"], said["numberOfInstances"]
        made["numberOfInstances"] = max(counts)
    for key in ("endpoint", "performer", "specimen"):
        if key in before and key in said:
            made[key] = _union(before[key], said[key])
    return made


def _one_instance(before: Resource, said: Resource) -> Resource:
    return {**before, **said}


def _by_uid(
    before: list[Resource],
    said: list[Resource],
    meet: Callable[[Resource, Resource], Resource],
) -> list[Resource]:
    """Items of one UID are one, in the order of their numbers: that of arrival does not show."""
    found = {one.get("uid", ""): one for one in before}
    for one in said:
        uid = one.get("uid", "")
        found[uid] = meet(found[uid], one) if uid in found else one
    return sorted(found.values(), key=_place)


def _place(item: Resource) -> tuple[int, str]:
    return item.get("number", 0), item.get("uid", "")


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "identifier": _union,
        "modality": _union,
        "basedOn": _union,
        "endpoint": _union,
        "interpreter": _union,
        "procedureCode": _union,
        "reasonCode": _union,
        "note": _union,
        "series": _series,
        "numberOfSeries": max,
        "numberOfInstances": max,
    }
)
"""Element -> how what is said of it meets what stood; any other is replaced."""
