"""The HTTP door: stateless, one file for each interaction; app.py is the table of routes.

Each answers by a Response, or raises Refused (by a status) or Rejected (by its issues), which
`outcome.py` tells.
https://hl7.org/fhir/R4/http.html
"""
