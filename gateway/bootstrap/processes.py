"""Several processes behind one HTTP door: one watches, the others serve; who dies is replaced.

They share the door's socket and the database, and nothing else. MLLP and watched folders are the
first one's.
https://man7.org/linux/man-pages/man2/fork.2.html
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import FrameType
from typing import BinaryIO

from gateway.bootstrap import serve as house
from gateway.bootstrap.http_door import door
from gateway.bootstrap.lines import Closed
from gateway.bootstrap.serve import Doors, Opening, Shared
from gateway.settings import Settings
from gateway.store import Refused

Serve = Callable[[Shared, Callable[[Doors], None]], None]
"""Serves on the door until a signal comes."""
PAUSE = 1.0
"""Seconds until one that died is replaced: what kills at the start must not spin."""


def run(
    settings: Settings, opening: Opening, opened: Callable[[Doors], None], *, processes: int
) -> None:
    """As `serve.run`, in several processes that share the HTTP door and a database.

    Raises Closed where there is no such database, or one of them cannot start.
    """
    if not settings.database:
        raise Closed("several processes need one database: set GATEWAY_STORE")
    http = door(settings.host, opening.port)

    def one(shared: Shared, say: Callable[[Doors], None]) -> None:
        house.run(settings, opening, say, shared=shared)

    watch = Watch(http, one)
    opened(watch.start(processes))
    watch.stay()


class Watch:
    """The process that serves nobody: it starts the others, passes signals on, and replaces."""

    def __init__(self, http: socket.socket, serve: Serve) -> None:
        self._http, self._serve = http, serve
        self._places: dict[int, int] = {}
        """Process -> its number; the first has the MLLP listeners."""
        self._ending = False
        self._alive = os.pipe()
        """Nobody writes to it: whoever reads wakes when this process is gone."""

    def start(self, count: int) -> Doors:
        """Start so many; gives where they can be reached, once all answer.

        Raises Closed where one cannot start, with its reason.
        """
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, self._passed_on)
        try:
            told = [self._begin(number) for number in range(count)]
            first, *_ = [_doors(each) for each in told]
        except Closed:
            self._end()
            raise
        return first

    def stay(self) -> None:
        """Replace whoever dies, until a signal ends all."""
        while self._places:
            pid, _ = os.wait()
            number = self._places.pop(pid, None)
            if number is None or self._ending:
                continue
            time.sleep(PAUSE)
            if not self._ending:
                with contextlib.suppress(Closed):
                    _doors(self._begin(number))

    def _begin(self, number: int) -> BinaryIO:
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(read)
            os.close(self._alive[1])
            threading.Thread(target=_orphaned, args=self._alive[:1], daemon=True).start()
            os._exit(_served(self._serve, self._http, number, write))
        os.close(write)
        self._places[pid] = number
        return os.fdopen(read, "rb")

    def _passed_on(self, number: int, _: FrameType | None) -> None:
        self._ending = self._ending or number != signal.SIGHUP
        for pid in self._places:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if number != signal.SIGHUP else signal.SIGHUP)

    def _end(self) -> None:
        self._passed_on(signal.SIGTERM, None)
        while self._places:
            pid, _ = os.wait()
            self._places.pop(pid, None)


def _orphaned(alive: int) -> None:
    """Nobody would replace us any more, and nobody would end us."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _served(serve: Serve, http: socket.socket, number: int, write: int) -> int:
    """In the new process: serve, and say over the pipe when it answers, or why it cannot."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    told = os.fdopen(write, "wb")

    def say(what: Doors | str) -> None:
        pickle.dump(what, told)
        told.close()

    try:
        serve(Shared(http, first=number == 0), say)
    except (Closed, Refused, OSError, ValueError) as error:
        if not told.closed:
            say(str(error))
        return 2
    except BaseException:  # noqa: BLE001 - a process ends here, and says why
        traceback.print_exc(file=sys.stderr)
        return 1
    return 0


def _doors(told: BinaryIO) -> Doors:
    """What a process said; raises Closed where it could not start."""
    with told:
        try:
            said = pickle.load(told)  # noqa: S301 - written by our own process
        except EOFError:
            raise Closed("a process ended before it answered") from None
    if isinstance(said, Doors):
        return said
    raise Closed(said)
