"""The HTTP door: stateless, one file for each interaction; app.py is the table of routes.

https://hl7.org/fhir/R4/http.html
"""
