"""Python source for rows like those before: of which form is one, and is it known?

In the source: `c` are the cells, `cN` one of them, `wN` whether a map makes something, `fN` (text,
mark, issues) of elements that cells decide, `PN` what makes that of texts that are new, `M` what
is known of rows, `z` when the row came, in quotes.
https://docs.python.org/3/reference/expressions.html#calls
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.codegen import Source, Writer
from gateway.mapping.flat.guards import guard
from gateway.mapping.flat.scheme import Group, Scheme


def look_source(scheme: Scheme) -> Source:
    """The module of a kind: `look(c, z)`, and `mark(c)`: by what it looks."""
    w = Writer()
    with w.block("def mark(c):"):
        w.line(f"return {_mark(w, scheme)}")
    with w.block("def look(c, z):"):
        w.line(f"m = M.get({_mark(w, scheme)})")
        w.line("if m is None: return None")
        keyed = [group for group in scheme.groups if group.keyed]
        texts = "".join(f", f{group.number}[0]" for group in keyed)
        w.line(f"t = m[0](c, z, m[1]{texts})")
        issues = " + ".join(f"f{group.number}[2]" for group in keyed) or "0"
        w.line(f"return t and (*t, m[2], {issues})")
    return w.done()


def _mark(w: Writer, scheme: Scheme) -> str:
    """Emit what a row is known by, as an expression; None where a text is not known."""
    w.line(f"{', '.join(f'c{at}' for at in range(len(scheme.kind.columns)))}, = c")
    mark = [f"not c{at}" for at in scheme.asked]
    for number, one in enumerate(scheme.kind.maps):
        if one.type and one.when is not None:
            w.line(f"w{number} = {guard(w, one.when)}")
            mark.append(f"not w{number}")
    for group in scheme.groups:
        if group.keyed:
            _found(w, scheme, group)
            mark.append(f"f{group.number}[1]")
    return f"({''.join(f'{one}, ' for one in mark)})"


def _found(w: Writer, scheme: Scheme, group: Group) -> None:
    key = [f"c{at}" for at in group.keyed] + [f"not c{at}" for at in group.asked]
    said = key[0] if len(key) == 1 else f"({', '.join(key)})"
    lines = [
        f"f{group.number} = F{group.number}.get({said})",
        f"if f{group.number} is None: return None",
    ]
    if group.open:
        lines.insert(1, f"if f{group.number} is None: f{group.number} = P{group.number}(c)")
    if scheme.kind.maps[group.map].when is None:
        for line in lines:
            w.line(line)
        return
    with w.block(f"if w{group.map}:"):
        for line in lines:
            w.line(line)
    w.line(f"else: f{group.number} = NOTHING")


def key_of(group: Group, cells: Sequence[str]) -> object:
    """By what the text of a group is known, as `look` asks."""
    key = (*(cells[at] for at in group.keyed), *(not cells[at] for at in group.asked))
    return key[0] if len(key) == 1 else key
