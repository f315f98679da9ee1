"""Write docs/issues.md: every rule that a sender or an operator may be told, with its sentence.

`python -m tools.issues` reads the rules where they stand (tables, calls, profiles); a test holds
the page to it. https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.intake.people import QUESTIONS
from gateway.mapping.flaws import FLAWS
from gateway.validation.rules import RULES

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


def frames() -> Iterator[Row]:
    """What is said of frames."""
    from gateway.mllp.framing import _TEXTS  # noqa: PLC0415 - the one table of its own file

    return (Row(rule, "error", text) for rule, text in _TEXTS.items())


def national() -> Iterator[Row]:
    """The rules of the national profiles."""
    for file in sorted((ROOT / "profiles" / "lu").glob("StructureDefinition-*.json")):
        profile = json.loads(file.read_bytes())
        for element in profile.get("differential", {}).get("element", ()):
            for one in element.get("constraint", ()):
                yield Row(one["key"], one["severity"], one["human"])


def sections() -> dict[str, Iterable[Row]]:
    """Name of each table of the page -> its rows."""
    values = [Row(rule, str(flaw.severity), flaw.text) for rule, flaw in FLAWS.items()]
    resources = [Row(one.id, str(one.severity), one.text) for one in RULES.values()]
    patients = [Row(rule, "warning", text) for rule, text in QUESTIONS.items()]
    faults = said("mapping", "definitions", "validation", "identity")
    messages = said("mapping/mapper.py")
    named = {row.rule for row in [*values, *resources, *patients, *said("mapping/mapper.py")]}
    return {
        "reading": said("adapters"),
        "frames": frames(),
        "walk": said("intake"),
        "patients": patients,
        "values": [*values, *messages],
        "resources": resources,
        "national": national(),
        "json": said("fhirjson", "api"),
        "data": [row for row in faults if row.rule not in named],
    }


def table(rows: Iterable[Row], *, graded: bool) -> str:
    """A table of these rules, each once."""
    once: dict[str, Row] = {}
    for row in sorted(rows):
        once.setdefault(row.rule, row)
    head = ["rule", "severity", "sentence"] if graded else ["rule", "sentence"]
    cells = [head, ["---"] * len(head)]
    for row in once.values():
        middle = [row.severity] if graded else []
        cells.append([f"`{row.rule}`", *middle, _plain(row.text)])
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _plain(text: str) -> str:
    return re.sub(r"\{\d\}", "…", text).replace("|", "\\|").replace("\n", " ")


def page() -> str:
    """The whole page: its prose with a table at each mark."""
    text = HEAD.read_text(encoding="utf-8")
    for name, rows in sections().items():
        text = text.replace(f"<!-- {name} -->", table(rows, graded=name != "data"))
    return text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
