"""Which acknowledgements are due: every pair of MSH-15 and MSH-16, and every end of a message.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.9.3)
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.model import Inbound, Issue, Receipt, Sender, Status

AT = datetime(2026, 11, 21, tzinfo=UTC)
GOOD, BAD, STRANGE = Status.ACCEPTED, Status.REJECTED, Status.UNSUPPORTED


def body(accept: str, application: str) -> bytes:
    return f"MSH|^~\\&|H|N|G|L|2026||ADT^A01|M1|P|2.5.1|||{accept}|{application}\r".encode()


def codes(answers: tuple[bytes, ...]) -> list[str]:
    return [one.split(b"\rMSA|")[1][:2].decode() for one in answers]


def answered(
    accept: str, application: str, status: Status, *, kind: str = "ADT^A01", **said: str
) -> list[str]:
    inbound = Inbound("ward", "hl7v2", body(accept, application), AT)
    issues = () if status is GOOD else (Issue("value-invalid"),)
    receipt = Receipt("ward", "M1", "M1", status, kind, AT, "0" * 64, issues)
    sender = Sender("ward", acknowledgements=said.get("acknowledgements", "as-asked"))
    return codes(ADAPTER.answers(inbound, receipt, sender))


@pytest.mark.parametrize(
    ("accept", "application", "good", "bad", "strange"),
    [
        ("", "", ["AA"], ["AE"], ["AR"]),
        ("AL", "AL", ["CA", "AA"], ["CA", "AE"], ["CR"]),
        ("AL", "NE", ["CA"], ["CE"], ["CR"]),
        ("AL", "ER", ["CA"], ["CA", "AE"], ["CR"]),
        ("AL", "SU", ["CA", "AA"], ["CE"], ["CR"]),
        ("NE", "AL", ["AA"], ["AE"], ["AR"]),
        ("NE", "NE", [], [], []),
        ("NE", "ER", [], ["AE"], ["AR"]),
        ("NE", "SU", ["AA"], [], []),
        ("ER", "AL", ["AA"], ["AE"], ["CR"]),
        ("ER", "NE", [], ["CE"], ["CR"]),
        ("SU", "NE", ["CA"], [], []),
        ("SU", "AL", ["CA", "AA"], ["CA", "AE"], ["AR"]),
        ("AL", "", ["CA"], ["CE"], ["CR"]),
        ("", "AL", ["AA"], ["AE"], ["AR"]),
        ("al", "ne", ["CA"], ["CE"], ["CR"]),
        ("XX", "NE", ["CA"], ["CE"], ["CR"]),
    ],
)
def test_what_is_due(
    accept: str, application: str, good: list[str], bad: list[str], strange: list[str]
) -> None:
    assert answered(accept, application, GOOD) == good
    assert answered(accept, application, BAD) == bad
    assert answered(accept, application, STRANGE) == strange


def test_what_cannot_be_read_is_not_committed() -> None:
    assert answered("AL", "AL", BAD, kind="") == ["CE"]


def test_a_sender_that_fills_in_the_fields_without_meaning_it_is_held_to_one() -> None:
    assert answered("AL", "NE", BAD, acknowledgements="original") == ["AE"]


def test_where_nothing_can_be_kept_the_commit_is_refused() -> None:
    sender = Sender("ward")

    for accept, application, code in (
        ("AL", "NE", ["CE"]),
        ("", "", ["AR"]),
        ("NE", "AL", ["AR"]),
    ):
        inbound = Inbound("ward", "hl7v2", body(accept, application), AT)
        assert codes(ADAPTER.answers(inbound, None, sender)) == code


def test_a_broken_frame_is_answered_in_the_mode_that_its_beginning_shows() -> None:
    issue = Issue("frame-unfinished")

    for accept, code in (("AL", ["CE"]), ("", ["AE"])):
        head = body(accept, "")[:60]
        assert codes(ADAPTER.refusals(head, issue, AT, Sender("ward"))) == code


def test_both_name_the_message_apart_and_want_no_answer_themselves() -> None:
    receipt = Receipt("ward", "M1", "M1", BAD, "ADT^A01", AT, "0" * 64, (Issue("value-invalid"),))
    inbound = Inbound("ward", "hl7v2", body("AL", "AL"), AT)

    commit, application = ADAPTER.answers(inbound, receipt, Sender("ward"))

    heads = [one.split(b"\r")[0].split(b"|") for one in (commit, application)]
    assert heads[0][9] != heads[1][9]
    assert [head[14:16] for head in heads] == [[b"NE", b"NE"]] * 2
    assert b"\rERR|" not in commit
    assert b"\rERR|" in application
