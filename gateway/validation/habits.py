"""Where in a resource of a type something stood last: there it is looked for first, the next time.

Senders write the same things in the same places, and to walk a whole resource takes long.
https://hl7.org/fhir/R4/fhirpath.html#paths
"""

from __future__ import annotations

from typing import Any

from gateway.validation.paths import Path, Steps, path, text


class Habits(dict[tuple[str, str], tuple[Steps, str]]):
    """(type, what is looked for) -> where it stood last: as steps, and as the path of its system.

    What is looked for is a code system, or `?` and the value set that a doubt is about.
    """

    LIMIT = 1024
    LONGEST = 256

    def keep(self, key: tuple[str, str], where: Path, start: Path) -> None:
        """Remember where something stands in a resource which begins at `start`."""
        steps: list[str | int] = []
        step: Any = where
        while step is not start:
            steps += reversed(step[1:])
            step = step[0]
        found = tuple(reversed(steps))
        if len(self) >= self.LIMIT:
            self.clear()
        if len(key[1]) <= self.LONGEST:
            self[key] = found, f"{text(path((None, key[0]), found))}.system"
