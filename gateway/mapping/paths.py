"""Read what a row says in its small languages: where it writes (`to`) and when (`when`).

Both languages are closed: what isn't named here is a fault of the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gateway.mapping.rows import Guard, Step, Target
from gateway.model import Select

_NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]*")
_SLOT = re.compile(r"\[([A-Za-z0-9_-]*)\]")
_TOKEN = re.compile(
    r"\s*(?:(?P<word>'[^']*')|(?P<sign>!=|>=|<=|[()=<>,])|(?P<name>[A-Za-z_](?:\[[^\]]*\]|[^\s'=!<>(),\[])*)|(?P<number>\d+))"
)
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_PART = re.compile(r"[-.\[]")
"""What the name of a place has, and a word that somebody forgot to put in quotes has not."""
_MAX_DEPTH = 20
_SIGNS = ("=", "!=", ">", "<", ">=", "<=")


def target(text: str) -> Target:
    """A `to` path; raises ValueError with a plain sentence."""
    steps: list[Step] = []
    at = 0
    while True:
        step, at = _step(text, at)
        steps.append(step)
        if at == len(text):
            return Target(text, tuple(steps))
        if text[at] != ".":
            raise ValueError(f"`{text}`: a dot is expected at position {at + 1}")
        at += 1


def _step(text: str, at: int) -> tuple[Step, int]:
    found = _NAME.match(text, at)
    if not found:
        raise ValueError(f"`{text}`: an element's name is expected at position {at + 1}")
    name, url, at = found[0], "", found.end()
    if name in ("extension", "modifierExtension"):
        end = text.find(")", at)
        if not text.startswith("(", at) or end < 0:
            raise ValueError(f"`{text}`: an extension is written `extension(URL)`")
        url, at = text[at + 1 : end], end + 1
    slot = _SLOT.match(text, at)
    if not slot:
        return Step(name, "found" if url else "one", url=url), at
    return Step(name, "slot" if slot[1] else "append", slot[1], url), slot.end()


class GuardReader:
    """Recursive descent over the guard's tokens; other formats cut and test in their own way."""

    compares = False
    """May the texts of two places be compared?"""

    def __init__(self, text: str, select: Callable[[str], Select]) -> None:
        self.text = text
        self.select = select
        self.tokens = self.cut()
        self.at = 0

    def read(self) -> Guard:
        """The guard; raises ValueError where something is left over."""
        made = self.either()
        if self.at != len(self.tokens):
            raise ValueError(f"`{self.text}`: `{self.peek()}` is not expected there")
        return made

    def cut(self) -> list[tuple[str, str]]:
        """(kind, text) of each token: word, sign, name or number."""
        found: list[tuple[str, str]] = []
        at = 0
        while self.text[at:].strip():
            token = _TOKEN.match(self.text, at)
            if not token:
                hint = ": words stand in single quotes" if '"' in self.text else ""
                raise ValueError(f"`{self.text}`: not understood at position {at + 1}{hint}")
            found.append((str(token.lastgroup), token[str(token.lastgroup)]))
            at = token.end()
        return found

    def peek(self) -> str:
        """The next token; "" at the end."""
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def after(self) -> str:
        """The token behind the next one."""
        return self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""

    def take(self, kind: str, *, of: tuple[str, ...] = ()) -> str:
        """Step over the next token, which must be of that kind."""
        if self.at >= len(self.tokens):
            raise ValueError(f"`{self.text}`: ends too early")
        got, value = self.tokens[self.at]
        if got != kind or (of and value not in of):
            hint = ": write one `=`" if "==" in self.text else ""
            raise ValueError(f"`{self.text}`: `{value}` is not expected there{hint}")
        self.at += 1
        return value

    def either(self, depth: int = 0) -> Guard:
        """Tests joined by `or`."""
        left = self.both(depth)
        while self.peek() == "or":
            self.at += 1
            left = ("or", left, self.both(depth))
        return left

    def both(self, depth: int) -> Guard:
        """Tests joined by `and`."""
        left = self.one(depth)
        while self.peek() == "and":
            self.at += 1
            left = ("and", left, self.one(depth))
        return left

    def one(self, depth: int) -> Guard:
        """A test, perhaps negated, or a guard in parentheses."""
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        if self.peek() == "not":
            self.at += 1
            return ("not", self.one(depth + 1))
        if self.peek() == "(":
            self.at += 1
            inner = self.either(depth + 1)
            self.take("sign", of=(")",))
            return inner
        return self.test()

    def test(self) -> Guard:
        """What is asked of one place."""
        name = self.take("name")
        if name in ("exists", "count", "length") and self.peek() == "(":
            self.at += 1
            place = self.select(self.take("name"))
            self.take("sign", of=(")",))
            if name == "exists":
                return ("exists", place)
            return (name, place, self.take("sign", of=_SIGNS), int(self.take("number")))
        if self.compares and name in ("file", "anywhere") and self.peek() == "(":
            return self.file() if name == "file" else self.anywhere()
        place = self.select(name)
        if self.peek() in ("in", "not"):
            negated = self.peek() == "not"
            self.at += negated
            self.take("name", of=("in",))
            return ("not", self.words(place)) if negated else self.words(place)
        sign = self.take("sign", of=("=", "!="))
        same = self.other(place)
        return same if sign == "=" else ("not", same)

    def file(self) -> Guard:
        """Whether a whole field is a file in letters."""
        self.at += 1
        place = self.select(self.take("name"))
        self.take("sign", of=(")",))
        if set(place.text) & {".", "["}:
            raise ValueError(f"`{self.text}`: `file` asks of a whole field")
        return ("file", place)

    def anywhere(self) -> Guard:
        """Whether the whole message holds a segment of a name."""
        self.at += 1
        name = self.take("name")
        self.take("sign", of=(")",))
        if not _SEGMENT.fullmatch(name):
            raise ValueError(f"`{self.text}`: `anywhere` asks of a segment by its name")
        return ("anywhere", name)

    def other(self, place: Select) -> Guard:
        """What the text of a place is compared with: a word, or the text of another."""
        if self.compares and _PART.search(self.peek()) and self.tokens[self.at][0] == "name":
            return ("same", place, self.select(self.take("name")))
        return ("in", place, (self.word(),))

    def word(self) -> str:
        """A word in quotes; without them it would be a place, which is never what is meant."""
        bare = self.at < len(self.tokens) and self.tokens[self.at][0] in ("name", "number")
        if bare and not _PART.search(self.peek()):
            raise ValueError(f"`{self.text}`: a word stands in quotes: write `'{self.peek()}'`")
        return self.take("word")[1:-1]

    def words(self, place: Select) -> Guard:
        """A list of words, one of which the place must say."""
        self.take("sign", of=("(",))
        found = [self.word()]
        while self.peek() == ",":
            self.at += 1
            found.append(self.word())
        self.take("sign", of=(")",))
        return ("in", place, tuple(found))


