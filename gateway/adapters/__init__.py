"""The formats that the gateway reads, one row each.

A format is added by its folder and its row here.
"""

from types import MappingProxyType

from gateway.adapters.cda.adapter import ADAPTER as CDA
from gateway.adapters.hl7v2.adapter import ADAPTER as HL7V2

ADAPTERS = MappingProxyType({HL7V2.name: HL7V2, CDA.name: CDA})
