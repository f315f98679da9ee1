"""What an expression may know of the world around its focus: all of it is handed in.

https://hl7.org/fhirpath/N1/#environment-variables · https://hl7.org/fhir/R4/fhirpath.html#variables
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from gateway.fhirpath.errors import FhirPathError
from gateway.model import Empty, Resource

if TYPE_CHECKING:
    from gateway.fhirpath.schema import Schema

BUDGET = 300_000
"""Steps of one expression on one focus: about 250 milliseconds."""


class Environment(Struct, eq=False):
    """The world of an evaluation: one for each resource serves all its elements, one at a time."""

    resource: Resource | None = None
    """`%resource`: the resource that holds the focus."""
    root_resource: Resource | None = None
    """`%rootResource`: the one that contains it; None: the same."""
    context: Any = None
    """`%context`: what the evaluation began with; None: the focus."""
    resolve: Callable[[str], Resource | None] | None = None
    """Finds the resource that a reference means; None: nothing is ever found."""
    placed: Callable[[Any, str], Resource | None] | None = None
    """Finds what a Reference means by where that object stands, in a Bundle: asked first."""
    budget: int = BUDGET
    """Steps that one expression on one focus may take."""
    now: datetime | None = None
    """For now(), today() and timeOfDay(); None: asking them raises."""
    sibling: Resource | None = None
    """The `_name` beside the focus, where the focus is a primitive."""
    schema: Schema | None = None
    """`fhirpath.schema(definitions)`: types of what is met at run time only."""
    variables: Mapping[str, Any] = field(default_factory=lambda: Empty)
    """Further `%name`s and their JSON values."""
    html: Callable[[str], bool] | None = None
    """Decides `htmlChecks()` instead of our own check."""
    conforms: Callable[[Any, str], bool | None] | None = None
    """`conformsTo(profile)`: None where the profile is not known."""
    member_of: Callable[[Any, str], bool | None] | None = None
    """`memberOf(valueSet)`: None where the value set is not known."""

    subsumes: Callable[[Any, Any], bool | None] | None = None
    """`subsumes(code)`: does the first code include the second? None where it is not known."""
    slices: Callable[[Any, str, str], bool | None] | None = None
    """`slice(profile, name)`: is the item of that slice? None where the profile is not known."""
    element: Callable[[Any], Resource | None] | None = None
    """`elementDefinition()`: what the definitions say of the item."""

    defined: dict[str, list[Any]] = field(default_factory=dict)
    """What `defineVariable` put by, until the expression ends."""
    once: dict[int, list[Any]] = field(default_factory=dict)
    """What is the same for each item that an expression asks of, by its number in it."""
    held: tuple[list[Any], Any] | None = None
    """A collection, and the same put in order for look-ups: the last one that was."""
    left: int = BUDGET
    """What is left of the budget: a compiled expression that may need it starts it afresh."""

    def spend(self, steps: int) -> None:
        """Take steps from the budget; raises FhirPathError when it is spent."""
        self.left -= steps
        if self.left < 0:
            raise FhirPathError("the expression takes too many steps")
