"""Is there an element in a Bundle, or an entry, that R4 does not have there?

What is misspelt would be passed over, and with it a condition or a name that its sender relies
on; a resource inside is judged by its profiles. https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from typing import Any

BUNDLE = frozenset(
    {
        *("resourceType", "id", "meta", "implicitRules", "language", "identifier", "type"),
        *("timestamp", "total", "link", "entry", "signature"),
    }
)
ENTRY = frozenset({"fullUrl", "resource", "request", "link", "search", "response"})
REQUEST = frozenset({"method", "url", "ifMatch", "ifNoneMatch", "ifModifiedSince", "ifNoneExist"})
_ANY = frozenset({"id", "extension", "modifierExtension"})


def misspelt(node: Any, known: frozenset[str]) -> bool:
    """Does it say more than these, and what any element may say?"""
    if not isinstance(node, dict):
        return False
    others = [key.removeprefix("_") for key in node.keys() - known]
    return bool(others) and not (known | _ANY).issuperset(others)
