"""What is sent to the address of another format: refused, and told which format it looks like.

https://www.rfc-editor.org/rfc/rfc9110#section-8.3
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.api.http_house import House, told

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("sent", "address", "said"),
    [
        ("discharge-letter.cda.xml", "hl7v2", "This begins like cda, and was sent as hl7v2."),
        ("sumehr.kmehr.xml", "cda", "This begins like kmehr, and was sent as cda."),
        ("admission.hl7", "cda", "This begins like hl7v2, and was sent as cda."),
    ],
)
def test_it_is_told_first_what_it_looks_like(
    tmp_path: Path, sent: str, address: str, said: str
) -> None:
    body = (EXAMPLES / sent).read_bytes()

    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.post(f"/messages/{address}", content=body)

    answer = told(tmp_path, story)

    assert answer.status_code == 422
    assert said in answer.text
    assert f"/messages/{said.split()[3].strip(',')}" in answer.text


def test_what_is_broken_in_its_own_format_is_not_told_so(tmp_path: Path) -> None:
    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.post("/messages/hl7v2", content=b"MSH|broken")

    assert "format-other" not in told(tmp_path, story).text
