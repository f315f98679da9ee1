"""What stands behind a watched folder: the store of this process, or a gateway elsewhere.

https://www.sqlite.org/whentouse.html
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.adapters import ADAPTERS
from gateway.adapters.recognise import HL7V2, NEAR, recognise, strange
from gateway.api.outcome import issue_json
from gateway.archives import packed
from gateway.bootstrap.apart import apart
from gateway.bootstrap.checking import clock
from gateway.bootstrap.in_force import FORMAT, warm
from gateway.bootstrap.rules import ruleset
from gateway.bootstrap.watched import Watching, opened
from gateway.folder import Folder, Outcome, Progress, Watched, watch
from gateway.folder.watching import Take
from gateway.intake import receive
from gateway.intake.batch import batch
from gateway.intake.blame import BAD
from gateway.intake.files import Files, Found, ahead
from gateway.intake.lanes import Lanes
from gateway.intake.receive import nothing
from gateway.model import Inbound, Issue, Receipt, Ruleset, Unavailable
from gateway.settings import Settings
from gateway.store import open_store
from gateway.telemetry import Telemetry
from gateway.wording import told

if TYPE_CHECKING:
    from gateway.remote.gateway import Gateway  # which loads httpx

DOOR = "folder"
_PATIENCE = 10.0
"""Seconds for the file that is under way when the house closes."""
_COUNTS = ("done", "failed", "links", "passed", "folders", "stuck", "closed", "again")
"""What is logged of a folder's progress."""
Received: TypeAlias = Callable[[Inbound, str], Awaitable[Receipt]]
"""(inbound, door) -> receipt, counted and logged."""


@dataclass(frozen=True, slots=True)
class Around:
    """Who is told how far a folder is."""

    telemetry: Telemetry
    crash: Callable[[str], None] = nothing
    said: Callable[[Path, Progress], None] | None = None

    def noted(self, place: Path, sender: str, progress: Progress) -> None:
        """Log counts, never the names of files: these may be patients' names."""
        counts = {name: getattr(progress, name) for name in _COUNTS}
        level = "warning" if progress.stuck or progress.closed else "info"
        self.telemetry.event("folder", level, sender=sender, **counts)
        if self.said is not None:
            self.said(place, progress)

    def waits(self, sender: str, why: str) -> None:
        """Log that a file has to wait, and for what."""
        self.telemetry.event("folder-waits", "warning", sender=sender, why=why)


def kept(
    rules: Callable[[], Ruleset],
    receive: Received,
    sender: str,
    most: int,
    said: str = "",
) -> Take:
    """What takes a file into the store of this process, as this sender's."""

    async def take(folder: Folder, claimed: Path) -> Outcome:
        known = rules()
        files = Files(known.adapters, known.senders[sender], most, said)
        outcome = Outcome()
        entries: deque[int] = deque()

        def inbound_of(one: Found) -> Inbound:
            entries.append(one.entry)
            return Inbound(sender, one.format, one.body, clock())

        try:
            with closing(folder.read(claimed)) as stream:
                found = ahead(files.found(stream, claimed.name))
                taken = batch(found, inbound_of, lambda one: receive(one, DOOR))
                await _counted(taken, entries, outcome)
        except OSError as error:
            _noted(told("file-unreadable", error.strerror or "", code="exception"), outcome)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must not block the queue
            _noted(told("internal-fault", type(error).__name__, code="exception"), outcome)
        return outcome

    return take


async def _counted(
    taken: AsyncIterator[tuple[Inbound, Receipt] | Issue], entries: deque[int], outcome: Outcome
) -> None:
    """Raises Unavailable where not all could be kept: the file must come again.

    `entries`: of each message that was begun, which file of an archive it is of, in their order.
    """
    async for one in taken:
        if not isinstance(one, Issue):
            said, entry = one[1], entries.popleft()
            issues = [issue_json(issue) for issue in said.issues]
            outcome.receipt(said.status.value, issues, said.control_id, entry)
        elif one.rule == "store-unavailable":
            raise Unavailable("the store took a part of the file only")
        else:
            _noted(one, outcome)


def _noted(issue: Issue, outcome: Outcome) -> None:
    outcome.issue(issue_json(issue), bad=issue.severity in BAD)


