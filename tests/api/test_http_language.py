"""Over HTTP the reader's browser or program says the language: Accept-Language.

https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.http_house import MESSAGE, admission, ask

WRONG = b'{"resourceType":"Patient","communication":[{"preferred":true}]}'
REQUESTS = (
    ("GET", "/fhir/Patient/p-1", 404, {"fr": "n'existe pas", "de": "gibt es nicht"}),
    ("GET", "/nowhere", 404, {"fr": "Il n'y a rien", "de": "ist nichts"}),
    ("GET", "/fhir/Patient?_count=x", 400, {"fr": "nombre entier", "de": "ganze Zahl"}),
    ("POST", "/fhir/Patient/$validate", 400, {"fr": "Ce n'est pas du JSON", "de": "kein JSON"}),
)


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("case", REQUESTS)
def test_a_refusal_speaks_the_readers_language(
    tmp_path: Path, case: tuple[str, str, int, dict[str, str]], language: str
) -> None:
    method, path, status, words = case
    headers = {"Accept-Language": f"{language}-LU, en;q=0.1"}
    answer = ask(tmp_path, method, path, headers=headers, content=b"{")
    issue = answer.json()["issue"][0]

    assert answer.status_code == status
    assert answer.headers["content-language"] == language
    assert words[language] in issue["details"]["text"]


def test_what_is_wrong_with_a_resource_is_said_in_german_and_english(tmp_path: Path) -> None:
    german = ask(
        tmp_path, "POST", "/fhir/$validate", content=WRONG, headers={"Accept-Language": "de"}
    )
    english = ask(tmp_path, "POST", "/fhir/$validate", content=WRONG)
    told = {issue["details"]["text"] for issue in german.json()["issue"]}

    assert "language ist hier verlangt (mindestens 1) und fehlt." in told
    assert "Ein Patient hat mindestens einen identifier mit system und value" in told
    assert german.headers["content-language"] == "de"
    assert english.headers["content-language"] == "en"
    assert [one["details"]["coding"] for one in german.json()["issue"]] == [
        one["details"]["coding"] for one in english.json()["issue"]
    ]


def test_a_receipt_says_its_issues_in_french(tmp_path: Path) -> None:
    """Rule ids stay; sentence and hint change."""
    message = admission().replace(b"ADT^A01^ADT_A01", b"XYZ^A01")
    answer = ask(tmp_path, "POST", MESSAGE, content=message, headers={"Accept-Language": "fr"})
    issue = next(one for one in answer.json()["issues"] if one["rule"] == "unsupported-type")

    assert answer.headers["content-language"] == "fr"
    assert issue["text"].startswith("Les messages de ce type ne sont pas acceptés")
    assert issue["hint"].startswith("Vérifiez MSH-9.1")
