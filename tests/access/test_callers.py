"""Who is asking, as the bearer token says.

https://www.rfc-editor.org/rfc/rfc6750
"""

from __future__ import annotations

import pytest

from gateway.access import ANYONE, caller, decide, hashed, loopback, may_ask
from gateway.model import Caller, Sender

SENDERS = {
    "clinique-fictive": Sender("clinique-fictive", tokens=(hashed("abc"), hashed("new"))),
    "labo-fictif": Sender("labo-fictif", tokens=(hashed("xyz"),)),
    "default": Sender("default"),
}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Bearer abc", "clinique-fictive"),
        ("Bearer new", "clinique-fictive"),
        ("bearer xyz", "labo-fictif"),
        ("Bearer  xyz ", "labo-fictif"),
    ],
)
def test_a_token_names_its_sender(header: str, name: str) -> None:
    """Each of a sender's tokens names it, however the scheme is written."""
    assert caller(header, SENDERS) == Caller(name, authenticated=True)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "abc", "Bearer ABC", f"Bearer {hashed('abc')}", "é ü"],
)
def test_anything_else_names_nobody(header: str) -> None:
    """A missing or wrong token, another scheme, and the kept hash itself open nothing."""
    assert caller(header, SENDERS) is None


def test_without_any_token_everybody_is_the_default() -> None:
    """Where the operator configured no token, a header makes no difference."""
    assert caller("Bearer abc", {"default": Sender("default")}) == ANYONE


def test_a_token_is_kept_as_its_hash() -> None:
    """What is kept is SHA-256, as `sha256sum` writes it."""
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert hashed("abc") == f"sha256:{known}"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - an example of what is not loopback
        ("192.0.2.7", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_what_loopback_is(host: str, ours: bool) -> None:  # noqa: FBT001 - an example's outcome
    """This machine under one of its own names, and nothing else."""
    assert loopback(host) is ours


def test_a_decision_says_on_what_proof() -> None:
    """The reason goes into the audit trail."""
    assert decide(Caller("labo-fictif", authenticated=True), "read").reason == "read by token"
    assert decide(ANYONE, "summary").reason == "summary by loopback"


def test_a_receipt_is_told_to_its_own_sender_only() -> None:
    """Not even another known sender may ask for it."""
    asker = Caller("labo-fictif", authenticated=True)

    assert may_ask(asker, "labo-fictif")
    assert not may_ask(asker, "clinique-fictive")
