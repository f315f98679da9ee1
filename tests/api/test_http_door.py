"""How the door meets what is odd or hostile: forms, numbers, methods, addresses, floods.

https://hl7.org/fhir/R4/http.html · https://www.rfc-editor.org/rfc/rfc9110
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.http_house import HERE, MESSAGE, House, admission, ask, first, told


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/fhir+json"),
        ("*/*", "application/fhir+json"),
        ("application/json", "application/fhir+json"),
        ("application/*;q=0.1", "application/fhir+json"),
        ("application/fhir+json; fhirVersion=4.0", "application/fhir+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/fhir+"),
        ("text/plain", "text/plain"),
        ("TEXT/PLAIN; q=0.5, application/fhir+json; q=0.4", "text/plain"),
        ("application/fhir+json; q=0, */*", "application/fhir+xml"),
        ("application/fhir+xml", "application/fhir+xml"),
        ("application/fhir+json; fhirVersion=5.0", "406"),
        ("application/fhir+json; q=0", "406"),
        (";;q=x,,", "406"),
    ],
)
def test_the_form_of_an_answer(tmp_path: Path, accept: str, kind: str) -> None:
    """The summary, as whoever asks likes it best; 406 where nothing will do."""

    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            patient = first(await client.post(MESSAGE, content=admission()), "Patient")
            client.headers["accept"] = accept
            return await client.get(f"/fhir/Patient/{patient}/$summary")

    answer = told(tmp_path, story)
    found = "406" if answer.status_code == 406 else answer.headers["content-type"]

    assert found.startswith(kind)


@pytest.mark.parametrize(
    ("format", "status"),
    [
        ("json", 200),
        ("application/fhir%2Bjson", 200),
        ("application/fhir+json", 200),
        ("application/json", 200),
        ("xml", 200),
        ("text/turtle", 406),
    ],
)
def test_format_goes_before_accept(tmp_path: Path, format: str, status: int) -> None:
    """`_format`, also with a plus sign that nobody escaped."""
    head = {"Accept": "application/fhir+xml" if status == 200 else "*/*"}
    answer = ask(tmp_path, "GET", f"/fhir/Patient?_format={format}", headers=head)

    assert answer.status_code == status


def test_a_fhir_answer_says_its_encoding(tmp_path: Path) -> None:
    """Good or bad."""
    for path in ("/fhir/Patient", "/fhir/Nonsense"):
        found = ask(tmp_path, "GET", path).headers["content-type"]
        assert found == "application/fhir+json; charset=utf-8"


@pytest.mark.parametrize(
    ("shown", "kept"),
    [("app-7.B_2", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("é", False)],
)
def test_a_request_keeps_its_number(
    tmp_path: Path,
    shown: str,
    kept: bool,  # noqa: FBT001 - an example's outcome
) -> None:
    """If it is a plain one; else it is given one of ours."""
    head = {"X-Request-Id": shown.encode()}
    number = ask(tmp_path, "GET", "/live", headers=head).headers["x-request-id"]

    assert (number == shown) is kept
    assert number.isascii()


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/fhir/Patient/1", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("PUT", "/messages/hl7v2", "OPTIONS, POST"),
        ("PUT", "/fhir", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_another_method_is_told_which_to_take(
    tmp_path: Path, method: str, path: str, allow: str
) -> None:
    """405 with Allow, as an OperationOutcome."""
    answer = ask(tmp_path, method, path)

    assert answer.status_code == 405
    assert sorted(answer.headers["allow"].split(", ")) == allow.split(", ")
    assert answer.json()["issue"][0]["code"] == "not-supported"
    asked = ask(tmp_path, "OPTIONS", path)
    assert (asked.status_code, asked.headers["allow"]) == (204, answer.headers["allow"])


@pytest.mark.parametrize(
    "path",
    [
        "/fhir/Patient/1/_history",
        "/fhir/Patient/1/_history/one",
        "/fhir/Patient/1/$everything",
        "/fhir/patient",
        "/fhir/..%2f..%2fetc%2fpasswd",
        "/fhir/Patient/a%00b",
        "/fhir/Patient/" + "a" * 5000,
        "/docs",
        "/openapi.json",
        "/receipts/default/",
    ],
)
def test_what_is_not_there_is_not_found(tmp_path: Path, path: str) -> None:
    """404, as an OperationOutcome, never a redirect."""
    answer = ask(tmp_path, "GET", path)

    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("path", ["/fhir/%", "/fhir/%zz", "/fhir/%ff", "/fhir/Patient?a=%c3("])
def test_a_garbled_address_is_refused(tmp_path: Path, path: str) -> None:
    """Percent signs that encode nothing, or no text."""

    async def story(opened: House) -> int:
        async with opened.client() as client:
            url = httpx.URL(HERE).copy_with(raw_path=path.encode())
            return (await client.send(httpx.Request("GET", url))).status_code

    assert told(tmp_path, story) == 400


def test_a_flood_is_stopped_before_its_end(tmp_path: Path) -> None:
    """A body without a stated length is read no further than the limit allows."""
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 100

    async def story(opened: House) -> httpx.Response:
        async with opened.client(max_body=1000) as client:
            return await client.post(MESSAGE, content=flood())

    answer = told(tmp_path, story)

    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert sent < 20


def test_of_a_stated_flood_no_more_is_read_than_shows_that_it_is_no_batch(tmp_path: Path) -> None:
    """Content-Length alone is enough for a no, once the first bytes are no header of a batch."""

    async def flood() -> AsyncIterator[bytes]:
        yield b"MSH|^~\\&|"
        pytest.fail("the body was read on")

    async def story(opened: House) -> int:
        async with opened.client(max_body=1000) as client:
            head = {"Content-Length": "1001"}
            return (await client.post(MESSAGE, content=flood(), headers=head)).status_code

    assert told(tmp_path, story) == 413
