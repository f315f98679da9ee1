"""The English sentence for each rule that a resource can break: what is wrong, quoting nothing.

The words and hints of all languages stand in `gateway/wording/resources_{en,fr,de}.py` and in the
tables of one subject that these take in: a new rule has a row in each language.
https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.wording.resources_en import RESOURCES

EN: Mapping[str, str] = MappingProxyType({rule: text for rule, (text, _) in RESOURCES.items()})
"""Rule id -> its sentence, with `{0}`, `{1}` where a fact of the definition goes."""
