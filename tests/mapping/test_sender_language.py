"""A sender's file may say in which language its people are answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.mapping.senders import senders
from gateway.model import Fault, Language, Sender


def read(folder: Path, line: str) -> tuple[Sender | None, list[Fault]]:
    (folder / "senders").mkdir()
    (folder / "senders" / "nord.yaml").write_text(f"rank: 10\n{line}\n", encoding="utf-8")
    found, faults = senders([folder])
    return found.get("nord"), faults


@pytest.mark.parametrize("language", Language)
def test_a_language_is_declared_by_its_code(tmp_path: Path, language: Language) -> None:
    sender, faults = read(tmp_path, f"language: {language}")

    assert sender is not None
    assert sender.language is language
    assert faults == []


def test_who_declares_none_is_answered_in_english(tmp_path: Path) -> None:
    sender, _ = read(tmp_path, "zone: Europe/Luxembourg")

    assert sender is not None
    assert sender.language is Language.EN


@pytest.mark.parametrize("language", ["it", "FR", "fr-LU", "[fr, de]", "1"])
def test_a_language_that_is_not_spoken_is_named_with_its_line(
    tmp_path: Path, language: str
) -> None:
    sender, faults = read(tmp_path, f"language: {language}")

    assert sender is None
    assert [(fault.file, fault.line) for fault in faults] == [("senders/nord.yaml", 2)]
