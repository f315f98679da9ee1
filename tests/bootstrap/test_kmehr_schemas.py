"""The operator may hold KMEHR messages to the schemas, and hears at once of a wrong folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.bootstrap.rules import adapters
from gateway.model import Rejected, Sender
from gateway.settings import Settings, read
from tests.adapters.test_kmehr_schema import ENTRY, PARTS
from tests.kmehr import message, transaction


def test_without_a_folder_messages_are_held_to_none() -> None:
    body = message(transaction("note"))

    assert adapters(Settings())["kmehr"].parse(body, Sender("practice")).control_id


def test_with_one_they_are_held_to_its_schemas(tmp_path: Path) -> None:
    (tmp_path / "kmehr_elements-1_0.xsd").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "parts.xsd").write_text(PARTS, encoding="utf-8")
    settings = read({"GATEWAY_KMEHR_XSD": str(tmp_path)})

    with pytest.raises(Rejected) as raised:
        adapters(settings)["kmehr"].parse(message(transaction("note")), Sender("practice"))

    assert {issue.rule for issue in raised.value.issues} == {"kmehr-schema"}


def test_a_folder_without_schemas_is_said_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="GATEWAY_KMEHR_XSD"):
        read({"GATEWAY_KMEHR_XSD": str(tmp_path)})
