"""Takes in FHIR that others send: whole resources, under ids of ours, as rows of data say.

`docs/how-to/send-fhir.md` · https://hl7.org/fhir/R4/
"""
