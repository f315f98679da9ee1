"""A key that nobody knows is told on its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.mapping.senders import senders


def test_each_unknown_key_of_a_sender_has_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "senders"
    folder.mkdir()
    text = "rank: 5\ntokenz: []\ncharset: UTF-8\nportt: 1\n"
    (folder / "clinic.yaml").write_text(text, encoding="utf-8")

    _, faults = senders([tmp_path])

    assert [(fault.line, fault.text) for fault in faults] == [
        (4, "the file: unknown key `portt`: is it `listen`?"),
        (2, "the file: unknown key `tokenz`: is it `tokens`?"),
    ]


def test_a_blank_that_is_missing_behind_a_colon_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "senders"
    folder.mkdir()
    text = "rows:\n  PID:\n    - {id:zab-4, src: PID-14, ignore: billing}\n"
    (folder / "clinic.yaml").write_text(text, encoding="utf-8")

    _, faults = senders([tmp_path])

    assert [(fault.line, fault.text) for fault in faults][-1] == (
        3,
        "rows.PID.0: unknown key `id:zab-4`: a blank belongs behind `:`",
    )


@pytest.mark.parametrize("text", ["", "# later\n", "---\n"])
def test_a_file_in_which_nothing_stands_is_no_sender(tmp_path: Path, text: str) -> None:
    """One that was saved by half would change the systems of all numbers of its patients."""
    folder = tmp_path / "senders"
    folder.mkdir()
    (folder / "clinic.yaml").write_text(text, encoding="utf-8")

    known, faults = senders([tmp_path])

    assert [(fault.file, fault.rule) for fault in faults] == [
        ("senders/clinic.yaml", "sender-empty")
    ]
    assert known == {}
