"""A sender's file is looked through beside all other data, before a message meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.bootstrap.rules import faults
from gateway.settings import read
from tests.warm import warm


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("charset: KLINGON\n", ["2 charset-unknown this character set is not known"]),
        (
            'lowered: [{rule: lu-matricule-shap, until: "2030-01-01"}]\n',
            ["2 sender-rule there is no rule `lu-matricule-shap`: is it `lu-matricule-shape`?"],
        ),
        ('lowered: [{rule: lu-matricule-shape, until: "2030-01-01"}]\n', []),
        ('lowered: [{rule: value-required, until: "2030-01-01"}]\n', []),
    ],
)
def test_what_would_never_work_is_told(tmp_path: Path, said: str, told: list[str]) -> None:
    """A rule with a slip in its name would go on rejecting, and nobody would see why."""
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "clinic.yaml").write_text(f"rank: 5\n{said}", encoding="utf-8")
    data = warm(tmp_path / "data")

    found = faults(read({"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": str(data)}))

    assert [f"{one.line} {one.rule} {one.text}" for one in found] == told
