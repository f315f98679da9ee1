"""Reads what DICOM objects say about patient, study and findings; never their pixels.

https://www.dicomstandard.org/current
"""
