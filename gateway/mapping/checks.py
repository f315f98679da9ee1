"""What can only be seen once all maps stand side by side: references, owners, keys, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from gateway.mapping import paths
from gateway.mapping.convert import PLAIN
from gateway.mapping.rows import GIVES_WAY, Event, Map, Program, Row, leaves
from gateway.mapping.typed import Mistaken, misled, typed
from gateway.model import Fault
from gateway.yamlfile import Written


def check(program: Program, definitions: Any, events: Written) -> Iterator[Fault]:
    """Every fault of a linked program."""
    repeating = set(_repeating(program.grammars))
    meant = _meant(program)
    for one in (*program.maps, *program.datatypes.values()):
        yield from _map(one, program, definitions)
        if one.root in repeating:
            yield from _key(one)
        for row in leaves(one.rows):
            yield from _row(row, one, program)
            yield from _leads(row, one, meant, definitions)
        yield from _both(one)
    yield from _events(program, definitions, events)
    yield from _structures(program, events)


def _map(one: Map, program: Program, definitions: Any) -> Iterator[Fault]:
    nested = (one.root, one.type) in program.datatypes
    makers = [
        other
        for other in program.maps
        if other.makes and other.type == one.type and other.mode not in GIVES_WAY
    ]
    if one.owner and one.type and not any(other.root == one.owner for other in makers):
        yield Fault(one.file, one.line, "owner-unknown", f"no map makes {one.type} of {one.owner}")
    if one.makes and not nested and not one.key and not one.identifiers:
        yield Fault(
            one.file,
            one.line,
            "identity-undeclared",
            f"`{one.name}` doesn't say what its ids are made of",
        )
    if one.mode in GIVES_WAY and not makers:
        yield Fault(
            one.file, one.line, "merge-alone", f"no map makes the {one.type} that survives"
        )
    for name in (*one.defaults, *([one.identifiers] if one.identifiers else [])):
        yield from _element(definitions, one.type, name, one.file, one.line)
    for alternative in one.key:
        for part in alternative:
            if part.kind == "ref" and not any(
                other.makes and other.root == part.word for other in program.maps
            ):
                yield Fault(
                    one.file, one.line, "ref-unknown", f"no map makes a resource of {part.word}"
                )


def _key(one: Map) -> Iterator[Fault]:
    for alternative in one.key:
        # What another map made of the segment itself tells it from the next one too.
        if not any(
            part.kind in ("entity", "ordinal") or (part.kind == "ref" and part.word == one.root)
            for part in alternative
        ):
            text = f"{one.root} repeats: each key needs `ordinal` or an `entity`"
            yield Fault(one.file, one.line, "identity-occurrence", text)


def _row(row: Row, one: Map, program: Program) -> Iterator[Fault]:
    if row.ref is not None:
        segment, kind = row.ref
        if not any(
            other.makes and other.root == segment and kind in ("", other.type)
            for other in program.maps
        ):
            yield Fault(
                row.file,
                row.line,
                "ref-unknown",
                f"no map makes a resource of {' -> '.join(filter(None, row.ref))}",
            )
    if row.to is None or row.ignore:
        return
    if row.join is not None and row.to.type not in PLAIN:
        yield Fault(row.file, row.line, "join-type", f"only texts are joined, not {row.to.type}")
    single = row.to.steps and not row.to.many and row.join is None
    if row.src is not None and row.src.many and single:
        yield Fault(
            row.file,
            row.line,
            "target-single",
            f"`{row.src.text}` may be several, `{row.to.text}` is one",
        )
    if (loose := _loose(row)) is not None:
        text = f"`{row.to.text}`: below `[]`, where each write makes an item, write `{loose}[]`"
        yield Fault(row.file, row.line, "target-loose", text)
    if not one.type:
        yield Fault(
            row.file, row.line, "map-type", f"`{one.name}` makes nothing: its rows can only ignore"
        )


def _leads(row: Row, one: Map, meant: _Meant, definitions: Any) -> Iterator[Fault]:
    """A reference to what its element does not refer to: each message would be refused for it."""
    if row.to is None or row.ignore or row.to.type != "Reference":
        return
    types = meant.get(row.ref if row.ref is not None else row.datatype, ())
    if text := misled(definitions, one.type, row.to, types):
        yield Fault(row.file, row.line, "reference-type", text)


_Meant: TypeAlias = Mapping[tuple[str, str] | int, set[str]]


def _meant(program: Program) -> _Meant:
    """(segment, type or empty), or the number of a datatype -> the types that are referred to."""
    found: dict[tuple[str, str] | int, set[str]] = {}
    for one in program.maps:
        if one.makes:
            found.setdefault((one.root, ""), set()).add(one.type)
            found.setdefault((one.root, one.type), set()).add(one.type)
    numbered = {one.number: one.type for one in program.datatypes.values()}
    for one in program.datatypes.values():
        if one.mention:
            found.setdefault(one.number, set()).add(numbered[one.mention])
    return found


def _list(removed: str) -> str:
    """The list of which the items of one field go (`location@PV1-42`), or what goes whole."""
    return removed.partition("@")[0]


def _loose(row: Row) -> str | None:
    """An extension that is looked for, below an item that each write makes anew.

    What is looked for would be found in the item of an earlier write.
    """
    kinds = [step.kind for step in row.to.steps] if row.to is not None else []
    below = kinds.index("append") if "append" in kinds else len(kinds)
    if row.to is None or "found" not in kinds[below:]:
        return None
    return row.to.steps[below + kinds[below:].index("found")].text


def _both(one: Map) -> Iterator[Fault]:
    read = {row.src.text for row in leaves(one.rows) if row.src is not None and not row.ignore}
    for row in one.rows:
        if row.ignore and row.when is None and row.src is not None and row.src.text in read:
            yield Fault(
                row.file,
                row.line,
                "row-both",
                f"`{row.src.text}` is ignored here and mapped by another row",
            )


def _events(program: Program, definitions: Any, events: Written) -> Iterator[Fault]:
    roots = {one.root for one in program.maps}
    for kind, said in program.events.items():
        for name, one in said.items():
            line = events.line(("events", kind, name))
            if isinstance(one, Event):
                for element in (*one.set, *map(_list, one.remove), *one.keeps, *one.clears):
                    yield from _element(
                        definitions, name, element, events.file, line, one.set.get(element)
                    )
            elif name not in roots:
                yield Fault(events.file, line, "event-segment", f"no map reads {name}")


def _element(  # noqa: PLR0913, PLR0917 - an element and its place
    definitions: Any, kind: str, name: str, file: str, line: int, value: Any = None
) -> Iterator[Fault]:
    try:
        target = typed(definitions, kind, paths.target(name))
    except Mistaken as error:
        if error.rule != "target-list":
            yield Fault(file, line, error.rule, str(error))
        return
    except ValueError as error:
        yield Fault(file, line, "target-syntax", str(error))
        return
    if isinstance(value, str) and target.codes is not None and value not in target.codes:
        yield Fault(file, line, "code-not-allowed", f"`{value}` is not in the required value set")


def _structures(program: Program, events: Written) -> Iterator[Fault]:
    for kind, name in program.structures.items():
        if name not in program.grammars:
            yield Fault(
                events.file,
                events.line(("structures", kind)),
                "structure-missing",
                f"there is no structure `{name}`",
            )
    if "*" not in program.structures:
        yield Fault(
            events.file,
            events.line(("structures",)),
            "structure-missing",
            "`*` names the structure of all other kinds",
        )


def _repeating(grammars: Mapping[str, Any]) -> Iterator[str]:
    """Segments that may come several times in a row of their group."""
    for groups in grammars.values():
        yield from _within(groups, repeats=False)


def _within(groups: Any, *, repeats: bool) -> Iterator[str]:
    anchored = not repeats
    for item in groups:
        text, inner = (item, None) if isinstance(item, str) else next(iter(item.items()))
        mark = text[-1] if text[-1] in "?*+" else ""
        if inner is not None:
            yield from _within(inner, repeats=mark in ("*", "+"))
        elif mark in ("*", "+"):
            yield text[:-1]
        if mark not in ("?", "*") and not anchored:
            anchored = True
            if inner is None and not mark:
                yield text
