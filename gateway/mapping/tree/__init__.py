"""Says documents in FHIR: maps of rows over trees of elements (`docs/mapping-documents.md`).

https://hl7.org/fhir/R4/ · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from gateway.mapping.tree.mapper import TreeMapper

__all__ = ["TreeMapper"]
