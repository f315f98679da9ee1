"""Who and what is this? Ids that never change, and which patients are one person.

Every (authority, value) identifier is a source identity with a fixed id. Identities are linked,
never fused: the served Patient is whatever the links say, and old ids keep resolving.
https://hl7.org/fhir/R4/patient.html#links
"""
