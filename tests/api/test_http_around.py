"""What stands around every route: HEAD, gzip, other origins, and how long it took.

https://www.rfc-editor.org/rfc/rfc9110 · https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway import settings
from gateway.api.compression import LEAST, accepts
from tests.api.http_house import MESSAGE, House, admission, told

ORIGIN = "https://app.example"


def asked(folder: Path, *requests: httpx.Request, **changes: Any) -> list[httpx.Response]:
    async def story(opened: House) -> list[httpx.Response]:
        async with opened.client(**changes) as client:
            return [await client.send(one) for one in requests]

    return told(folder, story)


def request(method: str, path: str, **headers: str) -> httpx.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Request(method, f"http://127.0.0.1:8080{path}", headers=named)


@pytest.mark.parametrize("path", ["/fhir/metadata", "/", "/live", "/fhir/Patient/nobody"])
def test_a_head_is_a_get_without_a_body(tmp_path: Path, path: str) -> None:
    head, get = asked(tmp_path, request("HEAD", path), request("GET", path))

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_large_text_is_packed_for_who_takes_it(tmp_path: Path) -> None:
    plain, packed = asked(
        tmp_path,
        request("GET", "/fhir/metadata", accept_encoding="identity"),
        request("GET", "/fhir/metadata", accept_encoding="br, gzip"),
    )

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.json() == plain.json()
    for one in (plain, packed):
        assert "Accept-Encoding" in one.headers["vary"]
        assert "Accept" in re.split(r",\s*", one.headers["vary"])


def test_what_is_small_goes_as_it_is(tmp_path: Path) -> None:
    (small,) = asked(tmp_path, request("GET", "/fhir/Patient/nobody", accept_encoding="gzip"))

    assert len(small.content) < LEAST
    assert "content-encoding" not in small.headers


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("gzip", True), ("GZIP", True), ("br, gzip;q=0.5", True), ("*", True), ("", False),
        ("gzip;q=0", False), ("gzip; q=0.000", False), ("*;q=0", False), ("identity", False),
        ("gzip;q=0, *", False), ("x-gzip-not", False), (";;,,", False),
    ],
)  # fmt: skip
def test_who_takes_gzip(said: str, *, takes: bool) -> None:
    assert accepts(said) == takes


def test_a_stream_is_packed_piece_by_piece(tmp_path: Path) -> None:
    """Batches are answered so."""
    from tests.api.http_house import MESSAGE, admission, batch  # noqa: PLC0415

    sent = batch(*(admission(f"Z-{n}") for n in range(9)))
    there = httpx.Request(
        "POST",
        f"http://127.0.0.1:8080{MESSAGE}",
        content=sent,
        headers={"accept-encoding": "gzip"},
    )
    (answer,) = asked(tmp_path, there)

    assert answer.status_code == 207
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["receipts"]) == 9
    assert gzip.compress(b"") != answer.content


def test_no_other_origin_may_ask_unless_the_operator_says_so(tmp_path: Path) -> None:
    (answer,) = asked(tmp_path, request("GET", "/fhir/metadata", origin=ORIGIN))

    assert "access-control-allow-origin" not in answer.headers


def test_a_page_of_a_named_origin_may_ask(tmp_path: Path) -> None:
    named = "if-match,if-none-match,if-unmodified-since,content-encoding,idempotency-key"
    flight = {"access_control_request_method": "PUT", "access_control_request_headers": named}
    simple, lost, before, strange = asked(
        tmp_path,
        request("GET", "/fhir/metadata", origin=ORIGIN),
        request("GET", "/fhir/Patient/nobody", origin=ORIGIN),
        request("OPTIONS", "/fhir/Patient/1", origin=ORIGIN, **flight),
        request("GET", "/fhir/metadata", origin="https://evil.example"),
        origins=(ORIGIN,),
    )

    for one in (simple, lost, before):
        assert one.headers["access-control-allow-origin"] == ORIGIN
        assert "Origin" in one.headers["vary"]
    assert before.status_code == 200
    assert "PUT" in before.headers["access-control-allow-methods"]
    exposed = simple.headers["access-control-expose-headers"]
    assert all(
        name in exposed for name in ("ETag", "Location", "Last-Modified", "Content-Location")
    )
    assert "access-control-allow-origin" not in strange.headers


@pytest.mark.parametrize(
    ("said", "fine"),
    [
        ("https://a.example,http://localhost:3000", True), ("*", True), ("", True),
        ("https://a.example/", False), ("a.example", False), ("https://a.example/app", False),
    ],
)  # fmt: skip
def test_origins_are_named_as_a_browser_names_them(said: str, *, fine: bool) -> None:
    if fine:
        assert settings.read({"GATEWAY_ORIGINS": said}).origins == tuple(
            filter(None, said.split(","))
        )
    else:
        with pytest.raises(ValueError, match="GATEWAY_ORIGINS"):
            settings.read({"GATEWAY_ORIGINS": said})


def test_an_answer_tells_how_long_it_took(tmp_path: Path) -> None:
    """Per stage, in milliseconds, and in all."""
    (answer,) = asked(tmp_path, request("GET", "/fhir/Patient/nobody"))
    stages = dict(re.findall(r"(\w+);dur=([0-9.]+)", answer.headers["server-timing"]))

    assert list(stages) == ["read", "total"]
    assert 0 < float(stages["read"]) <= float(stages["total"])


def test_the_steps_of_a_write_are_timed(tmp_path: Path) -> None:
    """A message and a REST write tell each step of theirs, from reading to what is told."""

    async def story(opened: House) -> Any:
        async with opened.client() as client:
            message = await client.post(MESSAGE, content=admission("C-1"))
            basic = {"resourceType": "Basic", "code": {"text": "x"}}
            return message, await client.post("/fhir/Basic", json=basic)

    def steps(answer: httpx.Response) -> list[str]:
        return re.findall(r"(\w+);dur=", answer.headers["server-timing"])

    message, write = map(steps, told(tmp_path, story))
    assert message == ["plan", "read", "settle", "commit", "encode", "total"]
    assert write == ["parse", "read", "settle", "commit", "encode", "total"]


async def _packed(opened: House) -> list[httpx.Response]:
    async with opened.client() as client:
        sent = [
            ("gzip", gzip.compress(admission())),
            ("gzip", gzip.compress(admission())[:-9]),
            ("gzip", admission()),
            ("br", admission()),
        ]
        return [
            await client.post(MESSAGE, content=body, headers={"Content-Encoding": how})
            for how, body in sent
        ]


def test_a_body_packed_with_gzip_is_unpacked(tmp_path: Path) -> None:
    """One that is cut, that is none, or is packed otherwise is refused for that."""
    told_ = [
        (answer.status_code, answer.json().get("status") or answer.json()["issue"][0]["code"])
        for answer in told(tmp_path, _packed)
    ]

    assert told_ == [
        (201, "accepted"), (400, "structure"), (400, "structure"), (415, "not-supported"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/fhir/Patient/a/$match", 404, "$convert, $lineage, $summary, $validate"),
        ("GET", "/fhir/Patient/a/$everything", 404, "$everything is not offered"),
        ("GET", "/fhir/Observation/$lastn", 404, "no operation"),
        ("POST", "/fhir/metadata", 405, "another method"),
        ("GET", "/fhir/Patient/$validate", 405, "another method"),
        ("GET", "/fhir/Patient/_search", 405, "another method"),
        ("GET", "/fhir/Patient/a/Observation", 404, "no searches within a compartment"),
        ("GET", "/fhir/Patient/a/observations", 404, "nothing at this address"),
    ],
)
def test_an_address_that_is_none_says_of_what_kind(
    tmp_path: Path, method: str, path: str, status: int, says: str
) -> None:
    """An operation is not taken for a resource that is missing."""
    (answer,) = asked(tmp_path, request(method, path))

    assert (answer.status_code, says in answer.text) == (status, True)
