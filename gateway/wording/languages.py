"""The languages in which the gateway speaks, and which of them a reader likes best.

https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.model import Language

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?|\.\d{1,3})\s*)?"
)
_LONGEST = 500
"""Characters of a header that are read: nobody reads more languages than that."""


def preferred(accepted: str) -> Language:
    """The language that a reader likes best, by an Accept-Language header; English where none is.

    A region counts for nothing: `fr-LU` is French.
    """
    liked = {**dict.fromkeys(Language, 0.0), **dict(_liked(accepted[:_LONGEST]))}
    best = max(Language, key=lambda one: liked[one])
    return best if liked[best] > 0 else Language.EN


def _liked(accepted: str) -> Iterator[tuple[Language, float]]:
    """Each language with its weight: `*` first, so that what is named counts for more."""
    found = [_RANGE.fullmatch(part) for part in accepted.split(",")]
    weights = [(one[1].lower(), float(one[2] or 1)) for one in found if one]
    rest = max((weight for name, weight in weights if name == "*"), default=0.0)
    yield from ((language, rest) for language in Language)
    for language in Language:
        named = [weight for name, weight in weights if name == language.value]
        if named:
            yield language, max(named)
