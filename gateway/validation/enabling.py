"""Whether a question may be asked, where its condition is written as an expression.

https://hl7.org/fhir/uv/sdc/STU3/StructureDefinition-sdc-questionnaire-enableWhenExpression.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.fhirpath import Environment, FhirPathError, evaluate

if TYPE_CHECKING:
    from gateway.validation.run import Run

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
_KANTA = "http://phr.kanta.fi/StructureDefinition/fiphr-ext-questionnaire-enablewhen"
_CONDITIONS: Mapping[str, str] = MappingProxyType({_SDC: "valueExpression", _KANTA: "valueString"})
"""Extension of a question -> where its expression stands: that of SDC, and one older than it."""
MOST = 200
"""Questions of a Questionnaire whose expressions are asked: each must be compiled first."""
_LONGEST = 2000
_UNASKED = (FhirPathError, RecursionError, AttributeError, LookupError, TypeError, ValueError)


def allowed(question: dict[str, Any], response: dict[str, Any], run: Run) -> bool:
    """Whether the expressions of a question let it be asked; those that nobody can read do."""
    for text in _expressions(question):
        env = Environment(response, response, None, run.resolve)
        env.now = run.now
        try:
            found = evaluate(text, response, run.compiled.definitions, env, strict=False)
        except _UNASKED:
            continue
        if found != [True]:
            return False
    return True


def _expressions(question: dict[str, Any]) -> Iterator[str]:
    told = question.get("extension")
    for one in told if told.__class__ is list else ():
        key = _CONDITIONS.get(str(one.get("url"))) if one.__class__ is dict else None
        said = one.get(key) if key else None
        if said.__class__ is dict and said.get("language") == "text/fhirpath":
            said = said.get("expression")
        if said.__class__ is str and len(str(said)) <= _LONGEST:
            yield str(said)
