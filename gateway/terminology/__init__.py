"""What codes mean: is this one known, is it in that value set, is that its name? Yes, no, unknown.

https://hl7.org/fhir/R4/terminology-module.html
"""

from __future__ import annotations

from gateway.terminology.judge import Judged, Terminology
from gateway.terminology.membership import Member
from gateway.terminology.sources import name, source

__all__ = ["Judged", "Member", "Terminology", "name", "source"]
