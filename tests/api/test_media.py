"""The name of what is handed in, as Content-Disposition says it, without the folders around it.

https://www.rfc-editor.org/rfc/rfc6266
"""

from __future__ import annotations

import pytest
from starlette.requests import Request

from gateway.api.media import file_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("", ""),
        ("inline", ""),
        ('attachment; filename="results.csv"', "results.csv"),
        ("attachment; filename*=UTF-8''r%C3%A9sultats.csv", "r\u00e9sultats.csv"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\data\\\\a.csv"', "a.csv"),
        ("attachment; filename=", ""),
        ("\x80;=;;", ""),
    ],
)
def test_the_name_is_a_name_alone(said: str, name: str) -> None:
    headers = [(b"content-disposition", said.encode("latin-1"))]

    assert file_name(Request({"type": "http", "headers": headers})) == name
