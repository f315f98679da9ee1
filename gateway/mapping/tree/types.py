"""The datatypes of each document format, one table each: (datatype, FHIR type) -> its function.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from gateway.mapping.tree.reading import Datatype
from gateway.mapping.tree.types_cda import CDA
from gateway.mapping.tree.types_cda_statements import STATEMENTS
from gateway.mapping.tree.types_dicom import DICOM
from gateway.mapping.tree.types_dicom_content import CONTENT
from gateway.mapping.tree.types_dicom_library import LIBRARY
from gateway.mapping.tree.types_kmehr import KMEHR

Types: TypeAlias = Mapping[str, Mapping[tuple[str, str], Datatype]]

TYPES: Types = MappingProxyType(
    {"cda": {**CDA, **STATEMENTS}, "dicom": {**DICOM, **CONTENT, **LIBRARY}, "kmehr": KMEHR}
)
"""Format -> its datatypes."""
