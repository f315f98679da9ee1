"""The rows of a stream of bytes, each handed out with the header of its file as it comes whole.

A few lines are held until the kind of the file is known, then one row at a time. What is broken
(a quote that is never closed, a NUL, a row without end) is told by its row, and the next line
begins anew. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence

from gateway.adapters.delimited import head as heads
from gateway.adapters.delimited.again import Headers
from gateway.adapters.delimited.charset import MARK, wide
from gateway.adapters.delimited.choose import Chosen, choose, comments, record
from gateway.adapters.delimited.head import TAG, Head
from gateway.model import Issue, Layout, Piece, RowBytes
from gateway.wording import told

MOST_ROW = 1_000_000
"""Bytes of one row."""
_MOST_LINES = 1_000
"""Lines of one row: a quote that is open for longer is taken for a mistake."""
_ENDED = b"\x1a"  # how DOS ends a file of text
_LOOKED = 65_536
"""Bytes by which the kind of a file must show."""
_STRETCH = 262_144
_BLANK = b" \t\n\r\v\f"


class Splitter:
    """The state of one stream."""

    several = True
    """Whatever comes is taken row by row, a single one too."""

    def __init__(self, most: int, layouts: Sequence[Layout], file: str = "") -> None:
        """`layouts`: the kinds that it may be of; `file`: its name, where it has one."""
        self.header = b""
        self.rest = b""
        self._most = min(most, MOST_ROW)
        self._layouts = layouts
        self._file = file
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False
        self._mark = False
        self._buffer = b""
        self._ending = b"\n"
        self._head: Head | None = None
        self._refused = False
        self._drafted = ""
        """The description that fits, where it says nothing of rows."""
        self._number = 0
        self._rows = 0
        self._comments: tuple[bytes, ...] = ()
        self._again: Headers | None = None
        """Tells a header that stands once more, where files were put together."""
        self._blank = _BLANK
        """Signs of which a line consists that is no row."""
        self._before = 0
        """Lines that stand before the header, where none is described."""
        self._held: list[bytes] = []
        self._size = 0
        self._large = False

    @property
    def chosen(self) -> Head | None:
        """What is known of the file, once its kind has shown."""
        return self._head

    def feed(self, data: bytes) -> list[Piece]:
        """All that became whole, or turned out to be wrong, by these bytes."""
        found: list[Piece] = []
        for at in range(0, len(data), _STRETCH):
            found += self._fed(data[at : at + _STRETCH], last=False)
        return found

    def end(self) -> list[Piece]:
        """Nothing more comes: the last row needs no line end."""
        found = self._fed(b"", last=True)
        if not self._refused and not self._rows and not found:
            found.append(told("file-empty.rows", code="incomplete"))
        return found

    def _fed(self, data: bytes, *, last: bool) -> list[Piece]:
        if self._refused:
            return []
        self._buffer += self._plain(data, last=last) if self._begun else data
        if last:
            self._buffer = self._buffer.rstrip(_ENDED)
        if not self._begun:
            if len(self._buffer) < 4 and not last:  # noqa: PLR2004 - the longest mark
                return []
            self._begin(last=last)
        if self._head is None and not self._choose(last=last):
            return [self._unknown()] if self._refused else []
        return [*self._opening(), *self._cut(last=last)]

    def _begin(self, *, last: bool) -> None:
        """Read the mark; what is in UTF-16 or UTF-32 is said again in UTF-8, with its mark."""
        self._begun = True
        raw, self._buffer = self._buffer, b""
        codec, skipped = wide(raw)
        if codec:
            self._decoder = codecs.getincrementaldecoder(codec)("replace")
            self._mark = True
        elif raw.startswith(MARK):
            skipped, self._mark = len(MARK), True
        self._buffer = self._plain(raw[skipped:], last=last)

    def _plain(self, data: bytes, *, last: bool) -> bytes:
        if self._decoder is None:
            return data
        return self._decoder.decode(data, last).encode("utf-8", "replace")

    # The kind of the file.

    def _choose(self, *, last: bool) -> bool:
        """Has the kind of the file shown? Looked for once enough has come."""
        if not last and len(self._buffer) < _LOOKED:
            return False
        near = self._buffer[:_LOOKED]
        self._ending = b"\n" if b"\n" in near or b"\r" not in near else b"\r"
        lines = [one.rstrip(b"\r") for one in near.split(self._ending)]
        if not any(line.strip() for line in lines):
            return last
        chosen = self._tagged(lines) or choose(lines, self._layouts, self._file, mark=self._mark)
        if chosen is None or not chosen.layout.mapped:
            self._refused = True
            self._drafted = chosen.layout.name if chosen else ""
            return False
        self._skip(chosen.lines)
        self._before = chosen.before
        self._head = heads.head(chosen.layout, chosen.header, mark=self._mark)
        self._comments = comments(chosen.layout)
        self._blank = _BLANK + _between(self._head)
        if chosen.header is not None:
            self._again = Headers(self._head, self._layouts, mark=self._mark)
            self._number -= chosen.header.count(b"\n")
        return True

    def _skip(self, lines: int) -> None:
        """Step over what stands before the first row."""
        for _ in range(lines):
            self._buffer = self._buffer.partition(self._ending)[2]
        self._number = lines

    def _tagged(self, lines: list[bytes]) -> Chosen | None:
        """A row that was kept says of which kind it is."""
        if not lines[0].startswith(TAG):
            return None
        name = lines[0][len(TAG) :].decode("utf-8", "replace").strip()
        layout = next((one for one in self._layouts if one.name == name), None)
        if layout is None:
            return None
        if lines[1:] and lines[1].startswith(MARK):
            self._mark, lines[1] = True, lines[1][len(MARK) :]
            tag, _, rest = self._buffer.partition(self._ending)
            self._buffer = tag + self._ending + rest[len(MARK) :]
        if not layout.header:
            return Chosen(layout, None, 1)
        header, count = record(lines, 1, layout)
        return Chosen(layout, header, 1 + count)

    def _unknown(self) -> Issue:
        if self._drafted:
            return told("file-unmapped", self._drafted, code="not-supported")
        names = ", ".join(layout.name for layout in self._layouts) or "-"
        return told("file-unrecognised", names, code="not-supported")

    def _opening(self) -> list[Piece]:
        """What is to be said of the header, once."""
        if self._head is None or self.header:
            return []
        self.header = self._head.prefix
        said: list[Piece] = [*self._head.told(self._number)]
        if self._before:
            said.append(self._row_issue("header-late", str(self._before)))
        return said

    # Its rows.

    def _cut(self, *, last: bool) -> list[Piece]:
        head = self._head
        if head is None:
            return []
        lines = self._buffer.split(self._ending)
        self._buffer = lines.pop()
        if last and self._buffer:
            lines.append(self._buffer)
            self._buffer = b""
        found: list[Piece] = []
        for line in lines:
            if self._large:
                self._large = False
                continue
            found += self._line(line, self._head or head)
        while last and self._held:
            found += self._broken(self._head or head, "row-quote")
        if len(self._buffer) > self._most:
            if not self._large:
                self._number += 1
                found.append(self._row_issue("row-large", str(self._most)))
            self._held, self._buffer, self._large = [], b"", True
        return found

    def _line(self, line: bytes, head: Head) -> Iterator[Piece]:
        """One more line: a row, a part of one, or nothing."""
        layout = head.layout
        if line.endswith(b"\r"):
            line = line[:-1]
        if not self._held:
            self._number += 1
            if not line.strip(self._blank) or (self._comments and line.startswith(self._comments)):
                return
            if not layout.quote or layout.fixed or layout.quote.encode() not in line:
                yield from self._whole(line, head)
                return
            self._size = 0
        self._held.append(line)
        self._size += len(line) + 1
        if self._size > self._most or len(self._held) > _MOST_LINES:
            yield from self._broken(head, "row-quote")
        elif len(self._held) == 1 or layout.quote.encode() in line:
            # Of a line behind others only its own quotes are looked at: one is open before it.
            text = line.decode(head.codec or "utf-8", "replace")
            before = f"{layout.quote}\n" if len(self._held) > 1 else ""
            state = head.cut.state(before + text)
            record = self._ending.join(self._held)
            if state == "whole" and len(self._held) > 1 and head.swallows(record):
                yield from self._broken(head, "row-quote.rows")
            elif state == "whole":
                self._held = []
                yield from self._whole(record, head)
            elif state == "bad":
                yield from self._broken(head, "row-quote.after")

    def _whole(self, record: bytes, head: Head) -> Iterator[Piece]:
        again = self._again.found(record) if self._again is not None else None
        if again is not None:
            yield from self._headed(again, head)
            return
        self._rows += 1
        if b"\0" in record:
            yield self._row_issue("row-nul")
        elif len(record) > self._most:
            yield self._row_issue("row-large", str(self._most))
        else:
            row = RowBytes(head.prefix + record)
            row.number = self._number
            yield row

    def _headed(self, again: Head, before: Head) -> Iterator[Piece]:
        """A header stands here: the rows behind it are in its order, those before in theirs."""
        if again.alike(before):
            yield self._row_issue("header-again")
            return
        self._head, self._blank = again, _BLANK + _between(again)
        yield self._row_issue("header-again.other")
        yield from again.told(self._number)

    def _broken(self, head: Head, key: str) -> Iterator[Piece]:
        """The line at which the row began is no row; those behind it are looked at one by one.

        Only the last of them may begin a row of several lines: else each would be read for each.
        """
        self._rows += 1
        yield self._row_issue(key)
        again, self._held = self._held[1:], []
        for line in again[:-1]:
            self._number += 1
            if line.strip(self._blank):
                text = line.decode(head.codec or "utf-8", "replace")
                if head.cut.state(text) == "whole":
                    yield from self._whole(line, head)
                else:
                    yield self._row_issue("row-quote")
        for line in again[-1:]:
            yield from self._line(line, head)

    def _row_issue(self, key: str, *facts: str) -> Issue:
        return told(key, *facts, source=f"R{self._number}", code="structure")


def _between(head: Head) -> bytes:
    """What stands between cells, where it is one sign of ASCII: a row of nothing else is blank."""
    sign = head.cut.delimiter
    return sign.encode() if not head.layout.fixed and len(sign) == 1 and sign.isascii() else b""


def split(body: bytes, layouts: Sequence[Layout]) -> Iterator[bytes]:
    """Each row of a file, behind its header; the body itself where it holds none."""
    cut = Splitter(max(len(body), MOST_ROW), layouts)
    found = [one for one in (*cut.feed(body), *cut.end()) if isinstance(one, bytes)]
    yield from found or [body]
