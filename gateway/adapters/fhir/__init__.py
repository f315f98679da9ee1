"""Reads FHIR R4 that others send: resources, Bundles, one resource a line; JSON or XML.

https://hl7.org/fhir/R4/
"""
