"""Security labels of a resource: each is said once.

https://hl7.org/fhir/R4/resource.html#Meta
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.validation.paths import parts

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run


def repeated(labels: list[Any]) -> bool:
    """Whether two labels may be the same; may raise where they are of a wrong shape."""
    if len(labels) == 1:
        return False
    return len({(one.get("system"), one.get("code")) for one in labels}) < len(labels)


def labelled(meta: dict[str, Any], path: Path, run: Run) -> None:
    """Note each label that has the system and the code of one before it."""
    seen: set[tuple[str, str]] = set()
    for one, where in parts(meta, "security", path):
        said = str(one.get("system", "")), str(one.get("code", ""))
        if said[1] and said in seen:
            run.add("label-twice", where)
        seen.add(said)
