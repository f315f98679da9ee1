"""The patient summary: what a doctor who has never met the patient needs to know.

https://hl7.org/fhir/uv/ips/STU2/
"""

from gateway.summary.document import summary
from gateway.summary.narrative import text

__all__ = ["summary", "text"]
