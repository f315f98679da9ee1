"""Caring for the embedded store's file: copying it while it is used, putting a copy in place.

https://www.sqlite.org/lang_vacuum.html#vacuuminto · https://www.sqlite.org/dbstat.html
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from gateway.store import sqlite_file
from gateway.store.contract import Refused

SIDES = ("-wal", "-shm")


def backup(path: Path, target: Path) -> int:
    """Copy the store, as it is at one moment, to a new file; gives its bytes.

    A gateway may run on it meanwhile, and is not held up. Raises Refused where there is no store,
    or the target exists or cannot be made.
    """
    with closing(sqlite_file.look(path)) as connection:
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise Refused(f"{target} exists: a backup overwrites nothing") from None
        except OSError as error:
            raise Refused(f"{target} cannot be made: {error.strerror}") from None
        try:
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("VACUUM INTO ?", (str(target),))
            _sound(target)
        except (sqlite3.Error, Refused) as error:
            target.unlink(missing_ok=True)
            raise Refused(f"the backup failed: {error}") from None
    _durable(target)
    return target.stat().st_size


def restore(source: Path, path: Path, now: datetime) -> Path | None:
    """Put a backup in place of the store, which is set aside; gives where that is now.

    Raises Refused where a gateway holds the store, or the source is no sound store of this
    schema or an older one.
    """
    _sound(source)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = sqlite_file.hold(path)
    try:
        made = path.with_name(path.name + ".restored")
        shutil.copyfile(source, made)
        made.chmod(0o600)
        _durable(made)
        aside = None
        if path.exists():
            aside = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
            for side in ("", *SIDES):
                with suppress(FileNotFoundError):
                    path.with_name(path.name + side).rename(aside.with_name(aside.name + side))
        made.rename(path)
        _durable(path)
    finally:
        lock.close()
    return aside


def vacuum(path: Path) -> tuple[int, int]:
    """Give unused pages back to the disk: bytes before and after.

    Raises Refused where it is held, or is none.
    A gateway must not run meanwhile: each page is written anew, by a copy that lies beside the
    store, not in memory, where its writer keeps what is passing.
    """
    sqlite_file.look(path).close()
    before = _bytes(path)
    with closing(sqlite_file.open_file(path)) as file:
        connection = file.writer()
        connection.execute("PRAGMA temp_store = FILE")
        beside = str(path.parent.absolute()).replace("'", "''")
        # Where this is not known any more, the copy lies where temporary files do.
        connection.execute(f"PRAGMA temp_store_directory = '{beside}'")
        try:
            connection.execute("VACUUM")
        finally:
            connection.execute("PRAGMA temp_store_directory = ''")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, _bytes(path)


def sizes(connection: sqlite3.Connection) -> dict[str, int]:
    """Table -> bytes, its indexes and pages included; empty where this SQLite cannot tell."""
    try:
        rows = connection.execute(
            "SELECT s.tbl_name, sum(d.pgsize) FROM dbstat AS d JOIN sqlite_schema AS s"
            " ON s.name = d.name GROUP BY s.tbl_name"
        ).fetchall()
    except sqlite3.OperationalError:
        return {}
    found = {str(name): int(size) for name, size in rows}
    # What stands in pages belongs to resources, and mostly to those that stand now.
    found["resource"] = found.get("resource", 0) + found.pop("page", 0)
    return found


def _sound(path: Path) -> None:
    with closing(sqlite_file.look(path)) as connection:
        (stands,) = connection.execute("PRAGMA user_version").fetchone()
        newest = max(sqlite_file.scripts(sqlite_file.SCHEMA))
        if not 0 < stands <= newest:
            raise Refused(f"{path} has schema {stands}; this gateway knows 1 to {newest}")
        try:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            said = str(error)
        if said != "ok":
            raise Refused(f"{path} is damaged: {said}")


def _bytes(path: Path) -> int:
    return sum(
        each.stat().st_size
        for each in (path, *(path.with_name(path.name + side) for side in SIDES))
        if each.exists()
    )


def _durable(path: Path) -> None:
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
