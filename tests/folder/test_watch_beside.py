"""Watched folders beside a gateway that runs: inside it, and from another process over HTTP.

https://www.sqlite.org/whentouse.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import httpx
import pytest

from gateway.api.app import build
from gateway.bootstrap.folders import Around, beside, kept, posted, watching
from gateway.bootstrap.watched import Watching, opened
from gateway.folder import Folder, Occupied, Outcome, Pace, Progress
from gateway.folder.watching import Take
from gateway.model import Inbound, Receipt, Unavailable
from gateway.remote.gateway import Gateway
from gateway.telemetry import Telemetry
from tests.api.http_house import HERE, House, admission, batch, house
from tests.archives.made import zipped
from tests.pace import within

WRONG = admission("W").replace(b"19870423", b"19871323")
FAST = Pace(every=0.02, settle=0, later=0.05)


def quiet() -> Around:
    return Around(Telemetry("error"))


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - a folder tells nobody
        await asyncio.sleep(0.02)


def put(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "a").write_bytes(admission("A"))
    (place / "b").write_bytes(batch(admission("B", "P2"), admission("C", "P3"), WRONG))
    (place / "c").write_bytes(zipped({"d.hl7": admission("D", "P4")}))
    (place / "e").write_bytes(b"%PDF-1.7")


def put_away(place: Path) -> list[str]:
    found = (path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    return sorted(name for name in found if not name.endswith(".lock"))


GONE = ["done/a", "done/c", "failed/b", "failed/b.error.json", "failed/e", "failed/e.error.json"]


def rules(place: Path, name: str) -> list[str]:
    told = json.loads((place / "failed" / f"{name}.error.json").read_bytes())["faults"]
    return sorted({issue["rule"] for one in told for issue in one["issues"]})


def test_a_gateway_that_serves_watches_into_its_own_store(tmp_path: Path) -> None:
    place = tmp_path / "in"
    put(place)
    asked = Watching({place: "default"}, FAST)

    async def story() -> Receipt | None:
        async with house(tmp_path / "data") as at:
            take = beside(asked, at.desk.rules, at.desk.receive, at.desk.max_body, quiet())
            async with take:
                with within(20):
                    await until(lambda: put_away(place) == GONE)
            return await at.store.receipt("default", "C")

    receipt = asyncio.run(story())

    assert receipt is not None
    assert receipt.status == "accepted"
    assert rules(place, "b") == ["value-invalid-date"]


def test_that_no_folder_is_watched_any_more_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object) -> None:
        raise KeyError("P100045")

    monkeypatch.setattr("gateway.bootstrap.folders.watching", failing)
    (tmp_path / "in").mkdir()
    asked = Watching({tmp_path / "in": "default"}, FAST)

    log = StringIO()

    async def story() -> None:
        async with house(tmp_path / "data") as at:
            around = Around(Telemetry("error", log))
            async with beside(asked, at.desk.rules, at.desk.receive, at.desk.max_body, around):
                await asyncio.sleep(0.01)

    asyncio.run(story())

    told = json.loads(log.getvalue())
    assert (told["event"], told["kind"]) == ("folders-stopped", "KeyError")
    assert "P100045" not in log.getvalue()


def test_a_folder_of_nobody_is_not_watched(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()

    with (
        pytest.raises(Occupied, match="no sender nobody"),
        opened(Watching({tmp_path / "in": "nobody"}), ["default"]),
    ):
        pass


class Here(Gateway):
    """Posts to a gateway in this process."""

    def __init__(self, at: House, **changes: object) -> None:
        super().__init__(HERE)
        app = build(at.desk) if not changes else at.client(**changes)._transport.app  # type: ignore[attr-defined]
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE)


async def over_http(gateway: Gateway, place: Path) -> list[Progress]:
    asked = Watching({place: "default"}, FAST)
    take: Take = posted(gateway)
    async with gateway:
        with opened(asked) as folders:
            stop = asyncio.Event()
            return [*await watching(folders, asked, lambda _: take, stop, quiet(), once=True)]


def test_another_process_posts_to_a_gateway_that_runs(tmp_path: Path) -> None:
    place = tmp_path / "in"
    put(place)

    async def story() -> list[Progress]:
        async with house(tmp_path / "data") as at:
            return await over_http(Here(at), place)

    (progress,) = asyncio.run(story())

    assert (progress.done, progress.failed) == (2, 2)
    assert progress.statuses == {"accepted": 4, "rejected": 1}
    assert put_away(place) == GONE
    assert rules(place, "b") == ["value-invalid-date"]
    assert rules(place, "e") == ["format-unknown"]


def test_a_gateway_that_takes_nothing_just_now_leaves_the_file_claimed(tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    (place / "a").write_bytes(admission("A"))

    async def full(*_: object) -> Receipt:
        raise Unavailable("full")

    async def story() -> None:
        async with house(tmp_path / "data") as at:
            with pytest.raises(Unavailable, match="503"):
                await over_http(Here(at, receive=full), place)
            assert put_away(place) == [".work/a"]
            await over_http(Here(at), place)

    asyncio.run(story())

    assert put_away(place) == ["done/a"]


def test_a_store_that_is_full_midway_takes_the_whole_file_again(tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    (place / "b").write_bytes(batch(admission("A"), admission("B", "P2")))
    refused: list[str] = []

    async def story() -> Outcome:
        async with house(tmp_path / "data") as at:

            async def receive(inbound: Inbound, door: str) -> Receipt:
                if b"|B|" in inbound.body and not refused:
                    refused.append("B")
                    raise Unavailable("full")
                return await at.desk.receive(inbound, door)

            take = kept(at.desk.rules, receive, "default", at.desk.max_body)
            with opened(Watching({place: "default"})) as (folder,):
                claimed = folder.claim(Path("b"))
                assert claimed is not None
                with pytest.raises(Unavailable):
                    await take(folder, claimed)
                return await take(folder, claimed)

    outcome = asyncio.run(story())

    assert outcome.statuses == {"duplicate": 1, "accepted": 1}
    assert outcome.fine


def test_a_file_that_cannot_be_put_away_is_put_away_later_and_taken_once(tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    (place / "a").write_bytes(admission("A"))
    taken: list[Path] = []

    async def take(folder: Folder, claimed: Path) -> Outcome:
        taken.append(claimed)
        (folder.root / "done").rename(folder.root / "away")
        (folder.root / "done").write_bytes(b"a file stands where the folder was")
        asyncio.get_running_loop().call_later(0.3, mended, folder.root)
        return Outcome()

    def mended(root: Path) -> None:
        (root / "done").unlink()
        (root / "away").rename(root / "done")

    async def story() -> None:
        stop = asyncio.Event()
        asked = Watching({place: "default"}, FAST)
        with opened(asked) as folders:
            task = asyncio.ensure_future(watching(folders, asked, lambda _: take, stop, quiet()))
            with within(20):
                await until((place / "done" / "a").is_file)
            stop.set()
            await task

    asyncio.run(story())

    assert taken == [Path("a")]
