"""What the contract shows is true: its examples meet their schemas, and its message is taken.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.api.contract_checks import OPERATIONS, content_of, followed, wrong
from tests.api.http_house import CONTRACT, MESSAGE, house


@pytest.mark.parametrize("place", sorted(CONTRACT["components"]["examples"]))
def test_the_examples_are_as_they_say(place: str) -> None:
    """The receipts shown in the contract meet its schema."""
    example = CONTRACT["components"]["examples"][place]["value"]

    assert list(wrong({"$ref": "#/components/schemas/Receipt"}, example)) == []


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_example_in_an_answer_meets_its_schema(name: str) -> None:
    """An example that breaks its own schema would teach people wrong."""
    found = [
        one
        for answer in OPERATIONS[name][2]["responses"].values()
        for content in content_of(answer).values()
        for example in content.get("examples", {}).values()
        for one in wrong(content["schema"], followed(example)["value"])
    ]

    assert found == []


def test_the_message_shown_in_the_contract_is_taken(tmp_path: Path) -> None:
    """Whoever copies the example message is answered 201."""
    content = OPERATIONS["messages"][2]["requestBody"]["content"]["application/hl7-v2"]
    message = content["examples"]["admission"]["value"].encode()

    async def send() -> int:
        async with house(tmp_path) as opened, opened.client() as client:
            answer: httpx.Response = await client.post(MESSAGE, content=message)
        return answer.status_code

    assert asyncio.run(send()) == 201
