"""Between which bounds a result of KMEHR is usual: in whose unit, and for whom.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (minrefType, refscopeType)
"""

from __future__ import annotations

from typing import Any

from tests.kmehr import cd, content, converted, item, message, resources, transaction


def measured(value: str, unit: str = "") -> str:
    """A number, and its unit if it has one."""
    written = f"<unit>{cd('CD-UNIT', unit)}</unit>" if unit else ""
    return f"<decimal>{value}</decimal>{written}"


def usual(*bounds: str) -> list[dict[str, Any]]:
    """The reference ranges of a result of 1.1 mg/dl with these bounds."""
    said = content(measured("1.1", "mg/dl"), *bounds)
    result = item("lab", cd("CD-LAB", "2160-0"), said)
    (observation,) = resources(converted(message(transaction("labresult", result))), "Observation")
    return list(observation["referenceRange"])


def test_a_bound_keeps_its_own_unit() -> None:
    """5 mg/l is not 5 mg/dl: the unit of the result is not that of its bounds."""
    (bounds,) = usual(f"<minref>{measured('5', 'mg/l')}</minref>")

    assert (str(bounds["low"]["value"]), bounds["low"]["code"]) == ("5", "mg/L")


def test_a_bound_without_a_unit_is_in_that_of_the_result() -> None:
    """KMEHR says the unit once, beside the value."""
    (bounds,) = usual(f"<maxref>{measured('1.3')}</maxref>")

    assert (str(bounds["high"]["value"]), bounds["high"]["code"]) == ("1.3", "mg/dL")


def test_what_is_usual_for_others_is_not_usual_for_all() -> None:
    """Each scope is a range of its own, and says for whom it is."""
    men = f"<refvalue><maxref>{measured('1.3', 'mg/dl')}</maxref><context>men</context></refvalue>"
    first, second = usual(
        f"<maxref>{measured('1.0', 'mg/dl')}</maxref>",
        f"<refscope>{cd('CD-REFSCOPE', 'sex')}{men}</refscope>",
    )

    assert (str(first["high"]["value"]), "text" in first) == ("1.0", False)
    assert (str(second["high"]["value"]), second["text"]) == ("1.3", "men")
