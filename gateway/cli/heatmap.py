"""The coverage of a corpus as one page: a heat map of fields, with nothing loaded from afar.

https://html.spec.whatwg.org/
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from gateway.cli.counts import counted
from gateway.intake.coverage import FATES, Cell, Coverage

_COLOURS = {
    "mapped": "#2e7d32",
    "translated": "#00838f",
    "ignored": "#9e9e9e",
    "degraded": "#f9a825",
    "unmapped": "#c62828",
}
_STYLE = """
:root{color-scheme:light dark;--text:#222;--soft:#555;--page:#fff;--line:#e3e3e3}
@media (prefers-color-scheme:dark){:root{--text:#e4e4e4;--soft:#a8a8a8;--page:#16191c;
--line:#34383c}}
body{font:14px/1.4 system-ui,sans-serif;margin:2em;max-width:76em;color:var(--text);
background:var(--page)}
h1{font-size:1.4em}h1,h2,th{overflow-wrap:anywhere}h2{font-size:1.1em;margin:1.6em 0 .4em}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
td,th{padding:.15em .6em;text-align:left}thead th{overflow-wrap:normal}td.n{text-align:right}
tbody th{min-width:9em;overflow-wrap:normal}.share{width:99%}
.key span{white-space:nowrap}
.bar{display:flex;min-width:7em;height:1em;background:var(--line)}.bar i{height:100%}
.map{display:flex;flex-wrap:wrap;gap:2px}
.map b{font:11px/1.1 monospace;min-width:4.2em;max-width:100%;padding:.5em .2em;color:#fff;
text-align:center;overflow-wrap:anywhere;box-sizing:border-box}
.key i{display:inline-block;width:1em;height:1em;vertical-align:middle;margin:0 .3em 0 1em}
.why,small{color:var(--soft);font-weight:normal;overflow-wrap:anywhere}
@media (max-width:40em){body{margin:1em}tbody th{overflow-wrap:anywhere}}
"""
_LEFT_OUT = "#6b6b6b"
"""A field that is ignored: grey on which white letters can be read."""
_TOLD = (
    "Below is one tile for each field, with its number of values: green is kept, the redder the "
    "more goes nowhere, grey is left out for a reason."
)


def page(found: Coverage, title: str) -> str:
    """The page, whole."""
    kinds = ", ".join(f"{escape(kind)} {count}" for kind, count in found.kinds.most_common())
    parts = "".join(_segment(found, name, cell) for name, cell in found.parts())
    key = "".join(f'<span><i style="background:{_COLOURS[f]}"></i>{f}</span> ' for f in FATES)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{counted(found.messages, 'message')}: {kinds}</p><p class=key>{key}</p>"
        f"<div class=wide tabindex=0><table>{_head()}<tbody>{_row('all', found.whole)}"
        f"{''.join(_row(name, cell) for name, cell in found.parts())}</table></div>"
        f"<p>{_TOLD}</p>{parts}</html>\n"
    )


def _head() -> str:
    names = "".join(f"<th scope=col>{fate}" for fate in FATES)
    first = "<th scope=col>place<th scope=col>values<th scope=col class=share>share"
    return f"<thead><tr>{first}{names}</thead>"


def _row(name: str, cell: Cell) -> str:
    shares = "".join(f"<td class=n>{_percent(cell, fate)}</td>" for fate in FATES)
    said = escape(name)
    return f"<tr><th scope=row>{said}<td class=n>{cell.total}<td>{_bar(cell)}{shares}</tr>"


def _bar(cell: Cell) -> str:
    parts = "".join(
        f'<i title="{fate}" style="width:{_percent(cell, fate)};background:{_COLOURS[fate]}"></i>'
        for fate in FATES
        if cell.fates[fate]
    )
    return f"<div class=bar>{parts}</div>"


def _percent(cell: Cell, fate: str) -> str:
    return f"{100 * cell.fates[fate] / (cell.total or 1):.1f}%"


def _segment(found: Coverage, name: str, cell: Cell) -> str:
    tiles = "".join(_tiles(found, name))
    whys = "; ".join(_whys(cell))
    return (
        f"<h2>{escape(name)} <small>{counted(cell.total, 'value')}</small></h2>"
        f"<div class=map>{tiles}</div>" + (f"<p class=why>{escape(whys)}</p>" if whys else "")
    )


def _whys(cell: Cell) -> list[str]:
    """Why something was left out or cut, most frequent first."""
    return [f"{why} ({count})" for why, count in cell.reasons.most_common()]


def _tiles(found: Coverage, segment: str) -> Iterator[str]:
    """One tile a field, in the order of the segment: redder the more of it goes nowhere."""
    for name, cell in sorted(found.worst(segment), key=lambda one: _order(one[0])):
        said = [f"{fate} {cell.fates[fate]}" for fate in FATES if cell.fates[fate]]
        said += _whys(cell)
        told = escape("; ".join(said), quote=True)
        yield (
            f'<b title="{told}" style="background:{_heat(cell)}">'
            f"{escape(name)}<br>{cell.total}</b>"
        )


def _order(name: str) -> tuple[int, str]:
    """Fields of a segment by their numbers; places in documents by their names."""
    number = name.rpartition("-")[2]
    return (int(number), "") if number.isascii() and number.isdigit() else (0, name)


def _heat(cell: Cell) -> str:
    total = cell.total or 1
    if cell.fates["ignored"] == total:
        return _LEFT_OUT
    lost = (cell.fates["unmapped"] + 0.4 * cell.fates["degraded"]) / total
    return f"hsl({130 * (1 - lost):.0f} 55% 36%)"
