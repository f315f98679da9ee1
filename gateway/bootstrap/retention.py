"""How long what is kept: the operator's policy, read from data and checked.

https://hl7.org/fhir/R4/security.html#audit
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from gateway.settings import Settings
from gateway.store.holds import Hold
from gateway.store.postponed import instant
from gateway.store.retaining import Went, retain

FILE = "retention.yaml"
LEAST = 1
"""Days that everything is kept, whatever the file says."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Days that are kept; None: for ever."""

    messages: int | None
    history: int | None
    hold: Hold
    file: Path


def policy(settings: Settings) -> Policy:
    """The last folder's file; raises ValueError with file and reason where it cannot be used."""
    files = [folder / FILE for folder in settings.mappings if (folder / FILE).is_file()]
    if not files:
        raise ValueError(f"there is no {FILE} in a folder of GATEWAY_MAPPINGS: all is kept")
    file = files[-1]
    try:
        stated = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError:
        raise ValueError(f"{file}: this is not YAML") from None
    if not isinstance(stated, dict) or stated.keys() - {"messages", "history", "hold"}:
        raise ValueError(f"{file}: it holds `messages`, `history` (days) and `hold`")
    hold = stated.get("hold") or {}
    if not isinstance(hold, dict) or hold.keys() - {"patients", "senders"}:
        raise ValueError(f"{file}: `hold` holds `patients` (ids) and `senders` (names)")
    held = Hold(_names(file, hold, "patients"), _names(file, hold, "senders"))
    return Policy(_days(file, stated, "messages"), _days(file, stated, "history"), held, file)


def applied(settings: Settings, stated: Policy, now: datetime, *, really: bool) -> Went:
    """Let go of what the policy says; raises store.Refused."""
    messages, versions = (_before(now, days) for days in (stated.messages, stated.history))
    return retain(settings.kept, messages, versions, stated.hold, instant(now), really=really)


def _before(now: datetime, days: int | None) -> str:
    if days is None:
        return ""
    return (now.astimezone(UTC) - timedelta(days=days)).isoformat()


def _days(file: Path, stated: dict[str, Any], name: str) -> int | None:
    days = stated.get(name)
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < LEAST):
        raise ValueError(f"{file}: `{name}` is a number of days, {LEAST} at least")
    return days


def _names(file: Path, hold: dict[str, Any], name: str) -> tuple[str, ...]:
    names = hold.get(name) or []
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise ValueError(f"{file}: `hold.{name}` is a list of texts")
    return tuple(names)
