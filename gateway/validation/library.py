"""What one validation may ask of all that is compiled.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, TypeAlias

from gateway.definitions import Definitions
from gateway.fhirpath import FhirPathError, Schema
from gateway.terminology import Terminology
from gateway.validation.expected import Expected
from gateway.validation.habits import Habits
from gateway.validation.primitives import Seen

UNSHAPED = (FhirPathError, RecursionError, AttributeError, LookupError, TypeError, ValueError)
"""What a quick test may raise on data of the wrong structure."""


Check: TypeAlias = Callable[[Any, Any, Any], None]
"""(value, path, run): notes in the run all that is wrong with the value."""


Quick: TypeAlias = Callable[[Any, Any], bool]
"""(value, run): whether the value is surely faultless; may raise on one of a wrong shape."""


Where: TypeAlias = Literal["", "lasting", "bundled", "holding"]
"""Where a resource stands: alone, alone and never to change, in a Bundle, holding others."""


Lacks: TypeAlias = Callable[[Any], bool]
"""Whether a resource surely does not meet a profile."""


class ExtensionCheck(Protocol):
    """Holds an extension against its definition."""

    def check(self, value: dict[str, Any], path: Any, run: Any) -> None:
        """Note all that is wrong with one extension, beyond its being an Extension."""


class Library(Protocol):
    """All checks, each compiled when it is first asked for."""

    definitions: Definitions
    globals: Mapping[str, tuple[str, ...]]
    """Type -> the profiles that guides ask of every resource of it."""
    terminology: Terminology
    asks: bool
    """Whether a terminology server may be asked what is not known here."""
    schema: Schema
    seen: Mapping[str, Seen]
    habits: Habits
    """Where code systems that are not at hand mostly stand."""
    expected: Expected
    """The profile that an entry of a Bundle mostly meets."""

    @property
    def entries(self) -> Mapping[tuple[str, str], Quick]:
        """(type of an entry's resource, a profile) -> the quick test of both together."""

    @property
    def extensions(self) -> ExtensionCheck:
        """The checks of extensions."""

    def type(self, name: str) -> Check:
        """The check of a type; raises LookupError where there is no such type."""

    def resource(self, name: Any) -> Check | None:
        """The check of a type of resource; None where FHIR R4 has none of this name."""

    def walk(self, name: str) -> Check:
        """The check of a type of resource, of one that has failed its quick test."""

    def profile(self, url: str) -> tuple[Check, ...] | None:
        """The checks of a profile beyond its base type, its parents' first; None: not known."""

    def at_hand(self, url: str) -> bool:
        """Whether the very version that a canonical names is at hand; without one, any is."""

    def fused(self, kind: str, urls: tuple[str, ...], *, where: Where = "") -> Quick:
        """The quick test of a type of resource and these profiles together.

        `where`: of one that stands alone, of such a one that lasts, or of an entry of a Bundle.
        """

    def beside(self) -> Mapping[str, Quick]:
        """The quick tests of what may stand beside a resource in an entry of a Bundle."""

    def lacks(self, url: str) -> Lacks:
        """What tells that a resource surely does not meet the profile."""

    def wanted(self, url: str) -> tuple[tuple[str, frozenset[tuple[str, str]]], ...]:
        """What a profile asks of the codes of all that meets it."""

    def extension(self, url: str) -> Quick:
        """The quick test of the extension of this url, which passes those of one value only."""

    def kind(self, url: str) -> str:
        """The type that a profile is for; empty where it is not known."""

    def fits(self, url: str, value: Any) -> bool:
        """Whether the profile is for values of this type."""
