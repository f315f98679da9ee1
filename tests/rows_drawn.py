"""Descriptions of files and rows of them, drawn by seed: every kind of row, and hostile cells.

https://www.rfc-editor.org/rfc/rfc4180 · https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.rows_drawn_cells import HOSTILE
from tests.rows_drawn_maps import MAPS
from tests.rows_drawn_parts import Drawn, patient


def description(random: Random, name: str) -> Drawn:
    """One description."""
    made = Drawn(random, name)
    if random.random() < 0.95:
        patient(made)
    for _ in range(random.randrange(1, 4)):
        random.choice(MAPS)(made)
    order = list(range(len(made.columns)))
    random.shuffle(order)
    made.columns = [made.columns[at] for at in order]
    made.cells = [made.cells[at] for at in order]
    return made


def rows(drawn: Drawn, random: Random, count: int) -> list[list[str]]:
    """Rows of a file: mostly right, some cells empty, some hostile."""
    found: list[list[str]] = []
    for _ in range(count):
        row = [cell(random) for cell in drawn.cells]
        if random.random() < 0.3:
            row[random.randrange(len(row))] = ""
        if random.random() < 0.25:
            row[random.randrange(len(row))] = random.choice(HOSTILE)
        if found and random.random() < 0.2:
            at = random.randrange(len(row))
            row = [*found[-1][:at], row[at], *found[-1][at + 1 :]]
        found.append(row)
    return found


def written(drawn: Drawn, found: Sequence[Sequence[str]], random: Random) -> str:
    """The file, some of its cells in quotes, one of its rows too long."""
    lines = [";".join(one["name"] for one in drawn.columns)]
    for row in found:
        cells = [_quoted(cell, random) for cell in row]
        lines.append(";".join(cells) + ";more" * (random.random() < 0.02))
    return "\n".join(lines) + "\n"


def _quoted(cell: str, random: Random) -> str:
    if random.random() < 0.05:
        return '"' + cell.replace('"', '""') + '"'
    return cell.replace(";", ",").replace('"', "")
