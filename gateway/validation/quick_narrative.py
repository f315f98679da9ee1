"""Is a narrative surely plain, safe XHTML? Told at a glance of what most narratives are made of.

Says yes only of what `narrative` finds nothing wrong with; all that is unusual is left to that.
https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from gateway.validation.narrative import XHTML, forbidden, misplaced, uncertain
from gateway.validation.narrative_allowed import BLOCKS, CHILDREN, PARENTS, VOID

HOW = frozenset({"additional", "empty", "extensions", "generated"})
"""What a narrative says of itself: https://hl7.org/fhir/R4/valueset-narrative-status.html"""
LIMIT = 4096
"""So many spellings, and rows, of tags are remembered; then all are forgotten."""
LONGEST = 4096
"""Characters of a row of tags up to which it is remembered."""

_TAGS = re.compile(r"<[^>]*>").findall
_BEYOND = (
    "\xa0-\xac\xae-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u052f"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
)
_PLAIN = f"\n\t\r -;=-~{_BEYOND}"
"""Of what is printed, and ends lines: Latin, Greek and Cyrillic letters, and usual marks."""
_WORD = "[\n\t\r -%'-;=?-\\\\^-~\xa0-\xac\xae-\xff]*+"
"""Of those what is Latin (a set that is compiled at once), and ends no tag, entity or section."""
_BETWEEN = re.compile(f">[{_PLAIN}]+").sub
_OTHER = re.compile(r">[^<]+").sub
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z:]+="[^"<&]*")*) ?(/?)>').fullmatch
_ATTRIBUTE = re.compile(r' ([a-z:]+)="([^"]*)"').findall
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)").search
_WORDS = re.compile(r">\s*[^<\s]").search
_BLANKS = "\n\t\r\xa0"
_EMPTY = "/"
OFTEN = 24
"""Times that a row of tags is met before a pattern is made of it."""
_SHORT = 512
"""Characters of its tags up to which that is worth it, where what comes again is said once."""
_PERIOD = 48
"""Tags, a row of a table at most, that are looked for again behind themselves."""
_SOME = r"(?=(?:<[^>]*+>\s*+)*+[^<\s])"
"""Somewhere there are words."""
_PLACED = BLOCKS.union(PARENTS)
"""What may not stand everywhere."""
_BARE = (
    "(?:<(?:/(?:t[bdfhr]|li|d[dt]|cap|col)|t[abfr]|the|[dou]l)[^>]*+"
    "|<(?:t[dh]|li|d[dt]|cap|col)[^>]*+(?<=/))"
)
_bare = re.compile(_BARE).fullmatch
"""Of a tag without its end: whether no words may follow, which would stand in a list or row.

It opens what holds rows, cells or items only, or ends one of those: td, tr, th, li, ...
"""
_STRAY = re.compile(rf"{_BARE}>\s*+[^<\s]").search
_BLANK = "[\n\t\r ]*+"


