"""The formats that the gateway reads, one row each.

A format is added by its folder and its row here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from gateway.adapters.cda.adapter import ADAPTER as CDA
from gateway.adapters.delimited.adapter import ADAPTER as DELIMITED
from gateway.adapters.dicom.adapter import ADAPTER as DICOM
from gateway.adapters.fhir.adapter import ADAPTER as FHIR
from gateway.adapters.hl7v2.adapter import ADAPTER as HL7V2
from gateway.adapters.kmehr.adapter import ADAPTER as KMEHR
from gateway.model import Adapter

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {one.name: one for one in (HL7V2, CDA, KMEHR, DELIMITED, DICOM, FHIR)}
)
