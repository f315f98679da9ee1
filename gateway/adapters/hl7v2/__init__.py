"""Hospital messages in HL7 v2: reading them, and telling the sender what became of each.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""
