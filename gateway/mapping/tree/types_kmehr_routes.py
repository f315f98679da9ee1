"""How a medicine or a vaccine is given (CD-DRUG-ROUTE): KMEHR's number with what it means.

The numbers are those of the Belgian centre for pharmacotherapeutic information; a number that
names several routes at once stands by itself.
https://www.ehealth.fgov.be/standards/kmehr/en/tables/drug-administration-route ·
https://hl7.org/fhir/R4/valueset-route-codes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import Value, cd
from gateway.mapping.tree.types_kmehr_tables import SNOMED
from gateway.model import Node

ROUTES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "00001": ("Otic route", "10547007"),
        "00002": ("Cutaneous route", "448598008"),
        "00005": ("Epidural route", "404820008"),
        "00008": ("Endotracheopulmonary route", "372452007"),
        "00009": ("Endocervical route", "372450004"),
        "00010": ("Intra-arterial route", "58100008"),
        "00011": ("Intracavernous route", "372460008"),
        "00012": ("Intradermal route", "372464004"),
        "00013": ("Intramuscular route", "78421000"),
        "00033": ("Intrathecal route", "72607000"),
        "00034": ("Intrauterine route", "62226000"),
        "00035": ("Intravenous route", "47625008"),
        "00045": ("Intravesical route", "372471009"),
        "00046": ("infusion", ""),
        "00049": ("inhalation", ""),
        "00051": ("injection", ""),
        "00052": ("on the lips", ""),
        "00053": ("local use", ""),
        "00054": ("on the mucous membrane", ""),
        "00055": ("Nasal route", "46713006"),
        "00056": ("Ophthalmic route", "54485002"),
        "00060": ("Oral route", "26643006"),
        "00064": ("in the mouth and throat", ""),
        "00067": ("Rectal route", "37161004"),
        "00068": ("Subcutaneous route", "34206005"),
        "00070": ("Sublingual route", "37839007"),
        "00071": ("Dental route", "372449004"),
        "00072": ("Urethral route", "90028008"),
        "00073": ("Vaginal route", "16857009"),
    }
)
"""Number -> (words, code of SNOMED CT, where one means just that)."""


def route(reading: Reading, node: Node) -> Value | None:
    """A route by its number; what that means stands beside."""
    made = cd(reading, node)
    words, code = ROUTES.get(reading.peek(node, TEXT).strip(), ("", ""))
    if made is None or not words or reading.peek(node, "S") != "CD-DRUG-ROUTE":
        return made
    if not code:
        return {**made, "text": words}
    return {
        **made,
        "coding": [*made["coding"], {"system": SNOMED, "code": code, "display": words}],
    }
