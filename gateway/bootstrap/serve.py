"""Open the doors: HTTP, MLLP and folders on one loop, one store behind all; close them in order.

https://www.uvicorn.org/ · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import uvloop

from gateway.access import configured, loopback
from gateway.api.app import build
from gateway.api.desk import Receiving, unheard
from gateway.bootstrap import lines
from gateway.bootstrap.apart import apart
from gateway.bootstrap.asking import asking
from gateway.bootstrap.folders import Around, beside
from gateway.bootstrap.http_crowd import Crowd
from gateway.bootstrap.http_desk import both, desk
from gateway.bootstrap.http_door import HttpDoor, door
from gateway.bootstrap.in_force import FORMAT, InForce, indexed, warm
from gateway.bootstrap.later import doing
from gateway.bootstrap.lines import Closed as Closed  # noqa: PLC0414 - told by whoever opens
from gateway.bootstrap.memory import settled
from gateway.bootstrap.replaying import replaying
from gateway.bootstrap.rules import ruleset
from gateway.bootstrap.side_door import side_door
from gateway.bootstrap.watched import Watching
from gateway.folder import Occupied
from gateway.intake import receive
from gateway.intake.lanes import Lanes
from gateway.intake.receive import nothing
from gateway.mllp import Door
from gateway.model import Inbound, Receipt, Ruleset, Sender
from gateway.settings import Settings
from gateway.store import Store, open_store
from gateway.telemetry import Foreign, Telemetry


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the house can be reached."""

    http: str
    """Base URL."""
    mllp: Mapping[str, str]
    """Sender -> host:port."""
    note: str
    """What the operator should know; empty where nothing."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Which doors shall stand open, and where; port 0 takes any free one."""

    port: int
    """Of HTTP."""
    listen: Mapping[str, int]
    """Sender -> MLLP port that it speaks on, besides those whose own file says so."""
    tls_port: int | None = None
    """Of MLLP over TLS, where certificates say who speaks; None: there is no such door."""
    watched: Watching | None = None
    """Folders whose files are taken in."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An HTTP door that several processes serve."""

    door: socket.socket
    """Open already."""
    first: bool
    """MLLP and watched folders are the first one's."""


def run(
    settings: Settings,
    opening: Opening,
    opened: Callable[[Doors], None],
    crash: Callable[[str], None] = nothing,
    shared: Shared | None = None,
) -> None:
    """`serve`, on a loop of its own, in a process that does nothing else."""

    def ready(doors: Doors) -> None:
        settled()
        opened(doors)

    with suppress(AttributeError):  # no such signal on this system
        # One that comes while all is still read and compiled would end the process.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, opening, ready, crash, shared))


@contextmanager
def _libraries(telemetry: Telemetry) -> Iterator[None]:
    """While the doors are open, libraries write into our log: each of its lines is JSON."""
    foreign, root = Foreign(telemetry), logging.getLogger()
    root.addHandler(foreign)
    try:
        yield
    finally:
        root.removeHandler(foreign)


async def serve(
    settings: Settings,
    opening: Opening,
    opened: Callable[[Doors], None],
    crash: Callable[[str], None] = nothing,
    shared: Shared | None = None,
) -> None:
    """Open the doors and stay until a signal comes; then answer what is under way and close.

    `opened` is called once everything answers; `shared`: what other processes serve, too. Raises
    Closed where the settings do not allow the doors to open, and store.Refused where the store
    cannot be opened.
    """
    first = ruleset(settings, apart(settings, FORMAT))
    rules = InForce(settings, first)
    note = _permitted(settings, first)
    telemetry = Telemetry(settings.log)
    async with AsyncExitStack() as stack:
        stack.enter_context(_libraries(telemetry))
        store = open_store(settings.kept, crash=crash, wanted=first.searches.indexed)
        stack.push_async_callback(store.close)
        await warm(first, store)
        behind = asyncio.ensure_future(indexed(first, store, telemetry))
        stack.callback(behind.cancel)
        lanes = Lanes()
        take = rules.noting(_counted(rules, store, telemetry, crash, lanes))
        inside = lines.Inside(take, asking(rules, store, telemetry), telemetry)
        listeners: dict[str, str] = {}
        http = shared.door if shared else door(settings.host, opening.port)
        stack.callback(http.close)
        base = f"http://{settings.host}:{http.getsockname()[1]}"
        bell = asyncio.Event()
        app = build(desk(settings, rules, store, telemetry, take, crash, bell.set))
        await stack.enter_async_context(doing(app, bell, crash))
        crowd = Crowd(settings.http_connections, settings.http_address, telemetry.crowded)
        server = HttpDoor(app, lambda: opened(Doors(base, listeners, note)), crowd)
        server.ended_by_signal()
        if shared is None or shared.first:
            async for name, line, address in _spoken(settings, rules, opening, inside):
                stack.push_async_callback(line.close)
                server.beside.append(line.close)
                listeners[name] = address
            if opening.watched is not None:
                around = Around(telemetry, crash)
                folders = beside(opening.watched, rules, take, settings.max_message, around)
                await _entered(stack, folders)
        if not settings.database:
            beside_it = side_door(settings.data, replaying(rules, store, lanes), telemetry)
            await stack.enter_async_context(beside_it)
        telemetry.event("open", http=base, ruleset=first.version)
        _renewed_by_signal(rules, store, telemetry, [*listeners])
        await server.serve(sockets=[http])
    telemetry.event("closed")


