"""A broken KMEHR message is refused with its place, or taken without what is broken.

https://www.ehealth.fgov.be/standards/kmehr/en
"""

from __future__ import annotations

import copy
import random
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gateway.model import Status
from tests.kmehr import DOCTOR, at, cd, converted, message, resources, transaction
from tests.test_kmehr_pairs import PAIRS

WORDS = ("", "x", "-1", "abc def", "2026-13-45", "NaN", "1e999", "é" * 300, "99:99:99", "<&")
VERDICTS = (Status.ACCEPTED, Status.REJECTED, Status.UNSUPPORTED)


def mutated(place: Path, dice: random.Random) -> bytes:
    """The message with a few elements gone, doubled, moved, renamed or filled with rubbish."""
    root = ET.fromstring(place.read_bytes())  # noqa: S314 - ours
    for _ in range(dice.randint(1, 6)):
        nodes = [(above, node) for above in root.iter() for node in above]
        above, node = dice.choice(nodes)
        match dice.randrange(6):
            case 0:
                above.remove(node)
            case 1:
                node.text = dice.choice(WORDS)
            case 2:
                node.set(dice.choice(["S", "SL", "L", "DN"]), dice.choice(WORDS))
            case 3:
                above.append(copy.deepcopy(node))
            case 4:
                node.tag = dice.choice(nodes)[1].tag
            case _:
                dice.choice(nodes)[0].append(copy.deepcopy(node))
    return ET.tostring(root)


@pytest.mark.parametrize("seed", range(40))
def test_rubbish_is_refused_or_left_out(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    conversion = converted(mutated(PAIRS[seed % len(PAIRS)], dice), ledger=True)

    assert conversion.status in VERDICTS
    assert "internal-fault" not in {issue.rule for issue in conversion.issues}
    assert conversion.status is Status.ACCEPTED or conversion.issues


@pytest.mark.parametrize("place", PAIRS[:3], ids=lambda place: place.stem)
def test_a_message_that_ends_too_soon_is_refused(place: Path) -> None:
    body = place.read_bytes()

    for part in range(1, 20):
        conversion = converted(body[: len(body) * part // 20])
        assert conversion.status is Status.REJECTED
        assert conversion.issues


def test_a_folder_that_comes_twice_is_one_patient() -> None:
    body = PAIRS[0].read_bytes()
    start, end = body.index(b"<folder>"), body.index(b"</folder>") + len(b"</folder>")

    twice = converted(body[:end] + body[start:end] + body[end:])

    assert twice.status is Status.ACCEPTED
    assert len(resources(twice, "Patient")) == 1


def test_who_wrote_it_down_is_told_without_his_kind() -> None:
    """Only a link says something of him: what is fixed beside it was lost, and all was a fault."""
    redactor = DOCTOR.replace(cd("CD-HCPARTY", "persphysician").replace("1.0", "1.10"), "")
    said = converted(message(transaction("note", f"<redactor>{redactor}</redactor>")))

    (page,) = resources(said, "Composition")
    (told,) = [
        one
        for one in page["extension"]
        if "ENT" in at(one, "extension.valueCoding.code") and one["url"].endswith("participant")
    ]
    assert "cd" not in redactor
    assert [one["url"] for one in told["extension"]].count("actor") == 1