def posted(gateway: Gateway, said: str = "") -> Take:
    """What posts a file to a gateway that runs."""

    async def take(folder: Folder, claimed: Path) -> Outcome:
        outcome = Outcome()
        try:
            with closing(folder.read(claimed)) as stream:
                head = stream.read(NEAR)
                stream.seek(0)
                format = said or recognise(head) or (HL7V2 if packed(head) else "")
                if not format:
                    issue = strange(head, ADAPTERS) if head.strip() else told("file-empty")
                    _noted(issue, outcome)
                    return outcome
                async for one in gateway.post(stream, claimed.name, format):
                    _answered(one, outcome)
        except OSError as error:
            _noted(told("file-unreadable", error.strerror or "", code="exception"), outcome)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            _noted(told("internal-fault", type(error).__name__, code="exception"), outcome)
        return outcome

    return take


def _answered(one: Mapping[str, Any], outcome: Outcome) -> None:
    """A receipt, the sum of a batch, or an issue of the door."""
    if "status" in one:
        number, entry = one.get("controlId", ""), one.get("entry", 0)
        outcome.receipt(one["status"], one["issues"], number, entry)
        return
    for issue in one.get("batch", {}).get("issues", ()) or one.get("issues", ()):
        if issue["rule"] == "store-unavailable":
            raise Unavailable("the gateway took a part of the file only")
        outcome.issue(issue, bad=issue.get("severity") in ("error", "fatal"))


async def watching(  # noqa: PLR0913 - each is another's matter
    folders: Sequence[Folder],
    asked: Watching,
    take: Callable[[str], Take],
    stop: asyncio.Event,
    around: Around,
    *,
    once: bool = False,
) -> Sequence[Progress]:
    """Watch all folders until `stop`; with `once`, raises Unavailable."""
    around.telemetry.event("folders-open", folders=len(folders))
    works = [
        Watched(
            one,
            take(whose),
            asked.pace,
            partial(around.noted, one.root, whose),
            around.crash,
            partial(around.waits, whose),
        )
        for one, whose in zip(folders, asked.places.values(), strict=True)
    ]
    if once:
        return [await watch(one, stop, once=True) for one in works]
    return await asyncio.gather(*(watch(one, stop) for one in works))


@asynccontextmanager
async def beside(
    asked: Watching, rules: Callable[[], Ruleset], take: Received, most: int, around: Around
) -> AsyncIterator[None]:
    """The same in a gateway that serves: into its store, for as long as it stands.

    Raises Occupied. What is under way at the end is given some seconds, and comes again otherwise.
    """
    with opened(asked, rules().senders) as folders:
        stop = asyncio.Event()

        def taking(sender: str) -> Take:
            return kept(rules, take, sender, most, asked.said)

        def ended(task: asyncio.Future[Sequence[Progress]]) -> None:
            error = None if task.cancelled() else task.exception()
            if error is not None:
                around.telemetry.event("folders-stopped", "error", kind=type(error).__name__)

        task = asyncio.ensure_future(watching(folders, asked, taking, stop, around))
        task.add_done_callback(ended)
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait([task], timeout=_PATIENCE)
            task.cancel()
            await asyncio.wait([task])


async def alone(
    settings: Settings, asked: Watching, around: Around, *, once: bool = False
) -> Sequence[Progress]:
    """`gateway watch` with a store of its own.

    Raises store.Refused where the store is another process's, Occupied and Unavailable.
    """
    rules = ruleset(settings, apart(settings, FORMAT))
    store = open_store(settings.kept, crash=around.crash, wanted=rules.searches.indexed)
    try:
        await warm(rules, store)
        lanes = Lanes()

        async def received(inbound: Inbound, door: str) -> Receipt:
            began = perf_counter()
            receipt = await receive(inbound, rules, store, around.crash, lanes)
            around.telemetry.message(door, receipt, perf_counter() - began)
            return receipt

        def take(sender: str) -> Take:
            return kept(lambda: rules, received, sender, settings.max_message, asked.said)

        with opened(asked, rules.senders) as folders:
            return await watching(folders, asked, take, _stopped(), around, once=once)
    finally:
        await store.close()


async def afar(
    gateway: Gateway, asked: Watching, around: Around, *, once: bool = False
) -> Sequence[Progress]:
    """`gateway watch --to`: all is posted to a gateway that runs; raises as `alone`."""
    async with gateway:
        take = posted(gateway, asked.said)
        with opened(asked) as folders:
            stop = _stopped()
            return await watching(folders, asked, lambda _: take, stop, around, once=once)


def _stopped() -> asyncio.Event:
    """Set by SIGTERM and SIGINT: what is under way is let come to its end."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, AttributeError):  # no such signal on this system
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
