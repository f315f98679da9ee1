"""What becomes of each place of a source message: rows of data, compiled, and a ledger of it all.

The language is told in `docs/mapping-language.md`; the reference rows are HL7's own.
https://build.fhir.org/ig/HL7/v2-to-fhir/
"""
