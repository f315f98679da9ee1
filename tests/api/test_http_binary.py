"""The content of a Binary: as it was sent, whole or in part, and never shown as a page of ours.

https://hl7.org/fhir/R4/binary.html#rest · https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import Any

import httpx
import pytest

from tests.api.http_house import House, house

CONTENT = bytes(range(256)) * 4
PLACE = "/fhir/Binary/b1"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Gives what is answered to whoever reads the Binary with these headers."""
    runner = asyncio.Runner()
    opened = house(tmp_path_factory.mktemp("binary"))
    found: House = runner.run(opened.__aenter__())

    async def get(method: str, place: str, headers: dict[str, str]) -> httpx.Response:
        async with found.client() as client:
            return await client.request(method, place, headers=headers)

    async def put(id_: str, kind: str, content: bytes) -> None:
        resource = {"resourceType": "Binary", "id": id_, "contentType": kind}
        if content:
            resource["data"] = b64encode(content).decode()
        async with found.client() as client:
            made = await client.put(f"/fhir/Binary/{id_}", json=resource)
            assert made.status_code == 201, made.text

    runner.run(put("b1", "image/png", CONTENT))
    runner.run(put("page", "text/html; charset=utf-8", b"<script>alert(1)</script>"))
    runner.run(put("empty", "text/plain", b""))
    yield lambda headers, place=PLACE, method="GET": runner.run(get(method, place, headers))
    runner.run(opened.__aexit__(None, None, None))
    runner.close()


@pytest.mark.parametrize("accept", ["*/*", "", "image/png", "image/*, */*;q=0.1"])
def test_the_content_comes_as_it_was_sent(ask: Any, accept: str) -> None:
    answer = ask({"Accept": accept})

    assert answer.content == CONTENT
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("accept", ["application/fhir+json", "application/fhir+xml"])
def test_who_asks_for_fhir_gets_the_resource(ask: Any, accept: str) -> None:
    answer = ask({"Accept": accept})

    assert answer.headers["content-type"].startswith(accept)
    assert b64encode(CONTENT) in answer.content
    assert answer.headers["etag"] == 'W/"1"'


@pytest.mark.parametrize("accept", ["*/*", "image/png"])
def test_a_version_is_its_content_too(ask: Any, accept: str) -> None:
    """So leads the address that whoever made it was told."""
    answer = ask({"Accept": accept, "Range": "bytes=0-3"}, f"{PLACE}/_history/1")
    resource = ask({"Accept": "application/fhir+json"}, f"{PLACE}/_history/1")

    assert (answer.status_code, answer.content) == (206, CONTENT[:4])
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert resource.json()["contentType"] == "image/png"
    assert ask({}, f"{PLACE}/_history/2").status_code == 404


def test_who_takes_neither_is_refused(ask: Any) -> None:
    assert ask({"Accept": "video/mp4"}).status_code == 406


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-24", slice(-24, None)),
        ("bytes=1020-9999999", slice(1020, None)),
        ("bytes=-99999", slice(0, None)),
    ],
)
def test_a_part_is_told_where_it_lies(ask: Any, said: str, part: slice) -> None:
    answer = ask({"Range": said})
    begin, end, _ = part.indices(len(CONTENT))

    assert answer.status_code == 206
    assert answer.content == CONTENT[part]
    assert answer.headers["content-range"] == f"bytes {begin}-{end - 1}/{len(CONTENT)}"
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize("said", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(ask: Any, said: str) -> None:
    answer = ask({"Range": said})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "said",
    ["bytes=9-0", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 30 + "-"],
)
def test_what_is_no_single_range_is_as_if_it_were_not_said(ask: Any, said: str) -> None:
    answer = ask({"Range": said})

    assert (answer.status_code, answer.content) == (200, CONTENT)


def test_a_part_is_given_of_the_same_content_only(ask: Any) -> None:
    """A weak tag cannot say that the bytes are the same."""
    dated = ask({}).headers["last-modified"]
    found = {
        tag: ask({"Range": "bytes=0-1", "If-Range": tag}).status_code
        for tag in ('"1"', dated, '"2"', 'W/"1"', "Sat, 01 Jan 2000 00:00:00 GMT")
    }

    assert list(found.values()) == [206, 206, 200, 200, 200]


def test_a_page_of_others_runs_nothing(ask: Any) -> None:
    answer = ask({"Accept": "text/html,*/*;q=0.8"}, "/fhir/Binary/page")

    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.headers.get_list("x-content-type-options")) == 1


def test_an_empty_content_has_no_part(ask: Any) -> None:
    whole, part = (ask(headers, "/fhir/Binary/empty") for headers in ({}, {"Range": "bytes=0-"}))

    assert (whole.status_code, whole.content, part.status_code) == (200, b"", 416)


def test_who_has_it_is_not_told_again_and_a_head_has_no_body(ask: Any) -> None:
    known = ask({"If-None-Match": '"1"'})
    head = ask({}, method="HEAD")

    assert (known.status_code, known.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(CONTENT))
