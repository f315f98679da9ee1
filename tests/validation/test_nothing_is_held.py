"""What was held while a Bundle was checked goes when it has been checked, not when garbage does.

https://docs.python.org/3/library/gc.html
"""

from __future__ import annotations

import gc
from typing import Any

from gateway.model import Validator
from gateway.validation.run import Run

BUNDLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "fullUrl": f"https://example.org/Patient/{number}",
            "resource": {
                "resourceType": "Patient",
                "id": str(number),
                "contained": [{"resourceType": "Organization", "id": "o", "name": "Nord"}],
                "managingOrganization": {"reference": "#o" if number else "#p"},
            },
        }
        for number in range(2)
    ],
}


def test_nothing_of_a_check_is_left(validator: Validator) -> None:
    """An entry that is wrong is looked at with care, and asks what expressions may know."""
    gc.collect()
    gc.disable()
    try:
        found = list(validator.check(BUNDLE))
        left = [one for one in gc.get_objects() if isinstance(one, Run)]
    finally:
        gc.enable()

    assert found
    assert not left
