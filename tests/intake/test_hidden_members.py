"""What stands below a result of a report that is to be hidden is hidden with it."""

from __future__ import annotations

from gateway.intake.hidden import hidden
from gateway.model import Change, Mapped, Mode, Resource

SECRET: Resource = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "code": "R",
}


def _change(type: str, id: str, **more: object) -> Change:
    return Change(type, id, Mode.DELTA, {"resourceType": type, **more})


def test_the_members_of_a_panel_are_labelled_as_its_report() -> None:
    """A panel names its members, and one of them names the panel: each is met once."""
    report = _change(
        "DiagnosticReport",
        "r",
        meta={"security": [SECRET]},
        result=[{"reference": "Observation/panel"}],
    )
    panel = _change("Observation", "panel", hasMember=[{"reference": "Observation/member"}])
    member = _change("Observation", "member", hasMember=[{"reference": "Observation/panel"}])
    other = _change("Observation", "other")

    said = hidden(Mapped((report, panel, member, other), b"", (), {}))
    labels = {one.id: one.body.get("meta", {}).get("security", []) for one in said.changes}
    assert labels == {"r": [SECRET], "panel": [SECRET], "member": [SECRET], "other": []}
