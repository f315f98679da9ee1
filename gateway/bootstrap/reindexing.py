"""By what is searched, changed: the operator's file, and the index rows of all that is kept.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from gateway.bootstrap.packages import definitions
from gateway.bootstrap.rules import ruleset
from gateway.model import Fault
from gateway.search import indexing
from gateway.settings import Settings
from gateway.store import open_store

HEAD = (
    "# By what resources are found at once: written by `gateway reindex`; it stands in place of\n"
    "# the file of the same name that comes with the gateway.\n"
)


class Unfit(Exception):  # noqa: N818 - a verdict on the request, not an error of ours
    """This cannot be changed so; says why, and what to do."""


def changed(settings: Settings, add: Sequence[str], drop: Sequence[str]) -> Path:
    """Write the operator's file anew, with these (`Type.parameter`) and without those.

    Raises Unfit where it cannot be so, and the file stays as it was.
    """
    if len(settings.mappings) == 1:
        raise Unfit("GATEWAY_MAPPINGS names no folder of yours, in which search.yaml could stand")
    file = settings.mappings[-1] / indexing.FILE
    types = {type_: list(names) for type_, names in indexing.read(settings.mappings).types.items()}
    for type_, name in map(_parted, drop):
        if name not in types.get(type_, ()):
            raise Unfit(f"{type_}.{name} is not indexed, or is so of every type")
        types[type_].remove(name)
    for type_, name in map(_parted, add):
        if name not in types.setdefault(type_, []):
            types[type_].append(name)
    before = file.read_bytes() if file.exists() else None
    kept = {type_: names for type_, names in types.items() if names}
    file.write_text(HEAD + yaml.safe_dump({"types": kept}, sort_keys=False), encoding="utf-8")
    wrong = list(indexing.lint(settings.mappings, definitions(settings)))
    if wrong:
        _put_back(file, before)
        raise Unfit("; ".join(map(_told, wrong)))
    return file


def brought_up(settings: Settings, progress: Callable[[int], None]) -> int:
    """Make the index rows that the data wants and that are not there; gives how many parameters.

    Raises store.Refused where the store cannot be opened.
    """
    rules = ruleset(settings)
    wanted = rules.searches.indexed

    async def work() -> int:
        store = open_store(settings.kept)
        try:
            missing = len(wanted ^ store.indexed)
            if missing:
                await store.reindex(wanted, rules.searches.rows, progress)
        finally:
            await store.close()
        return missing

    return asyncio.run(work())


def _parted(text: str) -> tuple[str, str]:
    type_, dot, name = text.partition(".")
    if not (dot and type_ and name):
        raise Unfit(f"{text}: write it as TYPE.PARAMETER, as in Observation.code")
    return type_, name


def _told(fault: Fault) -> str:
    return f"{fault.text} ({fault.rule})"


def _put_back(file: Path, before: bytes | None) -> None:
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)
