"""Load the mappings of one format for one sender: read, linked, compiled, or taken from the cache.

With unchanged files nothing is read but their bytes: compiled code is kept by their hash.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from gateway import codegen
from gateway.mapping import files, values
from gateway.mapping.coding import Translator
from gateway.mapping.convert import Convert, converters
from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS, Flawed
from gateway.mapping.functions import FUNCTIONS
from gateway.mapping.learning import barred, learnt, within
from gateway.mapping.mapper import Mapper, Opened
from gateway.mapping.memory import Memories, Memory, copied
from gateway.mapping.naming import Naming
from gateway.mapping.rows import Event, Program, Table
from gateway.mapping.run import Identify, Slot
from gateway.mapping.tables import Tables, frozen
from gateway.mapping.tape import entries, pack
from gateway.mapping.times import Clock
from gateway.mapping.unsaid import known_by
from gateway.mapping.written import begins, written
from gateway.model import Fault, Sender

VERSION = 16
"""Raise it when the meaning of a mapping changes."""


class Broken(ValueError):  # noqa: N818 - names the state of the files, as Rejected does of a message
    """The mapping files hold faults, and these are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = "; ".join(f"{one.file}:{one.line}: {one.text}" for one in faults[:5])
        super().__init__(f"the mappings hold {len(faults)} faults: {shown}")
        self.faults = tuple(faults)


def nothing() -> None:
    """Leave it to whoever asks."""


def load(  # noqa: PLR0913, PLR0917 - the mapping room's one door
    folders: Sequence[Path],
    format: str,
    sender: Sender,
    definitions: Any,
    dialect: Dialect,
    identify: Identify,
    cache: Path | None = None,
    memory: Memories = Memory,
) -> Mapper:
    """The mapper of a format for a sender.

    `folders` hold the mapping files, later ones win by file name; `definitions` say what FHIR is;
    `dialect` reads the format; `identify` names resources; `cache` keeps compiled code,
    `memory` values. Raises Broken with every fault.
    """
    found = files.gathered(folders, format)
    return made(found, sender, definitions, dialect, identify, cache, memory)


def made(  # noqa: PLR0913, PLR0917 - as `load`
    found: files.Files,
    sender: Sender,
    definitions: Any,
    dialect: Dialect,
    identify: Identify,
    cache: Path | None = None,
    memory: Memories = Memory,
    lacking: Callable[[], None] = nothing,
) -> Mapper:
    """As `load`, of files that were gathered for all senders.

    Where its code is kept, it is read when the sender's first message comes; else it is made now,
    after `lacking` was called, who may see to it that it is kept after all.
    """
    version = digest(found, sender, definitions, dialect)
    rooms = (Path(__file__).parent, Path(inspect.getfile(type(dialect))).parent)
    own = files.ruling(found.sender(sender.name))
    key = f"{_made_of(found, own, definitions, dialect)}|{codegen.generator(rooms)}"
    name = f"mapping {found.format} {sender.name if own else ''}".rstrip()

    def generate() -> codegen.Source:
        from gateway.mapping.compile import compile_program  # noqa: PLC0415 - no warm start needs it

        linked = linked_program(found, sender, definitions, dialect)
        catalogue = pack(entries(linked, dialect), found.format)
        return compile_program(linked, dialect, catalogue, plan(linked))

    def opened() -> Opened:
        systems: Mapping[str, str] = {}
        if (file := "codes/systems.csv") in found.shared:
            systems, _ = files.systems(found.shared[file], file)
        names = namespace(sender, systems, dialect, identify, memory)
        module = codegen.build(name, key, generate, names, cache, whole=True)
        return Opened(module["CATALOGUE"], Tables(module["PLAN"]), module["bind"])

    mapper = Mapper(version, opened, dialect, identify)
    if not codegen.at_hand(name, key, cache):
        lacking()
        _ = mapper.opened
    return mapper


def digest(found: files.Files, sender: Sender, definitions: Any, dialect: Dialect) -> str:
    """Hash of all that a mapper is made of."""
    rows = _made_of(found, found.sender(sender.name), definitions, dialect)
    return files.fingerprint((), (rows, repr(_sorted(sender))))


def _made_of(
    found: files.Files, own: Mapping[str, bytes], definitions: Any, dialect: Dialect
) -> str:
    """Hash of all that compiled code is made of: the sender's names come in when it is run."""
    known = str(getattr(definitions, "version", ""))
    words = (f"{VERSION}", found.format, f"{dialect.name} {dialect.version}", known)
    return files.fingerprint((found.shared, own), words)


