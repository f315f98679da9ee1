"""Facts that others expect are judged by the table, never counted as said where we say none.

https://github.com/CDCgov/prime-reportstream
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.suites.complete import completed
from tests.suites.facts import rules, weigh
from tests.suites.messages import Sent


def test_a_fact_at_its_element_is_placed() -> None:
    """The same value at the same element needs no rule."""
    fact = ("Patient.birthDate", "1990-03-12")

    assert weigh(Counter([fact]), Counter([fact])).placed == 1


def test_a_place_is_said_in_the_words_of_its_reference() -> None:
    """Bed B is a Location to them, and a word of the reference to us."""
    theirs = Counter([("Location.identifier.value", "Bed B")])
    ours = Counter([("Encounter.location.location.display", "Ward 2 12 Bed B North")])

    found = weigh(theirs, ours)

    assert (found.elsewhere.total(), found.missing) == (1, [])


def test_what_we_do_not_say_is_missing_and_not_elsewhere() -> None:
    """A rule about an element is no excuse: the value must be found."""
    fact = ("Location.identifier.value", "Bed C")
    ours = Counter([("Encounter.location.location.display", "Ward 2 12 Bed B North")])

    assert weigh(Counter([fact]), ours).missing == [fact]


def test_what_is_no_truth_is_told_apart() -> None:
    """That a place is in use is said by nobody."""
    found = weigh(Counter([("Location.mode", "instance")]), Counter())

    assert (found.otherwise.total(), found.placed, found.missing) == (1, 0, [])


def test_each_row_says_why_and_how() -> None:
    """A row without a reason, or with an unknown way to look, fails here."""
    ways = {"same", "words", "tail", "clock", "within", "canonical", "fold"}

    assert all(one.why and one.how in ways for one in rules())


def test_a_message_that_names_nobody_is_completed() -> None:
    """It gets a number of a patient and of a visit, and nothing else."""
    body = b"MSH|^~\\&|A|B|||20261128||ORU^R01|1|P|2.5.1\rPID|1\rPV1|1|I\rOBR|1\r"

    made = completed(Sent(Path("one.hl7"), 0, body)).body

    assert made.split(b"\r")[1:3] == [
        b"PID|1||COMPLETED^^^COMPLETED",
        b"PV1|1|I|" + b"|" * 16 + b"COMPLETED^^^COMPLETED",
    ]


def test_a_message_that_names_somebody_stays_as_it_is() -> None:
    """Nothing is added beside what was sent."""
    sent = Sent(Path("one.hl7"), 0, b"MSH|^~\\&|A|B|||1||ORU^R01|1|P|2.5.1\rPID|1||7^^^A\r")

    assert completed(sent) is sent
