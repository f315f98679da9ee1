"""Plays the maps of one document: walks its elements, runs the rows, names what was made.

Parents come before what is in them; references are written when all has been made.
https://hl7.org/fhir/R4/ · https://www.rfc-editor.org/rfc/rfc4122#section-4.3
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from gateway.mapping.tree.alike import one_thing
from gateway.mapping.tree.finding import Surroundings
from gateway.mapping.tree.looks import every
from gateway.mapping.tree.making import Made, Making
from gateway.mapping.tree.mentions import add_missing
from gateway.mapping.tree.played import Fixed, Played, Rows, finds, looked, may
from gateway.mapping.tree.reading import elements
from gateway.mapping.tree.rows import ANY, Part, TreeMap, TreeProgram
from gateway.mapping.tree.running import Types, Words
from gateway.mapping.tree.shapes import Around, Context, Shapes, Views
from gateway.model import Node, Resource


class Player:
    """The maps of one program, by the elements that they are for."""

    def __init__(self, program: TreeProgram, types: Types, words: Words) -> None:
        """Takes a linked program, and the functions that make values of elements and texts."""
        statements, views = program.walk.statements, Views()
        self._maps: dict[str, list[Played]] = {}
        for one in program.maps:
            made = Played(one, types, words, statements)
            for name in one.at:
                self._maps.setdefault(name, []).append(made)
        self._contexts = {
            name: Context(every(looked(one.map) for one in maps), number, views)
            for number, (name, maps) in enumerate(self._maps.items())
        }
        self._looks = every(looked(one) for one in program.maps)
        self._shapes = Shapes(self._looks)

    def play(self, making: Making) -> None:
        """Fill the making with all that the document says."""
        if self._shapes.full:
            self._shapes = Shapes(self._looks)
        maps, around = self._maps, self._shapes.of(making.parents)
        for node in making.parents.order:
            if (found := maps.get(node.name)) is not None:
                self._chosen(making, node, found, around)
                making.account.hear(making.reading.claims)
        del around  # it is as large as the document
        for made, late in making.later:
            late(making, made)
        making.later.clear()
        making.inherited.clear()
        making.beside.clear()
        _cleared(making)

    def _chosen(self, making: Making, node: Node, maps: Sequence[Played], around: Around) -> None:
        """Play those of the maps that are for such an element."""
        parents, free = making.parents, id(node) not in making.taken
        parents.turn(node)
        alike, learnt = around.of(node, self._contexts[node.name]), around.table.learnt
        if alike is None:
            for played in _fitting(maps, node, parents, free=free):
                self._make(making, node, played, played.rows(node, parents, may))
            return
        key = alike if free else (*alike, "taken")
        known: Sequence[tuple[Played, Rows]] | None = learnt.get(key)
        if known is None:
            fitting = _fitting(maps, node, parents, free=free)
            known = learnt[key] = [(one, one.rows(node, parents, finds)) for one in fitting]
        for played, rows in known:
            self._make(making, node, played, rows)

    def _make(self, making: Making, node: Node, played: Played, rows: Rows) -> None:
        map = played.map
        made = self._begun(making, node, map)
        if made is None:
            return
        reading = making.reading
        mark, deferred, before = len(reading.claims), len(making.later), reading.owner
        reading.owner, reading.target = made.owner, made.place
        taken = _run(making, made, played, rows)
        reading.owner, reading.target = before, ""
        missing = any(_lacks(made.body, one) for one in played.needs)
        if missing or (not made.wrote and map.type and not map.part):
            del reading.claims[mark:]  # what is wrong in it is told
            del making.later[deferred:]
            made.body.clear()
            if not map.part:
                making.withdrawn.add(made.owner)
            return
        if map.part and not made.wrote and len(making.later) > deferred:
            making.later.append((made, partial(_beside_links, rows[1])))
        making.taken |= taken
        if map.made:
            making.of.setdefault(id(node), []).append(made)
        if map.type and not map.part:
            self._named(making, made)

    def _begun(self, making: Making, node: Node, map: TreeMap) -> Made | None:
        if not map.part:
            making.owners += 1
            body: Resource = {"resourceType": map.type} if map.type else {}
            return Made(map, node, making.owners - 1 if map.type else -1, body)
        any_ = map.type == ANY
        holder = making.around(node, map.of) if any_ else making.holder(node, map.owners)
        if holder is None:
            return None
        made = _item(holder, map, node)
        making.items.append(made)
        return made

    def _named(self, making: Making, made: Made) -> None:
        """Give a resource its id; what is named twice is one, or gets another id."""
        parts = self._parts(making, made)
        if not parts:
            making.nameless.append((made.map.type, made.node))
            making.withdrawn.add(made.owner)
            making.of[id(made.node)].remove(made)
            return
        made.id = parts[0] if len(parts) == 1 else making.identify.resource(parts[0], parts[1:])
        key = made.map.type, made.id
        first = making.ids.get(key)
        if first is not None and (made.map.mode == "mention" or one_thing(making, first, made)):
            making.withdrawn.add(made.owner)
            making.same[made.owner] = first.owner
            add_missing(first.body, made.body)
            _instead(making, made, first)
            return
        if first is not None:
            again = making.ordinal((*key, "again"))
            made.id = making.identify.resource(
                made.map.type, (*parts[1:], made.id, "again", again)
            )
        making.ids[made.map.type, made.id] = made
        making.add(made)

    def _parts(self, making: Making, made: Made) -> tuple[str, ...]:
        """(type, key...) of a resource, or its id alone; empty where nobody can tell who it is."""
        map = made.map
        if map.identifiers:
            known = made.body.get(map.identifiers, [])
            if map.type == "Patient":
                name = making.identify.patient(known, making.sender)
                return (name,) if name else ()
            if name := making.identify.thing(map.type, known):
                return (name,)
        for alternative in map.key:
            found = [*_key(making, made, alternative)]
            if all(found):
                key = (map.type, *found)
                if any(part.kind == "ordinal" for part in alternative):
                    return (*key, making.ordinal(key))
                return key
        return self._unkeyed(making, made)

    def _unkeyed(self, making: Making, made: Made) -> tuple[str, ...]:
        """By where it stands: the document's set, the map, the section, the code, an ordinal."""
        sections = [one for one in making.above(made.node) if one.name in ("section", "heading")]
        code = _code(sections[0]) if sections else ""
        key = made.map.type, making.series, made.map.name, code, _code(made.node)
        return (*key, making.ordinal(key))


