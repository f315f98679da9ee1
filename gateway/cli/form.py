"""How output is written."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """`auto` is rich on a terminal and plain text in a pipe."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class Written(StrEnum):
    """How what was found in resources is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Told(StrEnum):
    """How an explanation is written: `auto` is a table on a terminal and Markdown in a pipe."""

    AUTO = "auto"
    MARKDOWN = "markdown"
    JSON = "json"
