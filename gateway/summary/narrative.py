"""What a person reads of a summary's section: as safe XHTML in the document, and as plain text.

https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from gateway.model import Resource
from gateway.summary import wording
from gateway.summary.sections import SECTIONS, Section

UNKNOWN = "The shared record holds no information on this. That does not mean that there is none."
LEFT_OUT = "{} older or further entries are in the shared record."
_XHTML = "http://www.w3.org/1999/xhtml"
_WIDEST = 48
"""Characters of a column: of a stay, from moment to moment."""


def xhtml(section: Section, chosen: Sequence[Resource], left_out: int) -> str:
    """One section as an XHTML div; everything in it that came from outside is escaped."""
    parts = list(_table(section, chosen)) if chosen else [f"<p>{UNKNOWN}</p>"]
    if left_out:
        parts.append(f"<p>{LEFT_OUT.format(left_out)}</p>")
    return f'<div xmlns="{_XHTML}">{"".join(parts)}</div>'


def text(bundle: Resource) -> str:
    """A summary document as plain text for a terminal: the patient, then a table per section."""
    held = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    composition = bundle["entry"][0]["resource"]
    patient = held[composition["subject"]["reference"]]
    lines = [composition["title"], wording.moment(composition["date"]), "", *_person(patient)]
    for part in composition["section"]:
        lines += ["", part["title"], "-" * len(part["title"]), *_part(part, held)]
    return "\n".join(map(_printable, lines)) + "\n"


def _table(section: Section, chosen: Sequence[Resource]) -> Iterator[str]:
    yield "<table><thead><tr>"
    yield from (f"<th>{escape(title)}</th>" for title, _ in section.columns)
    yield "</tr></thead><tbody>"
    for resource in chosen:
        cells = (f"<td>{escape(_printable(say(resource)))}</td>" for _, say in section.columns)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _printable(said: str) -> str:
    """Control characters are not allowed in XML, and a terminal would obey them."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in said)


def _person(patient: Resource) -> Iterator[str]:
    known = [wording.name(patient), patient.get("birthDate", "birth date not known")]
    yield ", ".join(filter(None, [*known, patient.get("gender")]))
    for item in patient.get("identifier", ()):
        yield f"  {item.get('value', '')}  ({item.get('system', 'system not stated')})"


def _part(part: Mapping[str, Any], held: Mapping[str, Resource]) -> Iterator[str]:
    code = part["code"]["coding"][0]["code"]
    section = next(section for section in SECTIONS if section.code == code)
    chosen = [held[item["reference"]] for item in part.get("entry", ())]
    if not chosen:
        yield UNKNOWN
        return
    titles = [title for title, _ in section.columns]
    rows = [titles, *([say(resource) for _, say in section.columns] for resource in chosen)]
    used = [at for at in range(len(titles)) if any(row[at] for row in rows[1:])]
    widths = [min(_WIDEST, max(len(row[at]) for row in rows)) for at in used]
    for row in rows:
        cells = (row[at].ljust(width) for at, width in zip(used, widths, strict=True))
        yield "  ".join(cells).rstrip()
