"""Which profile an entry of a Bundle will meet: mostly that which the last one like it has met.

Held against it at once, it is walked once and not twice. A wrong guess costs time, and no more.
https://hl7.org/fhir/R4/profiling.html#slicing
"""

from __future__ import annotations

from typing import Any, TypeAlias

Key: TypeAlias = tuple[tuple[str, ...], str, str]
"""(profiles that the Bundle is held against, type of the entry's resource, its category)."""


class Expected(dict[Key, str]):
    """Key -> the profile that the last such resource has met. Forgets all when they grow many."""

    LIMIT = 1024
    LONGEST = 128

    def __init__(self) -> None:
        super().__init__()
        self._met: set[tuple[tuple[str, ...], str]] = set()
        """(profiles asked of the Bundle, type) of which anything is known."""

    def of(self, asked: tuple[str, ...], resource: Any) -> str:
        """The canonical; empty where none is known, or nothing is asked of the Bundle."""
        if not self.any(asked, resource.get("resourceType")):
            return ""
        return self.get(_key(asked, resource), "")

    def any(self, asked: tuple[str, ...], kind: Any) -> bool:
        """Whether anything is known of resources of a type, where these profiles are asked."""
        return (asked, kind) in self._met

    def note(self, asked: tuple[str, ...], resource: Any, url: str) -> None:
        """Remember that a resource meets a profile, where profiles are asked of the Bundle."""
        category = _category(resource) if "category" in resource else ""
        key = asked, str(resource["resourceType"]), category
        if self.get(key) != url and len(category) <= self.LONGEST:
            if len(self) >= self.LIMIT:
                self.clear()
                self._met.clear()
            self[key] = url
            self._met.add(key[:2])


def _key(asked: tuple[str, ...], resource: Any) -> Key:
    kind = str(resource.get("resourceType"))
    return asked, kind, _category(resource) if "category" in resource else ""


def _category(resource: Any) -> str:
    try:
        code = resource["category"][0]["coding"][0]["code"]
    except (LookupError, TypeError):
        return ""
    return code if code.__class__ is str else ""
