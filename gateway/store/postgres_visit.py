"""One visit to a store in PostgreSQL: its schema is looked at first, its connection let go after.

https://www.psycopg.org/psycopg3/docs/api/errors.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from gateway.store import postgres_schema
from gateway.store.contract import Refused
from gateway.store.postgres_link import Link, named


@contextmanager
def asking(url: str) -> Iterator[Link]:
    """A connection to a store that is there; raises Refused where it cannot be asked."""
    with _visiting(url, None, "does not answer") as link:
        yield link


@contextmanager
def changing(url: str, made: datetime | None = None) -> Iterator[Link]:
    """The same, to change something; `made` is the time now, where the store may be made.

    Raises Refused where the change is not taken.
    """
    with _visiting(url, made, "does not take it") as link:
        yield link


@contextmanager
def _visiting(url: str, made: datetime | None, fails: str) -> Iterator[Link]:
    postgres_schema.opened(url, None, made)
    link = Link(url)
    try:
        yield link
    except psycopg.Error as error:
        raise Refused(f"the database {fails}: {named(error)}") from None
    finally:
        link.drop()