def guard(text: str, select: Callable[[str], Select]) -> Guard:
    """A `when` guard; `select` reads the places in it. Raises ValueError with a plain sentence."""
    return GuardReader(text, select).read()


class ComparingReader(GuardReader):
    """A reader of guards that may compare two places."""

    compares = True


def comparing(text: str, select: Callable[[str], Select]) -> Guard:
    """The same, where the texts of two places may be compared (`OBR-16.1 = ORC-12.1`)."""
    return ComparingReader(text, select).read()


def places(guard: Guard | None) -> tuple[Select, ...]:
    """Every place that a guard reads."""
    if guard is None or guard[0] == "anywhere":
        return ()
    if guard[0] in ("not", "and", "or"):
        return tuple(place for inner in guard[1:] for place in places(inner))
    return guard[1:] if guard[0] == "same" else (guard[1],)


def texts(guard: Guard | None) -> tuple[Select, ...]:
    """Every place of which a guard asks the text."""
    if guard is None or guard[0] in ("exists", "count", "file", "anywhere"):
        return ()
    if guard[0] in ("not", "and", "or"):
        return tuple(place for inner in guard[1:] for place in texts(inner))
    return guard[1:] if guard[0] == "same" else (guard[1],)


def existing(guard: Guard | None) -> tuple[Select, ...]:
    """Every place of which a guard asks whether it holds anything."""
    if guard is None:
        return ()
    if guard[0] in ("not", "and", "or"):
        return tuple(place for inner in guard[1:] for place in existing(inner))
    return (guard[1],) if guard[0] == "exists" else ()


def files(guard: Guard | None) -> tuple[Select, ...]:
    """Every place of which a guard asks whether it holds a file in letters."""
    if guard is None:
        return ()
    if guard[0] in ("not", "and", "or"):
        return tuple(place for inner in guard[1:] for place in files(inner))
    return (guard[1],) if guard[0] == "file" else ()


def segments(guard: Guard | None) -> tuple[str, ...]:
    """The name of every segment of which a guard asks whether the message holds one."""
    if guard is None:
        return ()
    if guard[0] in ("not", "and", "or"):
        return tuple(name for inner in guard[1:] for name in segments(inner))
    return (guard[1],) if guard[0] == "anywhere" else ()
