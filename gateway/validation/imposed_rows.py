"""Which profiles impose others, where their packages lost the words: rows of two canonicals.

https://hl7.org/fhir/extensions/StructureDefinition-structuredefinition-imposeProfile.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from gateway import yamlfile
from gateway.definitions import Definitions
from gateway.model import Fault

FILE = "imposed.yaml"
_KEYS = {"profile", "imposes"}


def beside(bindings_file: Path | None) -> Path | None:
    """The file of these rows, beside that of the bindings; None where there is none."""
    file = bindings_file.with_name(FILE) if bindings_file is not None else None
    return file if file is not None and file.is_file() else None


def rows(file: Path | None) -> tuple[list[tuple[str, str, int]], list[Fault]]:
    """(profile, what it imposes, line) of each row, and what is wrong in the file."""
    if file is None:
        return [], []
    written, faults = yamlfile.read(file.read_bytes(), str(file))
    if faults:
        return [], faults
    if not isinstance(written.value, list):
        return [], [Fault(str(file), 1, "imposed-row", "the file is a list of rows")]
    found = []
    for at, facts in enumerate(written.value):
        line = written.line((at,))
        if isinstance(facts, dict) and facts.keys() == _KEYS:
            found.append((str(facts["profile"]), str(facts["imposes"]), line))
        else:
            text = "a row has profile and imposes, and nothing else"
            faults.append(Fault(str(file), line, "imposed-row", text))
    return found, faults


def imposed(file: Path | None, definitions: Definitions) -> Mapping[str, tuple[str, ...]]:
    """Profile -> those that it imposes, of the rows for which both are at hand."""
    table: dict[str, tuple[str, ...]] = {}
    for profile, other, _ in rows(file)[0]:
        if definitions.structure(profile) and definitions.structure(other):
            table[profile] = (*table.get(profile, ()), other)
    return table


def lint(file: Path | None, definitions: Definitions) -> Iterator[Fault]:
    """Every fault of the rows: of another type, said twice, or said by the profile itself."""
    found, faults = rows(file)
    yield from faults
    seen: set[tuple[str, str]] = set()
    for profile, other, line in found:
        where = (str(file), line)
        if (profile, other) in seen:
            yield Fault(*where, "imposed-twice", "another row says the same")
        seen.add((profile, other))
        one, two = definitions.structure(profile), definitions.structure(other)
        if one and two and one.type != two.type:
            text = f"the profiles are for {one.type} and for {two.type}"
            yield Fault(*where, "profile-type-wrong", text)
        if one and other in {url.partition("|")[0] for url in one.imposes}:
            yield Fault(*where, "imposed-idle", "the profile says so itself")
