"""What the operator sees: counters, times and log lines, never anything of a patient.

https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from gateway.model import Found, Issue, Receipt

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LEVELS = {"accepted": "info", "duplicate": "info", "faulted": "error"}


class Telemetry:
    """Metrics of one process, and its log. Labels are closed sets: sender, door, verdict, rule."""

    def __init__(self, level: str = "info", stream: Any = None) -> None:
        self._registry = CollectorRegistry()
        self._messages = Counter(
            "gateway_messages",
            "Messages answered, by sender, door and verdict.",
            ["sender", "door", "status"],
            registry=self._registry,
        )
        self._issues = Counter(
            "gateway_issues",
            "Issues told to senders, by rule.",
            ["sender", "rule"],
            registry=self._registry,
        )
        self._released = Counter(
            "gateway_released",
            "Parked messages taken in with the one that they waited for, by sender.",
            ["sender"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "gateway_message_seconds",
            "From the last byte of a message to its durable receipt.",
            ["door"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._reads = Counter(
            "gateway_reads",
            "Disclosures, by interaction and outcome.",
            ["interaction", "outcome"],
            registry=self._registry,
        )
        self._queries = Counter(
            "gateway_queries",
            "Query messages answered, by sender, door and outcome.",
            ["sender", "door", "outcome"],
            registry=self._registry,
        )
        self._connections = Counter(
            "gateway_mllp",
            "What happened to MLLP connections and frames.",
            ["what"],
            registry=self._registry,
        )
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream or sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(
                logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
            ),
        )

    def message(self, door: str, receipt: Receipt, seconds: float) -> None:
        """Count and log what became of one message: verdict, rules and attempt number only."""
        self._messages.labels(receipt.sender, door, receipt.status.value).inc()
        self._seconds.labels(door).observe(seconds)
        if receipt.released and receipt.status.value == "accepted":
            self._released.labels(receipt.sender).inc(len(receipt.released))
        rules = _rules(receipt.issues)
        for rule in rules:
            self._issues.labels(receipt.sender, rule).inc()
        level = _LEVELS.get(receipt.status.value, "warning")
        facts = {"sender": receipt.sender, "door": door, "status": receipt.status.value}
        milliseconds = round(seconds * 1000, 2)
        if receipt.released:
            facts["released"] = str(len(receipt.released))
        getattr(self._log, level)(
            "message", **facts, seq=receipt.seq, rules=rules, ms=milliseconds
        )

    def query(self, door: str, sender: str, found: Found, seconds: float) -> None:
        """Count and log what a query message was answered: how it ended and rules only."""
        outcome = "refused" if found.issues else "found" if found.persons else "none"
        self._queries.labels(sender, door, outcome).inc()
        facts = {"sender": sender, "door": door, "outcome": outcome}
        rules = _rules(found.issues)
        for rule in rules:
            self._issues.labels(sender, rule).inc()
        self._log.info("query", **facts, rules=rules, ms=round(seconds * 1000, 2))

    def read(self, interaction: str, outcome: str) -> None:
        """Count one disclosure."""
        self._reads.labels(interaction, outcome).inc()

    def connection(self, what: str) -> None:
        """Count what happens to MLLP connections and frames, by a fixed word."""
        self._connections.labels(what).inc()

    def event(self, name: str, level: str = "info", **facts: str | int) -> None:
        """Log something of the process itself: start, stop, a fault's kind."""
        getattr(self._log, level)(name, **facts)

    def text(self) -> bytes:
        """The Prometheus exposition of every metric."""
        return generate_latest(self._registry)


def _rules(issues: Iterable[Issue]) -> list[str]:
    return sorted({issue.rule for issue in issues})