def _sorted(sender: Sender) -> tuple[Any, ...]:
    """What of a sender a mapper depends on, always in the same order."""
    return (
        sender.name,
        sender.zone,
        sender.point,
        sorted(sender.authorities.items()),
        sender.default_authority,
        sorted(sender.systems.items()),
    )


def linked_program(
    found: files.Files, sender: Sender, definitions: Any, dialect: Dialect
) -> Program:
    """The linked program; raises Broken."""
    from gateway.mapping.checks import check  # noqa: PLC0415 - no warm start needs it
    from gateway.mapping.program import gathering  # noqa: PLC0415 - the same

    gathered = gathering(found, dialect, definitions)
    linked, faults = gathered.program(sender)
    faults = [*gathered.faults, *faults, *check(linked, definitions, gathered.events)]
    if faults:
        raise Broken(faults)
    return linked


def plan(linked: Program) -> Any:
    """What the mapper needs beside the functions, as nested tuples."""
    roots = dict.fromkeys(one.root for one in linked.maps)
    parted = {(one.root, one.owner, one.type) for one in linked.maps if one.further}
    maps = tuple(
        (
            root,
            tuple(
                (
                    one.number,
                    one.beside or one.owner,
                    one.context,
                    one.type,
                    bool(one.identifiers),
                    one.further if (one.root, one.owner, one.type) in parted else None,
                    known_by(one),
                )
                for one in linked.maps
                if one.root == root and (one.type or one.owner)
            ),
        )
        for root in roots
    )
    return (
        linked.types,
        maps,
        tuple(linked.structures.items()),
        tuple(
            (name, frozen((groups, linked.readings.get(name, {}))))
            for name, groups in linked.grammars.items()
        ),
        tuple(
            (kind, tuple(_said(name, one) for name, one in said.items()))
            for kind, said in linked.events.items()
        ),
    )


def _said(name: str, one: Event | str) -> tuple[str, Any]:
    return name, one if isinstance(one, str) else _event(one)


def _event(one: Event) -> tuple[Any, ...]:
    return one.mode, frozen(one.set), one.remove, one.step, one.keeps, one.clears


def namespace(
    sender: Sender,
    systems: Mapping[str, str],
    dialect: Dialect,
    identify: Identify,
    memory: Memories,
) -> dict[str, Any]:
    """Our own functions that compiled maps call."""
    names = Naming(sender, systems)

    def translator(name: str, system: str, pairs: Any) -> Translator:
        return Translator(Table(name, dict(pairs), system), names)

    own: dict[str, Any] = {
        "NAMES": names,
        "SENDER": sender,
        "IDENTIFY": identify,
        "TRANSLATOR": translator,
        "DICT": dict,
        "BARRED": barred,
        "BEGINS": begins,
        "WRITTEN": written,
        "LEARNT": learnt,
        "WITHIN": within,
        "COPY": copied,
        "ITEMS": itemgetter,
        "DECIMAL": Decimal,
        "FLAWS": FLAWS,
        "FLAWED": Flawed,
        "SLOT": Slot,
        "ENTITY": values.entity,
        "DEAF": values.Deaf(),
        "LOOK": values.look,
        "FIND": values.find,
        "MEMORY": memory,
    }
    own |= dict(dialect.namespace)
    own |= {f"TO_{kind}": call for kind, call in _converters(sender).items()}
    own |= {f"CALL_{name}": function.call for name, function in FUNCTIONS.items()}
    return own


def _converters(sender: Sender) -> Mapping[str, Convert]:
    """What its texts become, by its clock and by how it writes numbers."""
    return converters(Clock(sender.zone), comma=sender.point == ",")


def plain(  # noqa: PLR0913, PLR0917 - as `load`
    folders: Sequence[Path],
    format: str,
    sender: Sender,
    definitions: Any,
    dialect: Dialect,
    identify: Identify,
) -> Mapper:
    """As `load`, but interpreted: the twin that tests hold the compiled mapper against."""
    from gateway.mapping.interpret import Interpreter, plays  # noqa: PLC0415 - for tests only

    found = files.gathered(folders, format)
    linked = linked_program(found, sender, definitions, dialect)
    names = Naming(sender, linked.systems)
    twin = Interpreter(
        linked,
        dialect,
        names,
        _converters(sender),
        identify,
    )
    version = digest(found, sender, definitions, dialect)
    catalogue = pack(entries(linked, dialect), format)
    opened = Opened(catalogue, Tables(plan(linked)), lambda _: plays(twin))
    return Mapper(version, lambda: opened, dialect, identify)
