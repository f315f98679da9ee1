"""The page on which a developer first meets the gateway: whole, safe, and without strangers.

https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gateway import api
from gateway.api.page import page, prose
from tests.api.http_house import CONTRACT, ask

STYLE = Path(api.__file__).with_name("documentation.css")
OPERATIONS = [
    (path, operation) for path, item in CONTRACT["paths"].items() for operation in item.values()
]


class Reading(HTMLParser):
    """What stands on a page: its words, its elements, its anchors and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember."""
        self.elements.add(tag)
        said = dict(attrs)
        self.links += [value for key in ("href", "src") if (value := said.get(key))]
        self.anchors.add(said.get("id") or "")

    def handle_data(self, data: str) -> None:
        """Remember."""
        self.words.append(data)


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=[path for path, _ in OPERATIONS])
def test_every_operation_is_on_the_page(path: str, operation: dict[str, str]) -> None:
    """Its address, what it is for, and an anchor that the table of contents leads to."""
    read = Reading(page(CONTRACT, ""))

    assert path in read.words
    assert operation["summary"] in read.words
    assert operation["operationId"] in read.anchors
    assert f"#{operation['operationId']}" in read.links


def test_the_examples_are_on_the_page() -> None:
    """A message that can be copied, and a receipt."""
    text = "".join(Reading(page(CONTRACT, "")).words)

    assert "MSH|^~\\&|HIS|NORD" in text
    assert '"controlId": "HN-000123"' in text


def test_no_reference_is_left_unfollowed() -> None:
    """What the contract says once and points to is told in each place."""
    assert "$ref" not in page(CONTRACT, "")


def test_the_page_loads_and_runs_nothing(tmp_path: Path) -> None:
    """No script, nothing from elsewhere, and a policy that knows the style sheet by its hash."""
    answer = ask(tmp_path, "GET", "/")
    read = Reading(answer.text)
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    known = b64encode(sha256(style[1].encode() if style else b"").digest()).decode()

    assert not read.elements & {"script", "link", "img", "iframe", "form"}
    assert [link for link in read.links if ":" in link or link.startswith("/")] == []
    assert f"'sha256-{known}'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a `<b>` c", "<p>a <code>&lt;b&gt;</code> c</p>"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("**loud** & clear", "<p><strong>loud</strong> &amp; clear</p>"),
        ("", ""),
    ],
)
def test_prose(text: str, html: str) -> None:
    """Paragraphs, code and strong words; nothing else gets through."""
    assert prose(text) == html


def test_on_a_narrow_screen_the_page_says_what_it_is_before_one_scrolls() -> None:
    """The table of contents has a frame of its own there, of less than half the screen."""
    narrow = STYLE.read_text(encoding="utf-8").partition("@media (max-width: 52rem)")[2]

    assert re.search(r"nav \{[^}]*max-height: 40vh", narrow)