async def _spoken(
    settings: Settings, rules: InForce, opening: Opening, inside: lines.Inside
) -> AsyncIterator[tuple[str, Door, str]]:
    """Each MLLP door once it is open: who speaks there, and its address."""
    for sender, port in _listeners(rules(), opening.listen).items():
        line = await lines.listener(settings, partial(_sender, rules, sender), port, inside)
        yield sender, line, f"127.0.0.1:{line.port}"
    if opening.tls_port is not None:
        line = await lines.secured(settings, rules, opening.tls_port, inside)
        yield lines.BY_CERTIFICATE, line, f"{settings.mllp_host}:{line.port}"


async def _entered(stack: AsyncExitStack, folders: AbstractAsyncContextManager[None]) -> None:
    """Raises Closed where a folder cannot be watched."""
    try:
        await stack.enter_async_context(folders)
    except Occupied as error:
        raise Closed(str(error)) from None


def _permitted(settings: Settings, rules: Ruleset) -> str:
    """What to tell the operator; raises Closed where the door would stand open to strangers."""
    if configured(rules.senders):
        return ""
    if not loopback(settings.host):
        raise Closed(
            f"GATEWAY_HOST={settings.host} needs bearer tokens: none is configured under "
            "mappings/senders, and without one the doors open on loopback only"
        )
    return "no bearer token is configured: the doors are open on loopback only, as `default`"


def _listeners(rules: Ruleset, listen: Mapping[str, int]) -> dict[str, int]:
    """Who may speak on which MLLP port: the listener decides who the sender is."""
    stated = {s.name: s.listen for s in rules.senders.values() if s.listen is not None}
    unknown = sorted(listen.keys() - rules.senders.keys())
    if unknown:
        known = ", ".join(sorted(rules.senders))
        raise Closed(f"there is no sender {unknown[0]} to listen for; these are: {known}")
    return stated | dict(listen)


def _sender(rules: InForce, name: str) -> Sender:
    return rules().senders[name]


def _renewed_by_signal(
    rules: InForce, store: Store, telemetry: Telemetry, speaking: Sequence[str]
) -> None:
    """SIGHUP: read all data again; also where it came before anybody heard it."""
    names = [name for name in speaking if name != lines.BY_CERTIFICATE]
    tasks: set[asyncio.Task[bool]] = set()

    def renew() -> None:
        task = asyncio.ensure_future(rules.renew(store, telemetry, names))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    with suppress(NotImplementedError, AttributeError):  # no such signal on this system
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, renew)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


def _counted(
    rules: Callable[[], Ruleset],
    store: Store,
    telemetry: Telemetry,
    crash: Callable[[str], None],
    lanes: Lanes,
) -> Receiving:
    async def take(
        inbound: Inbound, door: str, passed: Callable[[str], None] = unheard, /
    ) -> Receipt:
        began = time.perf_counter()
        receipt = await receive(inbound, rules(), store, both(crash, passed), lanes)
        telemetry.message(door, receipt, time.perf_counter() - began)
        return receipt

    return take
