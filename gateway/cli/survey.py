"""What a hospital's messages look like: all that its sender file must say, counted.

Names of types, segments, code systems and codes, and how often each comes; nothing of a patient.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from gateway.adapters.hl7v2 import header
from gateway.adapters.recognise import HL7V2
from gateway.intake.convert import Conversion
from gateway.intake.places import grouped
from gateway.mapping.naming import LOCAL
from gateway.model import Rejected, Trace

TIMELESS = frozenset({"time-cut-to-date", "time-omitted"})
"""Rules that are told where a time has no offset and the sender no zone."""
UNTOLD = "no kind"
HOUSED = ("PI", "MR", "PT", UNTOLD)
"""Kinds of numbers (table 0203) by which a house knows its patients: not those of a state."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/+*-]{0,19}")
_TEXT = re.compile(r">([^<]*)<")
_PLACE = re.compile(r"[A-Z][A-Z0-9]{2}-\d+")
"""The system of a number that has no authority anywhere is named for its field."""
_OWN = re.compile(r"Z[A-Z0-9]{2}")
LATIN, WINDOWS = GUESSED = ("8859/1", "WINDOWS-1252")
"""Guesses of bytes that are neither ASCII nor UTF-8, as MSH-18 would say them."""
_WINDOWS = re.compile(rb"[\x80-\x9f]")
"""Letters and marks in WINDOWS-1252, control characters in ISO 8859: those are in no message."""
_COMMA = re.compile(rb"[<>]?=? ?[+-]?\d+,\d+")
_OFFSET = re.compile(r"[+-]\d{4}$")
_SENT, _PROCESSING = 6, 10
"""Positions of MSH-7 and MSH-11 in `Header.fields`."""


