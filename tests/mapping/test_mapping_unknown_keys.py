"""A key that nobody knows is told on its own line."""

from __future__ import annotations

from pathlib import Path

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
