"""Data into rules: senders, mappings, profiles and ranks, loaded, linted and compiled.

https://hl7.org/fhir/R4/ · https://12factor.net/
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from gateway.adapters import ADAPTERS
from gateway.adapters.delimited.adapter import ADAPTER as FLAT
from gateway.adapters.fhir.adapter import ADAPTER as FHIR
from gateway.adapters.hl7v2 import paths
from gateway.adapters.kmehr.adapter import Kmehr
from gateway.bootstrap import looked
from gateway.bootstrap.checking import bindings, checker, clock
from gateway.bootstrap.packages import definitions as definitions_in_force
from gateway.bootstrap.packages import looked_at
from gateway.bootstrap.revocation import revocation
from gateway.definitions import Definitions
from gateway.definitions.parameters import SearchParameter
from gateway.identity.names import Identify
from gateway.identity.ranks import read as read_ranks
from gateway.mapping.files import Files, gathered, ruling
from gateway.mapping.load import linked_program, nothing
from gateway.mapping.load import made as made_mapper
from gateway.mapping.rows import Table, leaves
from gateway.mapping.senders import senders as read_senders
from gateway.model import Adapter, Fault, Layout, Mapper, Ruleset, Sender
from gateway.search import Library, indexing
from gateway.settings import Settings
from gateway.validation import lint as lint_validation

DIALECTS = MappingProxyType({"hl7v2": paths.HL7v2()})
"""Format -> how its places are written and read in mapping rows."""

TREES = ("cda", "kmehr", "dicom")
"""Formats whose documents are trees of elements, mapped by rows of their own."""


def _of_trees(found: Files, who: Sender, definitions: Definitions, identify: Identify) -> Mapper:
    from gateway.mapping.tree import TreeMapper  # noqa: PLC0415 - loaded where such rows are

    return TreeMapper(found, who, definitions, identify)


def _of_fhir(found: Files, who: Sender, definitions: Definitions, identify: Identify) -> Mapper:
    from gateway.mapping.fhir.mapper import made  # noqa: PLC0415 - the same

    return made(found, who, definitions, identify)


def _of_files(found: Files, who: Sender, definitions: Definitions, identify: Identify) -> Mapper:
    from gateway.mapping.flat.mapper import FlatMapper  # noqa: PLC0415 - the same

    return FlatMapper(found, who, definitions, identify)


MAPPERS: Mapping[str, Callable[[Files, Sender, Definitions, Identify], Mapper]] = MappingProxyType(
    {**dict.fromkeys(TREES, _of_trees), FHIR.name: _of_fhir, FLAT.name: _of_files}
)
"""Format -> what makes the mapper of a sender, of those that have no dialect."""


def ruleset(settings: Settings, lacking: Callable[[], None] = nothing) -> Ruleset:
    """Everything that is data, loaded and compiled as it is first needed.

    `lacking` is called before the code of a sender's HL7 v2 mappings is made here.

    Raises FileNotFoundError where the base definitions have not been built, and ValueError where
    the data has faults (`gateway check` lists them all).
    """
    definitions = definitions_in_force(settings)
    senders, faults = read_senders(settings.mappings, settings.cache)
    ranks = read_ranks(settings.mappings)
    indexed = indexing.read(settings.mappings)
    _refuse([*faults, *ranks.faults, *indexed.faults])

    @cache
    def files(format: str) -> Files:
        return gathered(settings.mappings, format)

    identify = Identify(ranks.national)
    return Ruleset(
        version=_version(settings, definitions),
        senders=senders,
        adapters={**adapters(settings), FLAT.name: FLAT.reading(_kinds(files))},
        mappers=_mappers(files, senders, definitions, identify, settings.cache, lacking),
        validator=checker(definitions, settings),
        searches=Library(definitions, indexed),
        ranks=ranks.ranks,
        national=ranks.national,
        processing=settings.processing,
    )


def _refuse(found: Sequence[Fault]) -> None:
    if found:
        raise ValueError(f"{found[0].file}:{found[0].line}: {found[0].text} (see `gateway check`)")


def _kinds(files: Callable[[str], Files]) -> Callable[[str], tuple[Layout, ...]]:
    """Sender -> the kinds of files that it sends, read when the first of them comes."""

    @cache
    def kinds(sender: str) -> tuple[Layout, ...]:
        from gateway.mapping.flat.describe import layouts  # noqa: PLC0415 - where a file comes

        return layouts(files(FLAT.name), sender)

    return kinds


def _mappers(  # noqa: PLR0913, PLR0917 - as `mapping.load.made`
    files: Callable[[str], Files],
    senders: Mapping[str, Sender],
    definitions: Definitions,
    identify: Identify,
    kept: Path | None,
    lacking: Callable[[], None],
) -> Callable[[str, str], Mapper]:
    """(format, sender) -> its mapper, made when its first message comes."""

    @cache
    def mapper(format: str, sender: str) -> Mapper:
        found, who = files(format), senders[sender]
        if format in DIALECTS:
            dialect = DIALECTS[format]
            return made_mapper(
                *(found, who, definitions, dialect, identify, kept), lacking=lacking
            )
        return MAPPERS[format](found, who, definitions, identify)

    return mapper


def adapters(settings: Settings) -> Mapping[str, Adapter]:
    """Every format; KMEHR is held to its XML schemas where the operator gives them.

    Raises ValueError where those cannot be used.
    """
    if settings.kmehr_xsd is None:
        return ADAPTERS
    from gateway.adapters.kmehr.schema import Schema  # noqa: PLC0415 - loads lxml

    held = Kmehr(Schema(settings.kmehr_xsd))
    return MappingProxyType({**ADAPTERS, held.name: held})


def code_tables(
    settings: Settings, format: str, sender: Sender
) -> tuple[Mapping[str, str], frozenset[str]]:
    """(row, as the ledger names it -> the code table that it reads, names of all tables)"""
    found = gathered(settings.mappings, format)
    names = frozenset(Path(name).stem for name in found.of("tables", ".csv"))
    if format in TREES:
        from gateway.mapping.tree.lint import linked as linked_tree  # noqa: PLC0415 - no start needs it
        from gateway.mapping.tree.types import TYPES  # noqa: PLC0415 - the same

        maps = linked_tree(found, sender, definitions_in_force(settings), TYPES[format]).maps
        # Maps of one file may have rows of one name: then each of their tables is named.
        read: dict[str, dict[str, None]] = {}
        for row in (row for one in maps for row in one.rows if row.table is not None):
            read.setdefault(row.id, {})[cast("Table", row.table).name] = None
        return {row: " / ".join(found_in) for row, found_in in read.items()}, names
    linked = linked_program(found, sender, definitions_in_force(settings), DIALECTS[format])
    rows = [row for one in (*linked.maps, *linked.datatypes.values()) for row in leaves(one.rows)]
    tables = {f"{row.file}#{row.id}": row.code.name for row in rows if row.code is not None}
    return tables, names


def faults(settings: Settings) -> Iterator[Fault]:
    """Every fault of senders, mappings, code tables, profiles and ranks, with file and line.

    Where there is none, the examples beside the mappings are held to what must come of them.
    """
    from gateway.bootstrap.examples import FOLDER, differing  # noqa: PLC0415 - no start needs it

    found = False
    for fault in _linted(settings):
        found = True
        yield fault
    if not found and any((folder / FOLDER).is_dir() for folder in settings.mappings):
        yield from differing(settings.mappings, ruleset(settings))


def _linted(settings: Settings) -> Iterator[Fault]:
    from gateway.bootstrap import sender_lint  # noqa: PLC0415 - no start needs it
    from gateway.bootstrap.unread import unread  # noqa: PLC0415 - the same
    from gateway.mapping.fhir import rows as fhir_rows  # noqa: PLC0415 - no start needs it
    from gateway.mapping.flat.lint import lint as lint_files  # noqa: PLC0415 - no start needs it
    from gateway.mapping.lint import UNREAD  # noqa: PLC0415 - no start needs it
    from gateway.mapping.lint import lint as lint_mappings  # noqa: PLC0415 - the same
    from gateway.mapping.tree.lint import lint as lint_documents  # noqa: PLC0415 - the same

    definitions, unusable = looked_at(settings)
    yield from unusable
    yield from unread(settings.mappings, (*DIALECTS, *MAPPERS))
    senders, found = read_senders(settings.mappings, settings.cache)
    yield from found
    yield from sender_lint.lint(senders.values(), settings.mappings, definitions)
    yield from revocation(settings, clock())
    yield from read_ranks(settings.mappings).faults
    yield from indexing.lint(settings.mappings, definitions)

    def lints() -> Iterator[tuple[str, Iterator[Fault]]]:
        for format, dialect in DIALECTS.items():
            yield (
                format,
                lint_mappings(settings.mappings, format, senders, definitions, dialect),
            )
        for format in TREES:
            if any((folder / format).is_dir() for folder in settings.mappings):
                yield format, lint_documents(settings.mappings, format, senders, definitions)
        yield FLAT.name, lint_files(settings.mappings, senders, definitions)
        rows = gathered(settings.mappings, fhir_rows.FORMAT)
        yield fhir_rows.FORMAT, fhir_rows.lint(rows, senders, definitions)

    for format, lint in lints():
        files = gathered(settings.mappings, format)
        said, words = (files.shared, ruling(files.own)), [definitions.version, *senders]
        for fault in looked.through(format, said, words, settings.cache, lint):
            # What a file that cannot be read would have named is not known.
            if not (found and fault.rule == UNREAD):
                yield fault
    yield from _packages(settings, definitions)


def _packages(settings: Settings, definitions: Definitions) -> Iterator[Fault]:
    """Every fault of the packages, and of which profile binds what."""
    bound = bindings(settings)
    said = [looked.texts([bound, bound and bound.with_name("imposed.yaml")])]

    def lint() -> Iterator[Fault]:
        yield from definitions.lint()
        yield from lint_validation(definitions, bound)

    words = [definitions.version, *(str(fault) for fault in definitions.faults)]
    yield from looked.through("profiles", said, words, settings.cache, lint())


def _version(settings: Settings, definitions: Definitions) -> str:
    """A hash of all data in force, as receipts name it."""
    hashed = hashlib.sha256(definitions.version.encode())
    for file in _files(settings.mappings):
        hashed.update(file.name.encode() + b"\0" + file.read_bytes())
    return hashed.hexdigest()[:16]


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".csv"))


def resource_types(definitions: Definitions) -> frozenset[str]:
    """Every resource type of R4."""
    code = definitions.codes("http://hl7.org/fhir/ValueSet/resource-types")
    return code.codes if code else frozenset()


def search_parameters(
    rules: Callable[[], Ruleset],
) -> Callable[[str], tuple[SearchParameter, ...]]:
    """Resource type -> every parameter by which it can be searched, by the rules in force."""

    def known(type_: str) -> tuple[SearchParameter, ...]:
        return tuple(cast("Library", rules().searches).parameters(type_).values())

    return known