@dataclass(slots=True)
class Survey:
    """What was seen so far; messages are read as those of `sender`, who declares nothing."""

    sender: str
    tables: Mapping[str, str]
    """Row -> the code table that it reads."""
    names: frozenset[str]
    """All code tables."""
    national: frozenset[str] = frozenset()
    """Systems of numbers that a state gives."""
    messages: int = 0
    unreadable: int = 0
    aside: int = 0
    """Files that hold no message."""
    formats: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    commas: int = 0
    """Numbers with a comma before their decimals, which are kept as text."""
    charsets: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    """Where MSH-18 is empty: what the bytes are, or what is guessed of them."""
    processing: Counter[str] = field(default_factory=Counter)
    offsets: Counter[str] = field(default_factory=Counter)
    timeless: int = 0
    """Messages with times that have no offset."""
    patients: Counter[str] = field(default_factory=Counter)
    """Assigning authorities of patients' numbers."""
    others: Counter[str] = field(default_factory=Counter)
    """Of all other numbers."""
    numbered: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Assigning authority of patients' numbers -> kinds of them (CX.5)."""
    houses: Counter[str] = field(default_factory=Counter)
    """Systems that the messages name, of numbers by which a house knows its patients."""
    bare: int = 0
    """Identifiers without an authority."""
    systems: Counter[str] = field(default_factory=Counter)
    codes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Code table -> codes that it does not translate."""
    own: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Segment of its own, and the one before it -> its fields."""
    unmapped: Counter[str] = field(default_factory=Counter)
    """Field -> leaves that go nowhere."""
    ids: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    keys: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def add(self, body: bytes, found: Conversion, format: str = HL7V2) -> None:
        """One more message, with its ledger."""
        self.messages += 1
        self.formats[format] += 1
        self.kinds[found.kind or "(cannot be read)"] += 1
        if format == HL7V2:
            self._header(body)
        if not found.kind:
            self.unreadable += 1
            return
        rules = {issue.rule for issue in found.issues}
        self.timeless += not TIMELESS.isdisjoint(rules)
        for entry in found.bundle.get("entry", ()):
            of_patient = entry["resource"]["resourceType"] == "Patient"
            for system, code in _systems(entry["resource"]):
                self._system(system, code, of_patient=of_patient)
            if of_patient:
                self._kinds(entry["resource"].get("identifier", ()))
        untranslated = {i.source for i in found.issues if i.rule == "code-untranslated"}
        before = ""
        for trace in found.ledger:
            segment = grouped(trace.source)[0]
            self._leaf(body, trace, segment, before, untranslated)
            before = before if _OWN.fullmatch(segment) else segment

    def _header(self, body: bytes) -> None:
        try:
            head = header.read(body)
        except Rejected:
            return
        word = head.words(header.CHARSET)[0]
        self.charsets[word] += 1
        if not word:
            self.plain[guess(body)] += 1
        sent = head.words(_SENT)[0]
        offset = _OFFSET.search(sent)
        self.offsets[offset[0] if offset else "none"] += 1
        self.processing[head.words(_PROCESSING)[0].partition("^")[0] or "(empty)"] += 1
        control_id, seal = head.words(header.CONTROL_ID)[0], sha256(body).digest()
        self.ids[control_id].add(seal)
        self.keys[f"{control_id}|{sent}"].add(seal)

    def _system(self, system: str, code: str | None, *, of_patient: bool) -> None:
        base = f"{LOCAL}/{self.sender}"
        if system == base:
            self.bare += 1
        elif system.startswith(f"{base}/"):
            name = unquote(system.removeprefix(f"{base}/"))
            if code is None and not _PLACE.fullmatch(name):
                (self.patients if of_patient else self.others)[name] += 1
            elif code is None:
                return
            elif name in self.names:
                self.codes[name][_shown(code)] += 1
            else:
                self.systems[name] += 1

    def _kinds(self, numbers: Iterable[Mapping[str, Any]]) -> None:
        base = f"{LOCAL}/{self.sender}/"
        for number in numbers:
            system = number.get("system", "")
            codings = number.get("type", {}).get("coding", ())
            kinds = [_shown(one["code"]) for one in codings if "code" in one]
            kind = kinds[0] if kinds else UNTOLD
            if system.startswith(base):
                self.numbered[unquote(system.removeprefix(base))][kind] += 1
            elif kind in HOUSED and system not in self.national and system != base[:-1]:
                self.houses[system] += 1

    def _leaf(
        self, body: bytes, trace: Trace, segment: str, before: str, untranslated: set[str]
    ) -> None:
        number = grouped(trace.source)[1]
        if _OWN.fullmatch(segment):
            self.own[f"{segment} after {before}"][number] += 1
        elif trace.fate == "unmapped":
            self.unmapped[number] += 1
        if trace.fate == "degraded" and _COMMA.fullmatch(body[slice(*trace.span)]):
            self.commas += 1
        table = self.tables.get(trace.row, "")
        if table and trace.source in untranslated:
            self.codes[table][_shown(_told(body[slice(*trace.span)], trace.source))] += 1

    @property
    def authorities(self) -> list[tuple[str, int]]:
        """Assigning authorities: those of patients first, of them those that number their own."""
        patients = sorted(self.patients, key=lambda one: (-self._housed(one), -self.patients[one]))
        names = [*patients, *(name for name, _ in self.others.most_common())]
        return [(name, self.patients[name] + self.others[name]) for name in dict.fromkeys(names)]

    def _housed(self, authority: str) -> int:
        """How many of its patients' numbers are of a kind that a house gives."""
        return sum(self.numbered[authority][kind] for kind in HOUSED)

    @property
    def again(self) -> tuple[int, int]:
        """(control ids that come again with other content, of these still with MSH-7 beside)"""
        return tuple(  # type: ignore[return-value]  # two of them
            sum(len(seals) > 1 for seals in found.values()) for found in (self.ids, self.keys)
        )


def _told(leaf: bytes, source: str) -> str:
    """The text of a leaf; of a document the bytes are those of its element, tags and all."""
    text = leaf.decode("latin-1")
    if not text.startswith("<"):
        return text
    name = source.rpartition("@")[2] if "/@" in source else ""
    found = _attribute(name).search(text) if name else _TEXT.search(text)
    return found[1].strip() if found else ""


def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf"""\s{re.escape(name)}\s*=\s*["']([^"'<]*)["']""")


def _shown(code: str) -> str:
    """A code; of what does not look like one, only that it was there."""
    return code if _CODE.fullmatch(code) else "(not shown)"


def guess(body: bytes) -> str:
    """What bytes of no declared character set are."""
    if body.isascii():
        return "ASCII"
    try:
        body.decode()
    except UnicodeDecodeError:
        return WINDOWS if _WINDOWS.search(body) else LATIN
    return "UNICODE UTF-8"


def _systems(node: Any) -> Iterator[tuple[str, str | None]]:
    """(system, code; None of an identifier) of everything in a resource."""
    if isinstance(node, Mapping):
        system = node.get("system")
        if isinstance(system, str) and system.startswith(LOCAL):
            yield system, node.get("code")
        yield from _all(node.values())
    elif isinstance(node, list):
        yield from _all(node)


def _all(nodes: Iterable[Any]) -> Iterator[tuple[str, str | None]]:
    for one in nodes:
        yield from _systems(one)
