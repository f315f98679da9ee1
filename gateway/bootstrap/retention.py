"""How long what is kept: the operator's policy, read from data and checked.

https://hl7.org/fhir/R4/security.html#audit
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gateway import yamlfile
from gateway.model import Fault
from gateway.settings import Settings
from gateway.store.holds import Hold
from gateway.store.postponed import instant
from gateway.store.retaining import Went, retain

FILE = "retention.yaml"
LEAST = 1
"""Days that everything is kept, whatever the file says."""
MOST = 73_000
"""Days: two hundred years, longer than anybody keeps anything."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Days that are kept; None: for ever."""

    messages: int | None
    history: int | None
    hold: Hold
    file: Path


class Unfit(ValueError):  # noqa: N818 - a verdict on the file, not an error of ours
    """What is wrong with the file, and in which line."""

    def __init__(self, file: Path, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.line, self.text = line, text


def policy(settings: Settings) -> Policy:
    """The last folder's file; raises ValueError with file and reason where it cannot be used."""
    file = _file(settings)
    if file is None:
        raise ValueError(f"there is no {FILE} in a folder of GATEWAY_MAPPINGS: all is kept")
    stated = _Stated(file)
    hold = stated.part(stated.whole, "", ("messages", "history", "hold")).get("hold") or {}
    stated.part(hold, "hold", ("patients", "senders"))
    held = Hold(stated.names(hold, "patients"), stated.names(hold, "senders"))
    return Policy(stated.days("messages"), stated.days("history"), held, file)


def lint(settings: Settings) -> Iterator[Fault]:
    """What is wrong with the file, where there is one."""
    file = _file(settings)
    if file is not None:
        try:
            policy(settings)
        except Unfit as error:
            yield Fault(str(file), error.line, "retention-shape", error.text)


def _file(settings: Settings) -> Path | None:
    files = [folder / FILE for folder in settings.mappings if (folder / FILE).is_file()]
    return files[-1] if files else None


def applied(settings: Settings, stated: Policy, now: datetime, *, really: bool) -> Went:
    """Let go of what the policy says; raises store.Refused."""
    messages, versions = (_before(now, days) for days in (stated.messages, stated.history))
    return retain(settings.kept, messages, versions, stated.hold, instant(now), really=really)


def _before(now: datetime, days: int | None) -> str:
    if days is None:
        return ""
    return (now.astimezone(UTC) - timedelta(days=days)).isoformat()


class _Stated:
    """What the file says; whatever is asked of it raises Unfit where it is not what it must be."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._written, wrong = yamlfile.read(file.read_bytes(), str(file))
        if wrong:
            raise Unfit(file, wrong[0].line, wrong[0].text)
        self.whole = {} if self._written.value is None else self._written.value

    def part(self, said: Any, name: str, keys: Sequence[str]) -> dict[str, Any]:
        """A part of it that has no other keys than these."""
        if not isinstance(said, dict):
            raise self._unfit(name, f"keys and values are expected {_in(name)}")
        for key in said:
            if key not in keys:
                text = f"`{key}` is not known {_in(name)}; these are: {', '.join(keys)}"
                raise self._unfit(str(key), text, name)
        return said

    def days(self, name: str) -> int | None:
        """A number of days."""
        days = self.whole.get(name)
        whole = isinstance(days, int) and not isinstance(days, bool)
        if days is not None and not (whole and LEAST <= days <= MOST):
            raise self._unfit(name, f"`{name}` is a number of days, {LEAST} to {MOST}")
        return days

    def names(self, hold: dict[str, Any], name: str) -> tuple[str, ...]:
        """A list of texts."""
        names = hold.get(name) or []
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise self._unfit(name, f"`hold.{name}` is a list of texts: [...]", "hold")
        return tuple(names)

    def _unfit(self, name: str, text: str, within: str = "") -> Unfit:
        """At the line of the name, in a part of the file or at its top."""
        place = (within, name) if within else (name,)
        return Unfit(self._file, self._written.line(place), text)


def _in(name: str) -> str:
    return f"in `{name}`" if name else "here"
