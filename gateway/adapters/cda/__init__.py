"""Clinical documents of HL7 (CDA, release 2): one file, one document.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""