class Tags:
    """The tags met so far, by their spelling."""

    def __init__(self) -> None:
        self._opens: dict[str, str] = {}
        """Tag -> how the end of its element is spelt; behind `/` where the tag itself ends it.

        Of what may stand anywhere, the `/` is enough.
        """
        self._count = 0
        self._shapes: set[str] = set()
        """Rows of tags that open and close as they must."""
        self._met: dict[int, int] = {}
        """Row of tags, by its hash -> how often it was found right."""
        self._usual: dict[int, Callable[[str], object]] = {}
        """Number of tags -> what fits texts of the row of so many that comes again and again."""

    def narrated(self, text: str) -> bool:
        """Whether the text of a `div` is surely right; may raise on what is no text."""
        usual = self._usual.get(text.count("<"))
        if usual is not None and usual(text):
            return True
        shape = _BETWEEN(">", text)
        if shape not in self._shapes and not self._fresh(text, shape):
            return False
        if not text.endswith("</div>") or "]]>" in text or ("&" in text and _ENTITY(text)):
            return False
        if _WORDS(text) is None:
            return "<img " in text
        if _STRAY(text):
            return False
        self._note(shape)
        return True

    def _note(self, shape: str) -> None:
        """Count a row of tags: what comes often is made a pattern of, once."""
        key = hash(shape)
        count = self._met.get(key, 0) + 1
        if len(self._met) >= LIMIT:
            self._met.clear()
        if len(shape) <= LONGEST:
            self._met[key] = count
        if count == OFTEN and (found := _pattern(shape)):
            self._usual[shape.count("<")] = re.compile(found).fullmatch

    def _fresh(self, text: str, shape: str) -> bool:
        """Whether a text is made of tags as it must be, which is remembered of their row.

        Where other signs stand between them than the usual ones, they are looked through here.
        """
        if not (shape.isprintable() or _printable(shape)):
            return False
        row = _OTHER(">", shape)
        if row in self._shapes:
            return True
        if not text.startswith("<div") or not self._formed(_TAGS(text)):
            return False
        if len(self._shapes) >= LIMIT:
            self._shapes.clear()
        if len(row) < LONGEST:
            self._shapes.add(row)
        return True

    def _formed(self, tags: Sequence[str]) -> bool:
        """Whether these tags are allowed ones that open and close as they must."""
        if f'"{XHTML}"' not in tags[0] or self._end(tags[0]) != "</div>":
            return False
        opened, names = ["</div>"], ["div"]
        for tag in tags[1:]:
            if not opened:
                return False
            end = self._opens.get(tag)
            if end is None and opened[-1] == tag:
                opened.pop()
                names.pop()
            elif end is None and not (end := self._end(tag)):
                return False
            elif end == _EMPTY:
                if names[-1] in CHILDREN:
                    return False
            else:
                name = str(end).removeprefix(_EMPTY)[2:-1]
                if misplaced(name, names):
                    return False
                if end[0] != _EMPTY:
                    opened.append(str(end))
                    names.append(name)
        return not opened

    def _end(self, tag: str) -> str:
        """How the end of the tag's element is spelt; "" where the tag is not surely right."""
        known = self._opens.get(tag)
        found = _TAG(tag) if known is None else None
        if found is None:
            return known or ""
        name, attributes, alone = found[1], _ATTRIBUTE(found[2]), found[3]
        if len(dict(attributes)) != len(attributes) or forbidden(name, dict(attributes)):
            return ""
        if uncertain(name, dict(attributes)):
            return ""
        if name in VOID and not alone:
            return ""
        self._count += 1
        if self._count >= LIMIT:
            self._count = 0
            self._opens.clear()
        end = f"</{name}>"
        if alone:
            end = f"{_EMPTY}{end}" if name in _PLACED else _EMPTY
        self._opens[tag] = end
        return end


def _pattern(shape: str) -> str:
    """What fits the texts that have this row of tags, plain words between them, and some words.

    Between two tags stands nothing that could begin one, so that nothing is tried twice. Rows of
    a table are one row, so many times. Empty where there are too many tags yet, or more than tags.
    """
    *tags, last = shape.split(">")
    if last or any(part[:1] != "<" for part in tags):
        return ""
    rows = list(_rows(tags[:-1]))
    if sum(len(tag) for row, _ in rows for tag in row) > _SHORT:
        return ""
    return f"{_SOME}{''.join(map(_row, rows))}{re.escape(tags[-1])}>"


def _row(row: tuple[Sequence[str], int]) -> str:
    """What fits some tags, each with the words behind it, so many times."""
    tags, times = row
    once = "".join(f"{re.escape(tag)}>{_BLANK if _bare(tag) else _WORD}" for tag in tags)
    return once if times == 1 else f"(?:{once}){{{times}}}"


def _rows(tags: Sequence[str]) -> Iterator[tuple[Sequence[str], int]]:
    """The same tags in the same order, those that come again behind themselves said once."""
    at = 0
    while at < len(tags):
        times, period = max(
            ((_times(tags, at, period), period) for period in range(1, _PERIOD)),
            key=lambda one: one[0] * one[1] if one[0] > 1 else 0,
        )
        times, period = (times, period) if times > 1 else (1, 1)
        yield tags[at : at + period], times
        at += times * period


def _times(tags: Sequence[str], at: int, period: int) -> int:
    """How many times the next tags stand there, one time behind the other."""
    row, times = tags[at : at + period], 1
    while tags[at + times * period : at + (times + 1) * period] == row:
        times += 1
    return times


def _printable(text: str) -> bool:
    """Whether it has no other characters than those that are printed, and ends of lines."""
    for blank in _BLANKS:
        text = text.replace(blank, "")
    return text.isprintable()
