"""Enhanced mode on a real line: commit first, then application, or nothing, as MSH-15/16 ask.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.9.3)
"""

from __future__ import annotations

from pathlib import Path

from tests.api.http_house import admission
from tests.mllp.mllp_house import Gateway, Ward, asked, told


def message(control: str, accept: str, application: str) -> bytes:
    return admission(control).replace(b"|AL|NE|", f"|{accept}|{application}|".encode())


def test_two_answers_come_as_two_frames_in_order(tmp_path: Path) -> None:
    async def story(_: Gateway, ward: Ward) -> list[str]:
        ward.send(message("A", "AL", "AL"))
        ward.send(message("B", "NE", "NE"))
        ward.send(message("C", "", ""))
        return [(await ward.answer()).split("\rMSA|")[1].rstrip() for _ in range(3)]

    assert told(tmp_path, story) == ["CA|A", "AA|A", "AA|C"]


def test_who_asks_for_a_commit_alone_hears_of_a_refusal_too(tmp_path: Path) -> None:
    answer = asked(tmp_path, message("A", "AL", "NE").replace(b"19870423", b"19871323"))

    assert "\rMSA|CE|A\r" in answer
    assert "\rERR||PID^1^7|" in answer


def test_a_sender_may_be_held_to_one(tmp_path: Path) -> None:
    answer = asked(tmp_path, message("A", "AL", "NE"), acknowledgements="original")

    assert "\rMSA|AA|A\r" in answer
