"""What rows for documents do where a document says things twice, in two ways, or about nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.mapping.files import Files
from gateway.mapping.tree import TreeMapper
from gateway.model import Fate, Sender, Severity
from tests.mapping.conftest import Names
from tests.mapping.tree.conftest import TYPES, WALK, document

RESULT = """map: result -> Observation
at: observation
id: {key: [["@code"]]}
rows:
  - {id: value, src: value/@value, to: valueString}
  - {id: text, src: text/text(), to: valueInteger, when: "text"}
  - {id: refuted, const: cancelled, to: status, when: "@negated = 'true'"}
  - {id: stated, const: unknown, to: status}
"""


def test_an_id_that_was_copied_makes_two(tree: Callable[..., TreeMapper]) -> None:
    """Two elements of one id that say different things are two; that say the same, one."""
    said = "<document>" + "".join(
        f'<observation code="a"><value value="{value}"/></observation>' for value in "112"
    )

    changes = tree(RESULT).apply(document(f"{said}</document>")).changes

    assert [one.body["valueString"] for one in changes] == ["1", "2"]
    assert len({one.id for one in changes}) == 2


def test_one_form_of_a_choice_is_said(tree: Callable[..., TreeMapper]) -> None:
    """The first row that has a value says it; the leaf of the other stays unread."""
    read = document(
        '<document><observation code="a"><value value="x"/><text>7</text></observation></document>'
    )
    mapper = tree(RESULT)

    mapped = mapper.apply(read)

    assert "valueInteger" not in mapped.changes[0].body
    fates = {one.source: one.fate for one in mapper.traces(read, mapped.tape)}
    assert fates["/document/observation/text/text()"] is Fate.UNMAPPED


def test_what_decided_is_accounted_for(tree: Callable[..., TreeMapper]) -> None:
    """A leaf that a guard asked of is in the very word that was chosen."""
    read = document(
        '<document><observation code="a" negated="true">'
        '<value value="x"/></observation></document>'
    )
    mapper = tree(RESULT)

    mapped = mapper.apply(read)

    assert mapped.changes[0].body["status"] == "cancelled"
    trace = next(one for one in mapper.traces(read, mapped.tape) if "@negated" in one.source)
    assert (trace.fate, trace.target) == (Fate.TRANSLATED, "Observation.status")


def test_a_patient_whom_nobody_can_tell_is_an_error(tree: Callable[..., TreeMapper]) -> None:
    """Nothing is made of them, and the place is told."""
    rows = """map: patient -> Patient
at: patient
id: {identifiers: identifier}
rows:
  - {id: born, src: "@born", to: birthDate, as: TS}
"""
    mapped = tree(rows).apply(document('<document><patient born="19800229"/></document>'))

    assert mapped.changes == ()
    issue = mapped.issues[0]
    assert (issue.rule, issue.severity) == ("identity-missing", Severity.ERROR)
    assert issue.source == "/document/patient"


def test_a_value_that_cannot_be_read_warns_and_is_left_out(
    tree: Callable[..., TreeMapper],
) -> None:
    """The rest of the element is said; the place of the value is told, never the value."""
    mapped = tree(RESULT).apply(
        document('<document><observation code="a"><text>many</text></observation></document>')
    )

    assert mapped.changes == ()
    issue = mapped.issues[0]
    assert (issue.rule, issue.severity) == ("value-invalid-integer", Severity.WARNING)
    assert issue.source == "/document/observation/text/text()"
    assert "many" not in issue.text


def test_a_sender_changes_rows_and_adds_maps(definitions: object) -> None:
    """What a hospital's documents say in a way of their own stands in its file."""
    own = b"""documents:
  toy:
    rows:
      result:
        - {id: value, src: own/@value}
        - {id: stated, drop: true}
    maps:
      - map: remark -> Basic
        at: remark
        rows:
          - {id: text, src: text(), to: code.text}
"""
    shared = {"toy/walk.yaml": WALK, "toy/rows.yaml": RESULT.encode()}
    found = Files("toy", shared, {"senders/nord.yaml": own})
    mapper = TreeMapper(found, Sender("nord"), definitions, Names(), TYPES)

    changes = mapper.apply(
        document(
            '<document><observation code="a"><own value="x"/></observation>'
            "<remark>so</remark></document>"
        )
    ).changes

    assert [one.body for one in changes] == [
        {"resourceType": "Observation", "valueString": "x"},
        {"resourceType": "Basic", "code": {"text": "so"}},
    ]


def test_an_account_that_is_cut_off_is_refused(tree: Callable[..., TreeMapper]) -> None:
    """Half an account is not taken for one of fewer leaves."""
    mapper, read = tree(RESULT), document('<document><observation code="a"/></document>')
    tape = mapper.apply(read).tape

    with pytest.raises(ValueError, match="cut off"):
        list(mapper.traces(read, tape[:-4]))