def _fitting(
    maps: Sequence[Played], node: Node, parents: Surroundings, *, free: bool
) -> Iterator[Played]:
    """The maps that are played on an element: one, where no other has taken it, and any beside."""
    for one in maps:
        beside = one.map.beside
        if (free or beside) and one.fits(node, parents):
            free = free and beside
            yield one


def _run(making: Making, made: Made, played: Played, rows: Rows) -> dict[int, Node]:
    """Run the rows; gives the statements that they took."""
    names, taken = making.parents.names, dict[int, Node]()
    for row in rows[0]:
        row(making, made, names, taken)
    if made.wrote:
        for const in rows[1]:
            const(making, made)
        if played.decide is not None:
            making.reading.row = played.file
            played.decide(making, made, made.place)
    return taken


def _beside_links(consts: Sequence[Fixed], making: Making, made: Made) -> None:
    """What is said beside, of an item in which nothing but links wrote something."""
    if made.body:
        for const in consts:
            const(making, made)


def _item(holder: Made, map: TreeMap, node: Node) -> Made:
    """The next item of a list of what holds it."""
    items: list[Any] = holder.body.setdefault(map.element, [])
    place = f"{map.element}[{len(items)}]"
    whole = f"{holder.place}.{place}" if holder.place else place
    body: Resource = {}
    items.append(body)
    holder.wrote = True
    return Made(map, node, holder.owner, body, place=whole, items=items)


def _code(node: Node) -> str:
    for child in elements(node):
        if child.name in ("code", "cd"):
            return child.attributes.get("code", "") or child.text().strip()
    return ""


def _key(making: Making, made: Made, alternative: tuple[Part, ...]) -> Iterator[str]:
    for part in alternative:
        if part.kind == "control":
            yield making.control
        elif part.kind == "word":
            yield part.word
        elif part.kind == "ref":
            found = making.nearest(made.node, (part.word,))
            yield _told(making, found) if found is not None else ""
        elif part.kind != "ordinal" and part.path is not None:
            yield _text(making, made, part)


def _told(making: Making, found: Made) -> str:
    """By what ids tell what something belongs to; a patient's may be under another's number."""
    patient = found.map.type == "Patient"
    return making.identify.told(found.id, found.body) if patient else found.id


def _text(making: Making, made: Made, part: Part) -> str:
    """The text of a place; of an entity all its attributes, which tell it from others."""
    assert part.path is not None  # noqa: S101 - linked
    if part.kind == "place":
        return next(part.path.texts(made.node, making.parents), "")
    for node in part.path.find(made.node, making.parents):
        said = node.attributes
        if said.get("root") and "nullFlavor" not in said:
            return _identifier(making, said["root"], said.get("extension", ""))
        if "nullFlavor" not in said and any(said.values()):
            return "|".join((*(said[name] for name in sorted(said)), node.text().strip()))
    return ""


def _identifier(making: Making, root: str, extension: str) -> str:
    """System and value, as messages of HL7 v2 make keys of theirs."""
    system = making.reading.names.authority("", root)
    return f"{system}|{extension}" if extension else f"urn:ietf:rfc:3986|{system}"


def _instead(making: Making, made: Made, first: Made) -> None:
    """What was made of this element is what was made of another before."""
    held = making.of[id(made.node)]
    held[held.index(made)] = first


def _cleared(making: Making) -> None:
    """Items of which nothing came go, the innermost first."""
    for made in reversed(making.items):
        if not made.body and made.items is not None:
            making_items = made.items
            making_items[:] = [one for one in making_items if one is not made.body]
    for one in making.resources:
        _empty(one.body)


def _empty(body: Mapping[str, object]) -> None:
    for key in [key for key, value in body.items() if value in ([], {})]:
        del body[key]  # type: ignore[attr-defined]


def _lacks(body: Resource, names: tuple[str, ...]) -> bool:
    """Is there nothing at this path of what was made?"""
    at: Any = body
    for name in names:
        at = at.get(name) if isinstance(at, dict) else None
        if at is None:
            return True
    return False
