"""Several messages in one frame are all taken, and answered in one frame.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3.3)
"""

from __future__ import annotations

from pathlib import Path

from tests.api.http_house import admission, batch
from tests.mllp.mllp_house import Gateway, Ward, asked, told


def verdicts(answer: str) -> list[str]:
    return [line for line in answer.split("\r") if line.startswith("MSA")]


def test_two_messages_in_one_frame_are_answered_in_one_frame(tmp_path: Path) -> None:
    answer = asked(tmp_path, admission("A") + admission("B", "P2"))

    assert answer.startswith("MSH|")
    assert verdicts(answer) == ["MSA|CA|A", "MSA|CA|B"]


def test_a_batch_is_answered_by_a_batch(tmp_path: Path) -> None:
    wrong = admission("B", "P2").replace(b"19870423", b"19871323")

    answer = asked(tmp_path, batch(admission("A"), wrong, file=True))

    assert answer.startswith("BHS|^~\\&|GATEWAY|LU|HIS|NORD|")
    assert verdicts(answer) == ["MSA|CA|A", "MSA|CE|B"]
    assert answer.endswith("BTS|2\r")


def test_a_batch_that_is_cut_says_so_and_its_last_message_may_come_again(tmp_path: Path) -> None:
    async def story(_: Gateway, ward: Ward) -> tuple[str, str]:
        ward.send(batch(admission("A"), admission("B", "P2"))[:-50])
        first = await ward.answer()
        ward.send(batch(admission("A"), admission("B", "P2")))
        return first, await ward.answer()

    first, again = told(tmp_path, story)

    assert verdicts(first) == ["MSA|CA|A"]
    assert "\rBTS|1|batch-cut: " in first
    assert verdicts(again) == ["MSA|CA|A", "MSA|CA|B"]


def test_what_stands_before_the_first_message_of_a_batch_is_refused_by_itself(
    tmp_path: Path,
) -> None:
    answer = asked(tmp_path, b"OBX|1|ST\r" + batch(admission("A")))

    assert verdicts(answer) == ["MSA|AE", "MSA|CA|A"]
    assert "batch-begins-inside" in answer
