"""KMEHR, the messages of Belgium's health records: SumEHR, medication scheme, letters, results.

https://www.ehealth.fgov.be/standards/kmehr/en
"""
