"""Codes, numbers and running texts of KMEHR as FHIR's CodeableConcept, Coding, Identifier, note.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (cd: S scheme, SV version, SL local
scheme, DN words, L language) · https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from gateway.mapping.naming import LOCAL
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_tables import CORE, EDITIONS, NUMBERS, SYSTEMS
from gateway.mapping.tree.types_kmehr_words import WILLS
from gateway.mapping.written import media_type
from gateway.model import Node

Value: TypeAlias = dict[str, Any]

_PUNCTUATION = re.compile(r"[\s./-]")
_ABSOLUTE = re.compile(r"[A-Za-z][\w+.-]*:", re.ASCII)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
"""How the standard names its tables."""
_DOTTED = frozenset({"INSS", "ID-PATIENT", "ID-HCPARTY", "ID-CBE", "ID-EHP"})
_NATIONAL = frozenset({"ID-PATIENT", "INSS"})
_SSIN, _EHP = 11, 10
_VALUES = ("decimal", "boolean", "unsignedInt", "bacteriology", "ecg")
"""What is a value of an item beyond doubt: a code beside it says of what."""
_UNTOLD = ("lab", "parameter")
_DENIED = frozenset({"excluded", "notpresent", "refused", "retracted"})


def inside(node: Node, *path: str) -> Iterator[Node]:
    """The elements at a path below an element, in their order."""
    name, *rest = path
    for child in node.children():
        if child.name == name:
            if rest:
                yield from inside(child, *rest)
            else:
                yield child


def first(node: Node, *path: str) -> Node | None:
    """The first of them."""
    return next(inside(node, *path), None)


def said(node: Node, *path: str) -> str:
    """The text of the first of them, without reading it: to decide by."""
    found = first(node, *path)
    return " ".join(found.text().split()) if found is not None else ""


def above(reading: Reading, node: Node, name: str) -> Node | None:
    """The nearest element of that name around an element, or the element itself."""
    one: Node | None = node
    while one is not None and one.name != name:
        one = reading.parent(one)
    return one


def system(reading: Reading, cd: Node) -> str:
    """System of a code: what the sender says of its scheme, else what the standard says."""
    scheme = reading.peek(cd, "S")
    if scheme == "LOCAL":
        return reading.names.system(reading.peek(cd, "SL")) or reading.names.table("LOCAL")
    declared = reading.names.system(scheme)
    if declared and not declared.startswith(LOCAL):
        return declared
    if scheme in EDITIONS:
        version = reading.peek(cd, "SV")
        return next(uri for begins, uri in EDITIONS[scheme] if version.startswith(begins))
    if scheme in SYSTEMS:
        return SYSTEMS[scheme]
    plain = _PLAIN.fullmatch(scheme)  # any other name (`MY TABLE`) is one of the sender's own
    return f"{CORE}/CodeSystem/{scheme.lower()}" if plain else declared


def coding(reading: Reading, cd: Node) -> Value | None:
    """A code with its system and words."""
    code = " ".join(reading.read(cd, TEXT, "code").split())
    if not code:
        return None
    made = {"system": system(reading, cd), "code": code, "display": ""}
    for leaf in ("S", "SL"):
        reading.read(cd, leaf, "system")
    made["display"] = " ".join(reading.read(cd, "DN", "display").split())
    return {key: value for key, value in made.items() if value}


def codings(reading: Reading, cds: Iterable[Node]) -> list[Value]:
    """Several codes of one thing."""
    made: list[Value] = []
    for cd in cds:
        with reading.within(f"coding[{len(made)}]"):
            one = coding(reading, cd)
        if one is not None:
            made.append(one)
    return made


def words(reading: Reading, texts: Iterable[Node], to: str) -> str:
    """Texts as one, each on one line, the same one once."""
    found = [" ".join(reading.read(text, TEXT, to).split()) for text in texts]
    return "; ".join(dict.fromkeys(text for text in found if text))


def concept(reading: Reading, cds: Iterable[Node], texts: Iterable[Node]) -> Value | None:
    """Codes and words of one thing."""
    made = {"coding": codings(reading, cds), "text": words(reading, texts, "text")}
    return {key: value for key, value in made.items() if value} or None


def cd(reading: Reading, node: Node) -> Value | None:
    """One code as a concept."""
    return concept(reading, [node], [])


def codes(reading: Reading, node: Node) -> Value | None:
    """All codes right in an element as one concept."""
    return concept(reading, inside(node, "cd"), [])


def content(reading: Reading, item: Node) -> Value | None:
    """What an item is about: all its codes, and its words."""
    return concept(reading, inside(item, "content", "cd"), inside(item, "content", "text"))


def denied(item: Node) -> bool:
    """Is what an item is about said not to be so, or refused?"""
    return (
        said(item, "certainty", "cd") == "excluded"
        or said(item, "content", "boolean") == "false"
        or said(item, "lifecycle", "cd") in _DENIED
    )


def will(reading: Reading, item: Node) -> Value | None:
    """What a patient wants, with the meaning of its code where nothing else is said."""
    made = content(reading, item)
    if denied(item):
        return made  # its words would say what is not so
    known = [WILLS.get(reading.peek(one, TEXT), "") for one in inside(item, "content", "cd")]
    meaning = "; ".join(filter(None, known))
    return {**made, "text": made.get("text") or meaning} if made and meaning else made


def kind_of_will(reading: Reading, item: Node) -> Value | None:
    """What a patient wants where the kind of the item alone says so, with what that means."""
    made = label(reading, item)
    meaning = "" if denied(item) else WILLS.get(said(item, "cd"), "")
    return {**made, "text": made.get("text") or meaning} if made and meaning else made


def label(reading: Reading, item: Node) -> Value | None:
    """What an item observes: its codes beside CD-ITEM, and those in it that stand beside a value.

    Where it has none, CD-ITEM itself; of a result or a parameter, which that does not tell, the
    codes of its content.
    """
    cds = [*inside(item, "cd")]
    own = [one for one in cds if reading.peek(one, "S") != "CD-ITEM"]
    named = [*inside(item, "content", "cd")]
    valued = any(first(item, "content", name) is not None for name in _VALUES)
    if valued or (not own and said(item, "cd") in _UNTOLD):
        own += named
    return concept(reading, own or cds, [])


def number(reading: Reading, node: Node) -> Value | None:
    """An identifier with its system."""
    text = " ".join(reading.read(node, TEXT, "value").split())
    if not text:
        return None
    scheme = reading.read(node, "S", "system")
    if scheme in _DOTTED:
        text = _PUNCTUATION.sub("", text)
    local = reading.read(node, "SL", "system")
    return {"system": _authority(reading, scheme, local, text), "value": text}


def _authority(reading: Reading, scheme: str, local: str, text: str) -> str:
    if scheme in _NATIONAL and not (text.isdecimal() and len(text) == _SSIN):
        return reading.names.authority(local or scheme)
    if scheme == "ID-HCPARTY" and text.isdecimal() and len(text) == _EHP:
        return NUMBERS["ID-EHP"]
    return NUMBERS.get(scheme) or reading.names.authority(local or scheme.removeprefix("LOCAL"))


def language(reading: Reading, node: Node) -> str | None:
    """The language of an element (`L`), or that it names; None where there is no such."""
    from langcodes import tag_is_valid  # noqa: PLC0415 - loads its tables

    leaf = "L" if reading.has(node, "L") else TEXT
    said_ = reading.peek(node, leaf)
    return reading.read(node, leaf) if said_ and tag_is_valid(said_) else None


def spoken(reading: Reading, node: Node) -> Value | None:
    """A language as a concept."""
    with reading.within("coding[0].code"):
        code = language(reading, node)
    return {"coding": [{"system": "urn:ietf:bcp:47", "code": code}]} if code else None


def position(reading: Reading, node: Node) -> Value | None:
    """The number that an item or a transaction has by the message that holds it, and its place."""
    found: list[str] = []
    one: Node | None = node
    while one is not None and one.name != "kmehrmessage":
        number_ = next((n for n in inside(one, "id") if n.attributes.get("S") == "ID-KMEHR"), None)
        if number_ is not None:
            found.append(reading.read(number_, TEXT, "value") or "?")
        one = reading.parent(one)
    message = said(reading.root, "header", "id")
    return {"system": NUMBERS["ID-KMEHR"], "value": "/".join([message, *reversed(found)])}


def numbered(reading: Reading, header: Node) -> Value | None:
    """The number of the message, as the document that it is has it; none where it has none.

    One of several folders has that of the message, and its own.
    """
    if not any(reading.has(one, TEXT) for one in inside(header, "id")):
        return None
    text = reading.control
    if _UUID.fullmatch(text):
        return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{text.lower()}"}
    return {"system": reading.names.authority("document"), "value": text}


def linked(reading: Reading, lnk: Node) -> Value | None:
    """What a transaction is linked to, by its address; None if it is one of this message."""
    found = reading.addresses.named(reading.peek(lnk, "URL").strip())
    if found is not None and found.name == "transaction":
        return None
    address = reading.read(lnk, "URL", "value").strip()
    absolute = _ABSOLUTE.match(address)
    return {"system": "urn:ietf:rfc:3986", "value": address} if absolute else {"value": address}


def version(reading: Reading, node: Node) -> str | None:
    """The version that ends the address of a line: `/subject/.../medication-scheme/2/1`."""
    last = reading.peek(node, TEXT).rpartition("/")[2]
    return last if last.isdecimal() and reading.read(node, TEXT) else None


def note(reading: Reading, node: Node) -> Value | None:
    """A running text as a note, its lines kept and their indentation gone."""
    text = lines(reading.read(node, TEXT, "text"))
    return {"text": text} if text else None


def lines(text: str) -> str:
    """A text without the blanks that its XML is indented with."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def prefixed(before: str) -> Callable[[Reading, Node], Value | None]:
    """Notes that say what they are of."""

    def made(reading: Reading, node: Node) -> Value | None:
        found = note(reading, node)
        return {"text": f"{before}: {found['text']}"} if found else None

    return made


def media(reading: Reading, lnk: Node) -> str | None:
    """What a file is by its first bytes, where nobody says it."""
    return media_type(reading.names, reading.peek(lnk, TEXT))


def text(reading: Reading, node: Node) -> str | None:
    """A running text."""
    return lines(reading.read(node, TEXT)) or None
