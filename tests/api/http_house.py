"""A whole gateway in this process, with its store in a folder of the test: what the API tests ask.

https://www.python-httpx.org/advanced/transports/#asgi-transport
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import httpx
import yaml

from gateway.access import hashed
from gateway.api.app import build
from gateway.api.desk import Desk
from gateway.api.patience import Patience
from gateway.bootstrap.http_desk import desk
from gateway.bootstrap.later import doing
from gateway.bootstrap.rules import ruleset
from gateway.bootstrap.serve import _counted
from gateway.intake.lanes import Lanes
from gateway.intake.receive import nothing
from gateway.model import Resource, Ruleset
from gateway.settings import Settings
from gateway.store import Store, open_store
from gateway.telemetry import Telemetry
from tests.api.letters import beside
from tests.warm import warm

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONTRACT = yaml.load(Settings().contract.read_bytes(), _LOADER)  # noqa: S506 - plain values only
_FORGIVEN = 10_000
"""How often a test may ask whether something is done: it looks every moment."""
HERE = "http://127.0.0.1:8080"
MESSAGE = "/messages/hl7v2"

T = TypeVar("T")


@cache
def rules(settings: Settings) -> Ruleset:
    """The ruleset of these settings, and a second format: made once, since it never changes."""
    return beside(ruleset(settings))


@cache
def _code() -> Path:
    """Where what is compiled is kept, for all tests of this process."""
    return warm(Path(mkdtemp(prefix="gateway-code-")))


def admission(control: str = "HN-1", number: str = "P100045", family: str = "Weber") -> bytes:
    """An invented admission."""
    return (
        "MSH|^~\\&|HIS|NORD|GATEWAY|LU|20260105083000+0100||ADT^A01^ADT_A01|"
        f"{control}|P|2.5.1|||AL|NE||UNICODE UTF-8\r"
        "EVN||20260105083000+0100\r"
        f"PID|1||{number}^^^HOPITALNORD^PI||{family}^Anna^^^^^L||19870423|F\r"
        f"PV1|1|I|MED2^214^1||||||||||||||||S-{number}^^^HOPITALNORD^VN\r"
    ).encode()


def batch(*messages: bytes, count: str = "", file: bool = False) -> bytes:
    """These messages between BHS and BTS, which says how many they are, and in a file if asked."""
    head = b"BHS|^~\\&|HIS|NORD|GATEWAY|LU|20260105090000+0100||||B-17\r"
    inner = head + b"".join(messages) + f"BTS|{count or len(messages)}\r".encode()
    return b"FHS|^~\\&|HIS|NORD\r" + inner + b"FTS|1\r" if file else inner


def in_xml(control: str, number: str = "P100077") -> bytes:
    """An invented admission in HL7 v2 XML."""
    return (
        '<?xml version="1.0"?>\n<ADT_A01 xmlns="urn:hl7-org:v2xml"><MSH><MSH.1>|</MSH.1>'
        "<MSH.2>^~\\&amp;</MSH.2><MSH.7><TS.1>20260105083000+0100</TS.1></MSH.7>"
        "<MSH.9><MSG.1>ADT</MSG.1><MSG.2>A01</MSG.2></MSH.9>"
        f"<MSH.10>{control}</MSH.10><MSH.11><PT.1>P</PT.1></MSH.11>"
        "<MSH.12><VID.1>2.5.1</VID.1></MSH.12></MSH>"
        "<EVN><EVN.2><TS.1>20260105083000+0100</TS.1></EVN.2></EVN>"
        f"<PID><PID.3><CX.1>{number}</CX.1><CX.4><HD.1>HOPITALNORD</HD.1></CX.4></PID.3>"
        "<PID.5><XPN.1><FN.1>Weber</FN.1></XPN.1><XPN.2>Anna</XPN.2></PID.5>"
        "<PID.8>F</PID.8></PID></ADT_A01>"
    ).encode()


def result(control: str = "LB-1", number: str = "P100045") -> bytes:
    """An invented laboratory report with one result."""
    return (
        "MSH|^~\\&|LIS|NORD|GATEWAY|LU|20260105093000+0100||ORU^R01^ORU_R01|"
        f"{control}|P|2.5.1|||AL|NE||UNICODE UTF-8\r"
        f"PID|1||{number}^^^HOPITALNORD^PI||Weber^Anna^^^^^L||19870423|F\r"
        "OBR|1||R-77^LIS|24323-8^Panel^LN|||20260105090000+0100|||||||||||||||"
        "20260105092500+0100||LAB|F\r"
        "OBX|1|NM|2345-7^Glucose^LN||5.10|mmol/L^^UCUM|3.9-5.8|N|||F|||20260105090000+0100|||||||G-77^LIS\r"
    ).encode()


@dataclass(frozen=True, slots=True)
class House:
    """What a test holds in its hands."""

    desk: Desk
    store: Store
    log: StringIO

    def client(self, **changes: Any) -> httpx.AsyncClient:
        """A caller on this machine; `changes` put something else on the desk."""
        app = build(replace(self.desk, **changes))
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE)

    @asynccontextmanager
    async def working(
        self, crash: Callable[[str], None] = nothing, **changes: Any
    ) -> AsyncIterator[httpx.AsyncClient]:
        """The same, while what is to be answered later is done."""
        bell = asyncio.Event()
        said = {"wake": bell.set, "patience": Patience(_FORGIVEN), **changes}
        app = build(replace(self.desk, **said))
        transport = httpx.ASGITransport(app)
        client = httpx.AsyncClient(transport=transport, base_url=HERE)
        async with client, doing(app, bell, crash):
            yield client


@asynccontextmanager
async def house(
    folder: Path,
    tokens: Mapping[str, str] | None = None,
    *,
    national: bool = True,
    url: str = "",
    **said: Any,
) -> AsyncIterator[House]:
    """The doors open on an empty store; `tokens`: sender -> bearer token; `said`: of each.

    `national`: False for base R4 alone; `url`: of a PostgreSQL, in place of a file.
    """
    settings = Settings(data=folder)
    if not national:
        settings = replace(settings, mappings=(*settings.mappings, _unbound(folder)))
    if tokens:
        settings = replace(settings, mappings=(*settings.mappings, written(folder, tokens, said)))
    log = StringIO()
    telemetry = Telemetry("debug", log)
    found = rules(replace(settings, data=_code()))
    store = open_store(url or settings.store, wanted=found.searches.indexed)
    try:
        take = _counted(lambda: found, store, telemetry, nothing, Lanes())
        yield House(desk(settings, lambda: found, store, telemetry, take), store, log)
    finally:
        await store.close()


def _unbound(folder: Path) -> Path:
    """A folder of mappings in which no profile binds anything."""
    place = folder / "unbound"
    place.mkdir(parents=True, exist_ok=True)
    (place / "profiles.yaml").write_text("[]\n", encoding="utf-8")
    return place


def written(folder: Path, tokens: Mapping[str, str], said: Mapping[str, Any]) -> Path:
    """A folder of mappings in which each of these senders has its token, and what else is said."""
    senders = folder / "mappings" / "senders"
    senders.mkdir(parents=True, exist_ok=True)
    for name, token in tokens.items():
        stated = {"rank": 50, "charset": "UTF-8", "tokens": [hashed(token)], **said}
        (senders / f"{name}.yaml").write_text(yaml.safe_dump(stated), encoding="utf-8")
    return folder / "mappings"


class Failing:
    """A room in which whatever is asked raises the same."""

    indexed: frozenset[tuple[str, str]] = frozenset()

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return frozenset() if name == "indexed" else self._fail

    def _fail(self, *_: object) -> Any:
        raise self._error


class Listening:
    """A journal that remembers which audit events it was given, and passes everything on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.events: list[Resource] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def record_audit(self, events: Sequence[Resource]) -> None:
        """Remember, and pass on."""
        self.events += events
        await self._store.record_audit(events)


def first(answer: httpx.Response, type_: str) -> str:
    """The id of the first resource of a type that a receipt names."""
    written: list[str] = answer.json()["resources"]
    named = [path.split("/") for path in written]
    return next(parts[1] for parts in named if parts[0] == type_)


def told(folder: Path, story: Callable[[House], Awaitable[T]]) -> T:
    """Play a story in a house without tokens."""

    async def whole() -> T:
        async with house(folder) as opened:
            return await story(opened)

    return asyncio.run(whole())


def ask(folder: Path, method: str, path: str, **request: Any) -> httpx.Response:
    """One request to an empty house without tokens."""

    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.request(method, path, **request)

    return told(folder, story)
