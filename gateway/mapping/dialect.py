"""What the engine asks of a source format: how its places are written, read and told one by one.

The engine knows nothing of any format but through this. A tree is a sequence of nodes (segments,
records, acts), each with a `name`; a place inside a node is a Select; an address is a tuple of
whole numbers, its parts ever deeper.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from gateway.codegen import Writer
from gateway.model import Select

Address = tuple[int, ...]


class Dialect(Protocol):
    """One format's notation."""

    name: str
    """`hl7v2`"""
    version: int
    """Raised when the meaning of a path or of the source that is emitted changes."""
    control: str
    """The place of the message's own number: `MSH-10`."""
    kind: str
    """The place of its kind: `MSH-9`."""
    namespace: Mapping[str, Any]
    """Functions that the emitted source calls."""

    def select(self, text: str) -> Select:
        """Read a path; raises ValueError with a plain sentence."""

    def field(self, select: Select) -> str:
        """The field that a place lies in: `PID-13`; "" inside a datatype."""

    def numbered(self, select: Select) -> bool:
        """Must a reading say which repetition it found?"""

    def nodes(self, tree: Any) -> Sequence[Any]:
        """All nodes in their order."""

    def place(self, tree: Any, index: int) -> str:
        """A node's own name: `OBX[3]`."""

    def setting(self, tree: Any) -> Any:
        """What varies from one message to the next in how values are read: hashable."""

    def read(self, owner: Any, select: Select, setting: Any) -> list[tuple[int, Any]]:
        """(repetition from 1, value) of each valued occurrence; `owner` is a node or a value."""

    def texts_of(self, owner: Any, select: Select, setting: Any) -> str:
        """The text of the first occurrence that has one; "" where there is no owner."""

    def valued(self, owner: Any, select: Select, setting: Any) -> bool:
        """Does the place hold any value?"""

    def text(self, value: Any, setting: Any, *, raw: bool) -> str:
        """The text of a value's first leaf as meant, blanks at its ends gone; `raw`: all of it."""

    def whole(self, owner: Any, select: Select, setting: Any) -> str:
        """The place as sent, whole, blanks at its ends gone."""

    def count(self, owner: Any, select: Select, setting: Any) -> int:
        """How many occurrences are valued."""

    def emptied(self, owner: Any, select: Select) -> bool:
        """Does the source say that the place is to be emptied?"""

    def prelude(self, writer: Writer) -> None:
        """Emit what all functions need, from the setting, which is called `D`."""

    def node(self, writer: Writer, index: str, scope: str) -> None:
        """Emit what reading from a node of `S` needs; with a scope, an index below 0 is none."""

    def parameters(self) -> str:
        """Parameters of a function that reads one datatype."""

    def values(self, writer: Writer) -> None:
        """Emit what reading from those parameters needs."""

    def reading(
        self, writer: Writer, select: Select, scope: str, *, emptied: str = ""
    ) -> AbstractContextManager[tuple[str, str, str]]:
        """Emit the reading of a place; in the block its value is at hand.

        Gives (variable of the value, variable of the repetition or "", level). `emptied` is a line
        to run where the source says that the place is to be emptied.
        """

    def given(
        self,
        selects: Sequence[Select],
        scope: Callable[[Select], str],
        once: Callable[[str], str],
    ) -> tuple[str, str]:
        """(test whether any of these places may hold something, key of all that they hold)

        Two expressions; the key is "" where there is none that is worth having. `once` names the
        value of an expression that is made once.
        """

    def taken(self, selects: Sequence[Select], scope: str, once: Callable[[str], str]) -> str:
        """An expression: the raw texts of these places' fields as a tuple, "" where absent."""

    def present(self, selects: Sequence[Select], scope: str) -> str:
        """An expression: may any of these places hold something? "" where that can't be said."""

    def simple(self, select: Select) -> bool:
        """May the place be tried as sent, before it is cut?

        Then a word of letters and digits, a number or a time is its text already, if `FAST`.
        """

    def raw(self, writer: Writer, select: Select, scope: str) -> AbstractContextManager[None]:
        """Emit the reading of a simple place as sent; in the block `v` holds it, uncut."""

    def cut(self, writer: Writer, select: Select, *, raw: bool) -> None:
        """Emit what makes `v`, a place as sent, the text of its first leaf, or ""."""

    def leaf(self, writer: Writer, value: str, level: str, *, raw: bool) -> None:
        """Emit what makes the value variable the text of its first leaf, or `raw` all of it."""

    def arguments(self, value: str, level: str) -> str:
        """The arguments for a datatype's function, of a value."""

    def texts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the text of a place, or ""."""

    def exists(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: does the place hold any value?"""

    def wholes(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the place as sent, whole."""

    def names(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the text of a place, else the place as sent: what a key is made of."""

    def empties(self, select: Select, scope: str) -> str:
        """An expression: is the place to be emptied? "" where that can't be said."""

    def counts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: how many occurrences are valued."""

    def address(self, base: Address, select: Select, repetition: int | None) -> Address:
        """The address of a place; repetition 0: any, None: the one that the path says."""

    def leaves(
        self, tree: Any, only: Collection[int] | None = None
    ) -> Iterator[tuple[int, Address, tuple[int, int], bool]]:
        """(node, address, byte span, is it valued) of every leaf of these nodes, in order.

        Of every node, where none is said.
        """

    def locate(self, tree: Any, node: int, address: Address) -> str:
        """The place in the format's own notation: `OBX[3]-5[2].4`."""
