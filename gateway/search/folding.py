"""Text as it is compared in a search: without accents, case, punctuation and extra spaces.

https://hl7.org/fhir/R4/search.html#string · https://www.unicode.org/reports/tr15/
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "\u0131": "i",
        "ħ": "h",
    }
)
"""Letters that Unicode does not take apart."""


def _ascii() -> dict[int, str]:
    """What becomes of the letters that have no accents."""
    return {number: "".join(_kept(chr(number))) for number in range(128)}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text folded: `Müller-Weiß` and `muller weiss` are the same, as `D'Arc` and `darc`."""
    if text.isascii():
        return text.lower() if text.isalpha() else " ".join(text.lower().translate(_ASCII).split())
    # Accents go first: to bring a long run of them in order takes the square of its length.
    bare = "".join(letter for letter in text if not unicodedata.combining(letter))
    apart = unicodedata.normalize("NFKD", bare).casefold().translate(_LETTERS)
    return " ".join("".join(_kept(unicodedata.normalize("NFKD", apart))).split())


def _kept(text: str) -> Iterator[str]:
    for letter in text:
        kind = unicodedata.category(letter)
        if kind == "Pd" or kind[0] in "ZC":
            yield " "
        elif kind[0] not in "MP":
            yield letter


_ASCII = _ascii()
