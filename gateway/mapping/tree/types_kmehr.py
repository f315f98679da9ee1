"""The datatypes of KMEHR, as rows name them.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping.tree import types_kmehr_codes as codes
from gateway.mapping.tree import types_kmehr_dosage as dosage
from gateway.mapping.tree import types_kmehr_people as people
from gateway.mapping.tree import types_kmehr_times as times
from gateway.mapping.tree.reading import Datatype

KMEHR: Mapping[tuple[str, str], Datatype] = MappingProxyType(
    {
        ("ADDRESS", "Address"): people.address,
        ("CALLED", "string"): people.called,
        ("CD", "CodeableConcept"): codes.cd,
        ("CD", "Coding"): codes.coding,
        ("CONTENT", "CodeableConcept"): codes.content,
        ("ID", "Identifier"): codes.number,
        ("INTAKE", "Dosage"): dosage.intake,
        ("LABEL", "CodeableConcept"): codes.label,
        ("MAXREF", "Quantity"): dosage.most,
        ("MINREF", "Quantity"): dosage.least,
        ("MOMENT", "date"): times.date,
        ("MOMENT", "dateTime"): times.date_time,
        ("MOMENT", "instant"): times.instant,
        ("NOTE", "Annotation"): codes.note,
        ("POSOLOGY", "Dosage"): dosage.posology,
        ("PRODUCT", "CodeableConcept"): codes.product,
        ("QUANTITY", "Quantity"): dosage.quantity,
        ("TAKE", "Dosage"): dosage.take,
        ("TELECOM", "ContactPoint"): people.telecom,
        ("TEXT", "markdown"): codes.text,
        ("TEXT", "string"): codes.text,
        ("TIME", "time"): times.time_of_day,
    }
)
"""(word, FHIR type) -> its function."""
