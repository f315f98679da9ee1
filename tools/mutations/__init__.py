"""Proof by mutation: right resources of every type, spoilt by rules of the definitions themselves.

https://hl7.org/fhir/R4/elementdefinition.html
"""
