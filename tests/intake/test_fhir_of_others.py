"""Published examples and Bundles of invented patients are taken whole, or refused by a rule.

https://hl7.org/fhir/R4/
"""

from __future__ import annotations

import pytest

from tests.suites.fhir_in import count, sent, there


@pytest.mark.skipif(there() is None, reason="the examples of others are not at hand")
def test_what_others_publish_is_kept() -> None:
    """No fault, nothing unmapped, and of what is taken nearly every value."""
    found = count(sent())

    assert found.faulted == []
    assert found.unmapped == 0
    assert found.taken >= 0.9 * found.messages
    assert found.kept >= 0.99 * found.values
