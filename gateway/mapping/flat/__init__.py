"""Rows of files, said in FHIR: descriptions read, linked, compiled and played.

Told with examples in `docs/how-to/send-flat-files.md`.
"""
