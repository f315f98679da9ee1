"""Write docs/issues.md: every rule that a sender or an operator may be told, with its sentences.

`python -m tools.issues` reads the rules where they stand (tables, profiles, and for faults of our
own data the calls that tell them); a test holds the page to it. https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.definitions import translations
from gateway.mapping.flaws import FLAWS
from gateway.model import Language, Severity
from gateway.validation.rules import RULES
from gateway.wording import SEVERITIES, SUBJECTS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "issues.md"
HEAD = ROOT / "tools" / "issues.md"
_RULE = re.compile(r"[a-z]+[0-9]*(-[a-z0-9]+)+")
_FACT = "…"
_OTHERS = ("Refused", "Constraint")
"""Calls that hold words like a rule and its sentence, and mean something else."""
_TYPES = ("not-found", "not-supported", "too-long", "too-costly")
"""FHIR's own types of issue, which stand beside sentences too."""
_UNTOLD = ("validation/invariants.py", "validation/hand.py")
"""Files that hold published expressions, which are no sentences."""
_SEVERITY = re.compile(r"Severity\.([A-Z]+)")


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One rule: its id, how bad a breach is (empty: always a fault), what is said."""

    rule: str
    severity: str
    text: str


def said(*folders: str) -> Iterator[Row]:
    """Every rule that is written out in the code of these rooms, beside its sentence."""
    for folder in folders:
        place = ROOT / "gateway" / folder
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if not str(file).endswith(_UNTOLD):
                yield from _Reader(file).rows()


class _Reader:
    """Finds (rule, sentence) side by side in the calls and tuples of one file."""

    def __init__(self, file: Path) -> None:
        self._tree = ast.parse(file.read_text(encoding="utf-8"))
        self._shared = _assigned(self._tree.body)

    def rows(self) -> Iterator[Row]:
        functions = [one for one in ast.walk(self._tree) if isinstance(one, ast.FunctionDef)]
        inner = {node for one in functions for node in ast.walk(one)}
        yield from self._scope([one for one in ast.walk(self._tree) if one not in inner])
        for one in functions:
            yield from self._scope(list(ast.walk(one)))

    def _scope(self, nodes: Sequence[ast.AST]) -> Iterator[Row]:
        """The rows of one function, in which a name means what was last assigned to it."""
        said = _assigned(nodes)
        for node in nodes:
            parts = _parts(node)
            line = getattr(node, "lineno", 0)
            texts = [_text(self._meant(one, said, line)) for one in parts]
            severity = _SEVERITY.search(" ".join(map(ast.unparse, parts)))
            for at, rule in enumerate(texts):
                found = (text for text in texts[at + 1 : at + 3] if " " in text or text == _FACT)
                sentence = next(found, _FACT if _is_fault(node) else "")
                if sentence and _RULE.fullmatch(rule) and rule not in _TYPES:
                    yield Row(rule, severity[1].lower() if severity else "error", sentence)

    def _meant(self, node: ast.expr, said: Sequence[ast.Assign], line: int) -> ast.expr:
        if not isinstance(node, ast.Name):
            return node
        held = [*self._shared, *(one for one in said if one.lineno < line)]
        values = [one.value for one in held if ast.unparse(one.targets[0]) == node.id]
        return values[-1] if values else node


def _is_fault(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Fault"


def _parts(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) not in _OTHERS:
        return [*node.args, *(one.value for one in node.keywords)]
    return node.elts if isinstance(node, ast.Tuple) else []


def _assigned(nodes: Iterable[ast.AST]) -> list[ast.Assign]:
    found = [node for node in nodes if isinstance(node, ast.Assign)]
    return sorted(found, key=lambda node: node.lineno)


def _text(node: ast.expr) -> str:
    """A text as written, with `…` where a fact goes; empty where it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _text(one) if isinstance(one, ast.Constant) else _FACT for one in node.values
        )
    return _FACT if isinstance(node, ast.Call) and ast.unparse(node.func) == "str" else ""


@dataclass(frozen=True, slots=True)
class Told:
    """One way to say a rule, in every language: a line of the page."""

    rule: str
    severity: str
    words: tuple[str, ...]
    """English, French, German: the sentence, and in italics the hint."""


def told(subject: str) -> list[Told]:
    """Every sentence of a subject."""
    return [
        Told(
            one.rule,
            severity(one.rule),
            tuple(f"{one.text[language]}<br>*{one.hint[language]}*" for language in Language),
        )
        for one in SUBJECTS[subject].values()
    ]


def severity(rule: str) -> str:
    """How bad a breach is."""
    if rule in RULES:
        return str(RULES[rule].severity)
    found = FLAWS[rule].severity if rule in FLAWS else None
    return str(found or SEVERITIES.get(rule, Severity.ERROR))


def national() -> Iterator[Told]:
    """The rules of the national profiles."""
    for file in sorted((ROOT / "profiles" / "lu").glob("StructureDefinition-*.json")):
        profile = json.loads(file.read_bytes())
        for element in profile.get("differential", {}).get("element", ()):
            for one in element.get("constraint", ()):
                said = dict(translations(one))
                words = (one["human"], said.get("fr", ""), said.get("de", ""))
                yield Told(one["key"], one["severity"], words)


def messages() -> Mapping[str, list[Told]]:
    """The sentences about messages, by what they are about."""
    parts: dict[str, list[Told]] = {"frames": [], "patients": [], "values": [], "reading": []}
    for one in told("messages"):
        part = "values" if one.rule in FLAWS else "reading"
        part = next((name for start, name in _PARTS.items() if one.rule.startswith(start)), part)
        parts[part].append(one)
    return parts


_PARTS = {
    "frame-": "frames",
    "identity-missing": "values",
    "identity-": "patients",
    "merge-": "patients",
    "national-id-": "patients",
    "own-id-": "patients",
}
"""How a rule's id begins -> its part of the page."""


def sections() -> dict[str, str]:
    """Name of each table of the page -> the table."""
    parts = {name: worded(rows) for name, rows in messages().items()}
    subjects = {name: worded(told(name)) for name in SUBJECTS if name != "messages"}
    named = {one.rule for name in SUBJECTS for one in told(name)}
    rooms = ("mapping", "definitions", "validation", "identity", "search", "bootstrap")
    faults = said(*rooms, "yamlfile.py")
    data = table(row for row in faults if row.rule not in named)
    return {**parts, **subjects, "national": worded(national()), "data": data}


def worded(rows: Iterable[Told]) -> str:
    """A table of these rules in every language."""
    cells: list[tuple[str, ...]] = [("rule", "severity", "English", "Français", "Deutsch")]
    cells.append(("---",) * 5)
    once = {(one.rule, one.words): one for one in sorted(rows, key=lambda one: one.rule)}
    cells += [(f"`{one.rule}`", one.severity, *map(_plain, one.words)) for one in once.values()]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def table(rows: Iterable[Row]) -> str:
    """A table of faults of our own data, each once."""
    once: dict[str, Row] = {}
    for row in sorted(rows):
        once.setdefault(row.rule, row)
    cells = [["rule", "sentence"], ["---", "---"]]
    cells += [[f"`{row.rule}`", _plain(row.text)] for row in once.values()]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _plain(text: str) -> str:
    return re.sub(r"\{\d\}", _FACT, text).replace("|", "\\|").replace("\n", " ")


def page() -> str:
    """The whole page: its prose with a table at each mark."""
    text = HEAD.read_text(encoding="utf-8")
    for name, rows in sections().items():
        text = text.replace(f"<!-- {name} -->", rows)
    return text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
