"""The datatypes of KMEHR, as rows name them.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping.tree import types_kmehr_absences as absences
from gateway.mapping.tree import types_kmehr_codes as codes
from gateway.mapping.tree import types_kmehr_dosage as dosage
from gateway.mapping.tree import types_kmehr_medicines as medicines
from gateway.mapping.tree import types_kmehr_mixtures as mixtures
from gateway.mapping.tree import types_kmehr_narrative as narrative
from gateway.mapping.tree import types_kmehr_people as people
from gateway.mapping.tree import types_kmehr_posology as posology
from gateway.mapping.tree import types_kmehr_quantities as quantities
from gateway.mapping.tree import types_kmehr_results as results
from gateway.mapping.tree import types_kmehr_routes as routes
from gateway.mapping.tree import types_kmehr_times as times
from gateway.mapping.tree.reading import Datatype

SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PROBLEMS": ("problem", "healthcareelement", "healthissue", "diagnosis", "complaint"),
        "ALLERGIES": ("adr", "allergy"),
        "MEDICATIONS": ("medication",),
        "VACCINES": ("vaccine",),
        "RISKS": ("risk", "socialrisk", "professionalrisk"),
        "FAMILY": ("familyrisk",),
        "PROCEDURES": ("treatment", "acts", "technical"),
        "RESULTS": ("lab", "result", "outcome"),
        "SIGNS": ("parameter",),
        "WILL": ("patientwill", "ntbr", "bloodtransfusionrefusal"),
        "TEAM": ("gmdmanager", "contacthcparty", "contactperson"),
    }
)
"""Section -> the kinds of items that it tells; `OTHERS` tells the rest."""
_MIXED = frozenset({"TEAM", "RISKS"})
"""Sections in which each item says of which kind it is."""

KMEHR: Mapping[tuple[str, str], Datatype] = MappingProxyType(
    {
        ("ADDRESS", "Address"): people.address,
        ("CALLED", "string"): people.called,
        ("CODES", "CodeableConcept"): codes.codes,
        ("CD", "CodeableConcept"): codes.cd,
        ("CD", "Coding"): codes.coding,
        ("AMOUNT", "Ratio"): mixtures.amount,
        ("COMPOUND", "CodeableConcept"): mixtures.compound,
        ("CONTENT", "CodeableConcept"): codes.content,
        ("ID", "Identifier"): codes.number,
        ("INTAKE", "Dosage"): dosage.intake,
        ("LINKED", "Identifier"): codes.linked,
        ("LABEL", "CodeableConcept"): codes.label,
        ("LANGUAGE", "code"): codes.language,
        ("LANGUAGE", "CodeableConcept"): codes.spoken,
        ("MAXREF", "Quantity"): quantities.most,
        ("MEDIA", "code"): codes.media,
        ("MINREF", "Quantity"): quantities.least,
        ("MOMENT", "date"): times.date,
        ("MOMENT", "dateTime"): times.date_time,
        ("MOMENT", "instant"): times.instant,
        ("ADAPTATION", "Annotation"): codes.prefixed("Adaptation"),
        ("BEFORE", "Annotation"): times.before,
        ("BEGIN", "Annotation"): codes.prefixed("Begin condition"),
        ("BEGUN", "Annotation"): codes.prefixed("Begin"),
        ("END", "Annotation"): codes.prefixed("End condition"),
        ("ENDED", "Annotation"): codes.prefixed("End"),
        ("MIXTURE", "CodeableConcept"): mixtures.mixture,
        ("NONE_KNOWN", "Coding"): absences.none_known,
        ("NOTE", "Annotation"): codes.note,
        ("NUMBER", "Identifier"): codes.position,
        ("NUMBERED", "Identifier"): codes.numbered,
        ("DATELESS", "code"): times.dateless,
        ("ERROR", "CodeableConcept"): absences.error,
        ("FEEDBACK", "Annotation"): codes.prefixed("Answer wanted"),
        ("FURTHER", "Annotation"): quantities.further,
        ("FURTHER", "Narrative"): narrative.of_further,
        ("HOLTER", "string"): quantities.holter,
        ("HEADING", "Narrative"): narrative.of_heading,
        ("TEXTS", "Narrative"): narrative.of_texts,
        ("OTHERS", "Narrative"): narrative.of_others(
            *(kind for kinds in SECTIONS.values() for kind in kinds)
        ),
        ("FILES", "Narrative"): narrative.of_files,
        **{
            (word, "Narrative"): narrative.of_items(*kinds, named=word in _MIXED)
            for word, kinds in SECTIONS.items()
        },
        ("PACK", "Annotation"): medicines.pack,
        ("PLACE", "CodeableConcept"): people.place,
        ("POSOLOGY", "Annotation"): posology.beside,
        ("POSOLOGY", "Dosage"): posology.posology,
        ("PRODUCT", "CodeableConcept"): medicines.product,
        ("QUANTITY", "Duration"): quantities.quantity,
        ("QUANTITY", "Quantity"): quantities.quantity,
        ("RENEWAL", "Annotation"): quantities.lasts,
        ("RESULT", "Quantity"): results.result,
        ("ROUTE", "CodeableConcept"): routes.route,
        ("STRENGTH", "Ratio"): mixtures.strength,
        ("TAKE", "Dosage"): dosage.take,
        ("TELECOM", "ContactPoint"): people.telecom,
        ("TEXT", "markdown"): codes.text,
        ("TEXT", "string"): codes.text,
        ("UNTIL", "dateTime"): times.until,
        ("UNDATED", "code"): times.undated,
        ("VERSION", "string"): codes.version,
        ("VACCINE", "CodeableConcept"): medicines.vaccine,
        ("WHOM", "string"): quantities.whom,
        ("WILL", "CodeableConcept"): codes.will,
        ("WILL_KIND", "CodeableConcept"): codes.kind_of_will,
        ("TIME", "time"): times.time_of_day,
        ("WORDED", "string"): results.worded,
    }
)
"""(word, FHIR type) -> its function."""
