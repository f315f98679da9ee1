"""Play the day, say what became of each message, and read one patient's summary back.

`python -m demo [FOLDER]`; the record stays in FOLDER (default `data/demo`), made anew each time.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from demo.day import HOSPITAL, LABORATORY, Step, day
from demo.doors import House, Line, gateway, get, post
from demo.patients import ANNA

COLOURS = {"AA": "green", "AE": "red", "AR": "red", "accepted": "green", "duplicate": "cyan"}
MATRICULE = "urn:oid:1.3.182.4.4"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said to one message."""

    verdict: str
    issues: tuple[tuple[str, ...], ...]
    """(severity, place, rule, sentence)"""


def main() -> None:
    """Play the day; exits with 1 where an answer is not the one that the day foresees."""
    console = Console()
    folder = _folder(sys.argv[1:])
    with gateway(folder, (HOSPITAL, LABORATORY)) as house:
        answers = _play(house, console)
        _table(answers, console)
        _refused(answers, console)
        patient = _patient(house)
        console.rule("Anna's patient summary, as any app reads it")
        read = get(house, f"/fhir/Patient/{patient}/$summary", "text/plain")
        console.print(read, markup=False, highlight=False, soft_wrap=True)
    address = f"http://127.0.0.1:8080/fhir/Patient/{patient}/$summary"
    console.rule()
    console.print("The day is kept. Start the gateway on it with [bold]make serve[/], then open")
    console.print(f"  {address}", style="bold", soft_wrap=True)
    console.print("  http://127.0.0.1:8080/  (every address of the gateway, and how to use it)")


def _folder(words: list[str]) -> Path:
    """An empty folder for the day: that of an earlier day is emptied, any other left alone."""
    if len(words) > 1 or any(word.startswith("-") for word in words):
        raise SystemExit(__doc__)
    folder = Path(words[0]) if words else Path("data/demo")
    mark = folder / "demo"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise SystemExit(f"{folder} holds something that is not the demo's: name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    mark.touch()
    return folder


def _play(house: House, console: Console) -> list[tuple[Step, Answer]]:
    lines = {sender: Line(port) for sender, port in house.mllp.items()}
    answers = []
    with Progress(console=console) as progress:
        for step in progress.track(day(), description="A day at the hospital"):
            line = lines.get(step.sender) if step.sender != "default" else None
            answers.append(
                (step, _acknowledged(line.send(step.body)) if line else _posted(house, step))
            )
    for line in lines.values():
        line.close()
    return answers


def _posted(house: House, step: Step) -> Answer:
    receipt = post(house, step.body)
    said = receipt["issues"]
    issues = [(i["severity"], i.get("source", ""), i["rule"], i["text"]) for i in said]
    return Answer(receipt["status"], tuple(issues))


def _acknowledged(text: str) -> Answer:
    segments = [line.split("|") for line in text.split("\r") if line]
    verdict = next(fields[1] for fields in segments if fields[0] == "MSA")
    errors = [fields for fields in segments if fields[0] == "ERR"]
    return Answer(verdict, tuple(_error(fields) for fields in errors))


def _error(fields: list[str]) -> tuple[str, ...]:
    place = fields[2].split("^")
    named = f"segment {place[0]}"
    named += "".join(
        f", {word} {place[at]}"
        for at, word in ((2, "field"), (3, "repetition"), (4, "component"))
        if len(place) > at and place[at]
    )
    return fields[4], named, fields[5].split("^")[0], fields[8]


def _table(answers: list[tuple[Step, Answer]], console: Console) -> None:
    table = Table(box=None)
    for name in ("time", "from", "message", "control id", "what happens", "answer"):
        table.add_column(name, overflow="fold")
    for step, answer in answers:
        door = "HTTP" if step.sender == "default" else "MLLP"
        colour = COLOURS.get(answer.verdict, "red")
        clock = f"{step.time[:2]}:{step.time[2:]}"
        who = f"{step.sender} ({door})"
        table.add_row(
            clock, who, step.kind, step.control, step.told, f"[{colour}]{answer.verdict}[/]"
        )
    console.print(table)
    verdicts = [answer.verdict for _, answer in answers]
    said = ", ".join(f"{verdicts.count(v)} {v}" for v in dict.fromkeys(verdicts))
    console.print(f"{len(answers)} messages: {said}")


def _refused(answers: list[tuple[Step, Answer]], console: Console) -> None:
    """What the sender of each refused message was told."""
    for step, answer in answers:
        if answer.verdict not in ("AA", "accepted", "duplicate"):
            console.rule(f"{step.control}: {step.told}")
            for severity, place, rule, sentence in answer.issues:
                console.print(
                    f"  {severity}  {place}\n     rule {rule}\n     {sentence}", markup=False
                )


def _patient(house: House) -> str:
    wanted = quote(f"{MATRICULE}|{ANNA.matricule}")
    found = json.loads(get(house, f"/fhir/Patient?identifier={wanted}"))
    return str(found["entry"][0]["resource"]["id"])


if __name__ == "__main__":
    main()
