"""A list that several fields fill remembers which item came from which, also when emptied."""

from __future__ import annotations

from collections.abc import Callable

from gateway.model import Change, Mapped, Mode
from gateway.reconcile import State
from gateway.reconcile import say as meet

Say = Callable[..., Mapped]
MSH = "MSH|^~\\&|A|NORD|||20261121101500||ADT^A08|77|P|2.5.1\n"
ROWS = """
maps:
  - map: PID -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: pid-3, src: "PID-3[]", to: "identifier[]", as: CX}
      - {id: pid-5, src: "PID-5[]", to: "name[]", as: XPN}
      - {id: pid-13, src: PID-13, to: "telecom[home]", as: XTN}
      - {id: pid-13-use, const: home, to: "telecom[home].use"}
      - {id: pid-13-more, src: "PID-13[2..]", to: "telecom[]", as: XTN}
      - {id: pid-14, src: "PID-14[]", to: "telecom[]", as: XTN}
  - map: ZPI of PID -> Patient
    rows:
      - {id: zpi-1, src: ZPI-1, to: "name[called].text", as: ST}
  - map: PV1 -> Encounter
    id: {key: [[PV1-19]]}
    rows:
      - {id: pv1-44, src: PV1-44, to: period.start, as: TS}
      - {id: pv1-45, src: PV1-45, to: period.end, as: TS}
"""


def of(said: Mapped, type: str) -> Change:
    return next(change for change in said.changes if change.type == type)


def test_each_item_names_its_field(say: Say) -> None:
    """Two numbers at home and one at work: three items, in the order in which they stand."""
    said = of(say(ROWS, f"{MSH}PID|||4^^^1.2.3||||||||||+352 1~+352 2|+352 3"), "Patient")

    assert [item["value"] for item in said.body["telecom"]] == ["+352 1", "+352 2", "+352 3"]
    assert said.parts == {"telecom": ("PID-13", "PID-13", "PID-14")}


def test_items_of_another_segment_too(say: Say) -> None:
    """A name from PID and one from the hospital's own segment; identifiers have one field only."""
    said = of(say(ROWS, f"{MSH}PID|||4^^^1.2.3||DOE^Jane\nZPI|Jenny"), "Patient")

    assert said.parts == {"name": ("PID-5", "ZPI-1")}


def test_quotes_in_one_field_empty_its_items(say: Say) -> None:
    """The number at home goes and the one at work stays, though both are `telecom`."""
    said = of(say(ROWS, f'{MSH}PID|||4^^^1.2.3||||||||||""|+352 3'), "Patient")

    assert said.removed == ("telecom@PID-13",)
    assert said.parts == {"telecom": ("PID-14",)}


def test_the_record_loses_those_items_only(say: Say) -> None:
    """What stands from PID-14 outlives the emptying of PID-13."""
    first = of(say(ROWS, f"{MSH}PID|||4^^^1.2.3||||||||||+352 1|+352 3"), "Patient")
    then = of(say(ROWS, f'{MSH}PID|||4^^^1.2.3||||||||||""'), "Patient")

    state = meet(then, meet(first, None))

    assert [item["value"] for item in state.body["telecom"]] == ["+352 3"]


def test_quotes_in_a_part_of_an_element(say: Say) -> None:
    """The end of the stay is emptied, its beginning is not."""
    said = of(say(ROWS, f'{MSH}PV1||{"|" * 17}9{"|" * 25}20261120101500+0100|""'), "Encounter")

    assert said.removed == ("period.end",)
    stands = State({"period": {"start": "2026-11-20", "end": "2026-11-21"}})
    assert meet(said, stands).body["period"] == {"start": "2026-11-20T10:15:00+01:00"}
    assert said.mode is Mode.DELTA
