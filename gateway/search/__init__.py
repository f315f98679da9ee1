"""By what can a resource be found: parameters, index rows, and searches that use them. Pure.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from gateway.search import indexing
from gateway.search.about import OTHERS, SUBJECTS, patients, rows, subjects
from gateway.search.alike import Alike
from gateway.search.library import Library
from gateway.search.parameters import Param
from gateway.search.plan import planned
from gateway.search.wanted import Chained, Clause, Having, Include, Listed, Search, Wanted

__all__ = [
    "OTHERS",
    "SUBJECTS",
    "Alike",
    "Chained",
    "Clause",
    "Having",
    "Include",
    "Library",
    "Listed",
    "Param",
    "Search",
    "Wanted",
    "indexing",
    "patients",
    "planned",
    "rows",
    "subjects",
]
