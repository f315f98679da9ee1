"""What the operator sees: counters, times and log lines, never anything of a patient.

https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import json
import logging
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from gateway.model import Backlog, Found, Issue, Receipt, State

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LEVELS = {"accepted": "info", "duplicate": "info", "faulted": "error"}
_NUMBERS = {level: logging.getLevelName(level.upper()) for level in ("info", "warning", "error")}
_SECONDS = "gateway_message_seconds"
_COUNTERS = MappingProxyType(
    {
        "gateway_messages": (
            "Messages answered, by sender, door and verdict.",
            ("sender", "door", "status"),
        ),
        "gateway_issues": ("Issues told to senders, by rule.", ("sender", "rule")),
        "gateway_released": (
            "Parked messages taken in with the one that they waited for, by sender.",
            ("sender",),
        ),
        "gateway_reads": ("Disclosures, by interaction and outcome.", ("interaction", "outcome")),
        "gateway_queries": (
            "Query messages answered, by sender, door and outcome.",
            ("sender", "door", "outcome"),
        ),
        "gateway_postponed": (
            "Requests that were to be answered later and have been done, by outcome.",
            ("outcome",),
        ),
        "gateway_http_refused": (
            "HTTP connections for which there was no place, by where there was none.",
            ("where",),
        ),
        "gateway_mllp": ("What happened to MLLP connections and frames.", ("what",)),
    }
)
"""Name -> what it counts, and by what."""


class Telemetry:
    """Metrics of one process, and its log. Labels are closed sets: sender, door, verdict, rule."""

    def __init__(self, level: str = "info", stream: Any = None) -> None:
        self._counts: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in _COUNTERS}
        self._seconds: dict[str, list[float]] = {}
        """Door -> how many messages each bucket has, those beyond all, and the sum of seconds."""
        self._backlog = Backlog()
        self._log = _log(level, stream or sys.stderr)

    def message(self, door: str, receipt: Receipt, seconds: float) -> None:
        """Count and log what became of one message: verdict, rules and attempt number only."""
        self._count("gateway_messages", receipt.sender, door, receipt.status.value)
        times = self._seconds.setdefault(door, [0.0] * (len(_BUCKETS) + 2))
        times[bisect_left(_BUCKETS, seconds)] += 1
        times[-1] += seconds
        if receipt.released and receipt.status.value == "accepted":
            self._count("gateway_released", receipt.sender, number=len(receipt.released))
        rules = _rules(receipt.issues)
        for rule in rules:
            self._count("gateway_issues", receipt.sender, rule)
        level = _LEVELS.get(receipt.status.value, "warning")
        if not self._log.isEnabledFor(_NUMBERS[level]):
            return
        facts = {"sender": receipt.sender, "door": door, "status": receipt.status.value}
        milliseconds = round(seconds * 1000, 2)
        if receipt.released:
            facts["released"] = str(len(receipt.released))
        self.event("message", level, **facts, seq=receipt.seq, rules=rules, ms=milliseconds)

    def query(self, door: str, sender: str, found: Found, seconds: float) -> None:
        """Count and log what a query message was answered: how it ended and rules only."""
        outcome = "refused" if found.issues else "found" if found.persons else "none"
        self._count("gateway_queries", sender, door, outcome)
        facts = {"sender": sender, "door": door, "outcome": outcome}
        rules = _rules(found.issues)
        for rule in rules:
            self._count("gateway_issues", sender, rule)
        self.event("query", **facts, rules=rules, ms=round(seconds * 1000, 2))

    def read(self, interaction: str, outcome: str) -> None:
        """Count one disclosure."""
        self._count("gateway_reads", interaction, outcome)

    def later(self, outcome: str, seconds: float) -> None:
        """Count and log that a request which was put off has been done."""
        self._count("gateway_postponed", outcome)
        self.event("later", outcome=outcome, ms=round(seconds * 1000, 2))

    def postponed(self, backlog: Backlog) -> None:
        """How many requests wait, run, and are answered and kept, in the whole store."""
        self._backlog = backlog

    def connection(self, what: str) -> None:
        """Count what happens to MLLP connections and frames, by a fixed word."""
        self._count("gateway_mllp", what)

    def crowded(self, where: str, refused: int) -> None:
        """Count an HTTP connection for which there was no place; log how many these are.

        `refused` is 0 where a line of the log would be one too many.
        """
        self._count("gateway_http_refused", where)
        if refused:
            self.event("http-crowded", "warning", where=where, refused=refused)

    def event(self, name: str, level: str = "info", **facts: object) -> None:
        """Log what became of a message, or something of the process itself, such as its start."""
        self._log.log(logging.getLevelName(level.upper()), name, extra={"facts": facts})

    def text(self) -> bytes:
        """The Prometheus exposition of every metric."""
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - no start needs it

        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Any]:
        """Every metric, as a registry of prometheus-client asks for it."""
        from prometheus_client.core import (  # noqa: PLC0415 - the same
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        for name, (text, labels) in _COUNTERS.items():
            counter = CounterMetricFamily(name, text, labels=labels)
            for values, count in self._counts[name].items():
                counter.add_metric(values, count)
            yield counter
        text = "Requests that are to be answered later, in the whole store, by how far they are."
        gauge = GaugeMetricFamily("gateway_postponed_kept", text, labels=["state"])
        for state in State:
            gauge.add_metric([state.name.lower()], self._backlog[state])
        yield gauge
        text = "From the last byte of a message to its durable receipt."
        histogram = HistogramMetricFamily(_SECONDS, text, labels=["door"])
        bounds = [*map(str, _BUCKETS), "+Inf"]
        for door, (*counts, seconds) in self._seconds.items():
            upto = list(zip(bounds, accumulate(counts), strict=True))
            histogram.add_metric([door], upto, seconds)
        yield histogram

    def _count(self, name: str, *labels: str, number: int = 1) -> None:
        self._counts[name][labels] += number


def _rules(issues: Iterable[Issue]) -> list[str]:
    return sorted({issue.rule for issue in issues})


class _Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The facts, then what happened, how grave it is, and when (UTC)."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
        told = {"event": record.msg, "level": record.levelname.lower()}
        return json.dumps({**vars(record)["facts"], **told, "timestamp": when[:-6] + "Z"})


class Foreign(logging.Handler):
    """What libraries log, as lines of this log: who, from where, and what kind of exception.

    Only the HTTP library's fixed sentences are told; any other text may quote what was sent.
    """

    def __init__(self, telemetry: Telemetry) -> None:
        super().__init__(logging.WARNING)
        self._telemetry = telemetry

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of one record."""
        facts = {"logger": record.name, "place": f"{record.filename}:{record.lineno}"}
        if record.exc_info and record.exc_info[0]:
            facts["kind"] = record.exc_info[0].__name__
        elif record.name.startswith("uvicorn") and not record.args:
            facts["what"] = str(record.msg)
        self._telemetry.event("library", record.levelname.lower(), **facts)


def _log(level: str, stream: Any) -> logging.Logger:
    """A log of its own, beside whatever else this process logs."""
    wanted = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    made = logging.Logger("gateway", wanted)  # noqa: LOG001 - each house has its own stream
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json())
    made.addHandler(handler)
    return made
