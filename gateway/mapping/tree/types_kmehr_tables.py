"""What words of KMEHR's own tables mean in FHIR's: day periods, periodicities, units.

What FHIR has no word for is left out; the KMEHR code then stands by itself.
https://www.ehealth.fgov.be/standards/kmehr/en/tables · https://hl7.org/fhir/R4/valueset-event-timing.html
· https://ucum.org/ucum
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

CORE = "https://www.ehealth.fgov.be/standards/fhir/core"
MEDICATION = "https://www.ehealth.fgov.be/standards/fhir/medication"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
CNK = f"{MEDICATION}/NamingSystem/be-ns-cnk-codes"
HOUSE = "https://fhir.gateway.example/lu/sid/kmehr"

SYSTEMS: Mapping[str, str] = MappingProxyType(
    {
        "CD-ATC": "http://www.whocc.no/atc",
        "CD-CNK-CLUSTER": CNK,
        "CD-CURRENCY": "urn:iso:std:iso:4217",
        "CD-DRUG-CNK": CNK,
        "CD-SNOMED": SNOMED,
        "CD-SUBSTANCE-CNK": CNK,
        "CD-VMPGROUP": CNK,
        "UCUM": UCUM,
    }
)
"""Scheme of a code -> its system; other schemes are tables of KMEHR (`CORE`)."""

EDITIONS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "ICD": (("9", "http://hl7.org/fhir/sid/icd-9-cm"), ("", "http://hl7.org/fhir/sid/icd-10")),
        "ICPC": (("1", "http://hl7.org/fhir/sid/icpc-1"), ("", "http://hl7.org/fhir/sid/icpc-2")),
    }
)
"""Schemes whose version (`SV`) makes another system: how it begins -> system."""

NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "EID-CARDNO": f"{HOUSE}/eid-cardno",
        "ID-CBE": f"{CORE}/NamingSystem/cbe",
        "ID-EHP": f"{CORE}/NamingSystem/ehp",
        "ID-HCPARTY": f"{CORE}/NamingSystem/nihdi",
        "ID-INSURANCE": f"{CORE}/NamingSystem/insurancenumber",
        "ID-KMEHR": "urn:oid:2.16.840.1.113883.3.6777.1.1",
        "ID-PATIENT": f"{CORE}/NamingSystem/ssin",
        "INSS": f"{CORE}/NamingSystem/ssin",
        "ISI-CARDNO": f"{HOUSE}/isi-cardno",
        "SIS-CARDNO": f"{HOUSE}/sis-cardno",
    }
)
"""Scheme of an identifier -> its system."""

WHEN: Mapping[str, str] = MappingProxyType(
    {
        "afterbreakfast": "PCM",
        "afterdinner": "PCV",
        "afterlunch": "PCD",
        "aftermeal": "PC",
        "afternoon": "AFT",
        "beforebreakfast": "ACM",
        "beforedinner": "ACV",
        "beforelunch": "ACD",
        "betweenbreakfastandlunch": "MORN.late",
        "betweendinnerandsleep": "EVE.late",
        "betweenlunchanddinner": "AFT",
        "duringbreakfast": "CM",
        "duringdinner": "CV",
        "duringlunch": "CD",
        "evening": "EVE",
        "morning": "MORN",
        "night": "NIGHT",
        "thehourofsleep": "HS",
    }
)
"""CD-DAYPERIOD -> event of the day. Between meals is never at a meal; FHIR has no word for any."""

DAYS: Mapping[str, str] = MappingProxyType(
    {f"{day}day": day[:3] for day in ("sun", "mon", "tues", "wednes", "thurs", "fri", "satur")}
)
"""CD-WEEKDAY -> day of the week."""

_COUNTED: Mapping[str, int] = MappingProxyType(
    {
        "": 1, "T": 2, "D": 3, "V": 4, "Q": 5, "Z": 6, "Z2": 6, "S": 7, "A": 8, "N": 9,
        "X": 10, "E": 11, "W": 12, "C": 18, "P": 24,
    }
)  # fmt: skip
"""What the second letter of a periodicity counts."""
_BASE: Mapping[str, str] = MappingProxyType({"U": "h", "D": "d", "W": "wk", "M": "mo", "J": "a"})

PERIODS: Mapping[str, tuple[Decimal, str]] = MappingProxyType(
    {
        **{
            f"{letter}{second}": (Decimal(number), unit)
            for letter, unit in _BASE.items()
            for second, number in _COUNTED.items()
        },
        "JH2": (Decimal("0.5"), "a"),
        "O1": (Decimal(2), "d"),
        "UH": (Decimal("0.5"), "h"),
    }
)
"""CD-PERIODICITY -> once in so many of these units."""
ON_DEMAND = frozenset({"ondemand"})

TIME_UNITS: Mapping[str, tuple[str, Decimal]] = MappingProxyType(
    {
        "a": ("a", Decimal(1)),
        "mo": ("mo", Decimal(1)),
        "wk": ("wk", Decimal(1)),
        "d": ("d", Decimal(1)),
        "hr": ("h", Decimal(1)),
        "min": ("min", Decimal(1)),
        "s": ("s", Decimal(1)),
        "ms": ("s", Decimal("0.001")),
        "us": ("s", Decimal("0.000001")),
        "ns": ("s", Decimal("0.000000001")),
        "day": ("d", Decimal(1)),
        "week": ("wk", Decimal(1)),
        "month": ("mo", Decimal(1)),
        "hour": ("h", Decimal(1)),
        "minute": ("min", Decimal(1)),
        "second": ("s", Decimal(1)),
        "millisecond": ("s", Decimal("0.001")),
    }
)
"""CD-TIMEUNIT, and CD-UNIT where it is a time -> UCUM's unit and what one of it is in that."""

DOSES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "00001": ("5 ml", UCUM, "5.mL"),
        "00002": ("ampoule", SNOMED, "732978007"),
        "00003": ("application", SNOMED, "413568008"),
        "00004": ("capsule", SNOMED, "428641000"),
        "00005": ("tablet", SNOMED, "336624003"),
        "00006": ("dose", SNOMED, "408102007"),
        "00007": ("drop", UCUM, "[drp]"),
        "00016": ("ml", UCUM, "mL"),
        "00020": ("patch", SNOMED, "419702001"),
        "00023": ("puff", SNOMED, "415215001"),
        "00026": ("suppository", SNOMED, "430293001"),
        "cm": ("cm", UCUM, "cm"),
        "dropsperminute": ("drops/min", UCUM, "[drp]/min"),
        "gm": ("g", UCUM, "g"),
        "internationalunits": ("IU", UCUM, "[IU]"),
        "iu": ("IU", UCUM, "[IU]"),
        "liter": ("l", UCUM, "L"),
        "mck/h": ("µg/h", UCUM, "ug/h"),
        "mck/kg/minute": ("µg/kg/min", UCUM, "ug/kg/min"),
        "meq": ("meq", UCUM, "meq"),
        "mg": ("mg", UCUM, "mg"),
        "mg/h": ("mg/h", UCUM, "mg/h"),
        "mg/ml": ("mg/ml", UCUM, "mg/mL"),
        "micrograms": ("µg", UCUM, "ug"),
        "miu": ("million IU", UCUM, "10*6.[IU]"),
        "ml/h": ("ml/h", UCUM, "mL/h"),
        "mmol": ("mmol", UCUM, "mmol"),
        "tsp": ("tsp", UCUM, "[tsp_m]"),
        "unt/h": ("IU/h", UCUM, "[IU]/h"),
    }
)
"""CD-ADMINISTRATIONUNIT -> (words, system, code), where its meaning is beyond doubt."""

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "%": "%", "1000/mm3": "10*3/uL", "c": "Cel", "cc": "mL", "cm": "cm", "degree": "deg",
        "g/dl": "g/dL", "gm": "g", "gr": "[gr]", "hour": "h", "day": "d", "week": "wk",
        "month": "mo", "minute": "min", "second": "s", "millisecond": "ms", "kg": "kg",
        "kg/m2": "kg/m2", "l": "L", "lb": "[lb_av]", "mcg": "ug", "mcl": "uL", "mcm": "um",
        "meq": "meq", "mg": "mg", "mg/dl": "mg/dL", "mg/l": "mg/L", "mg/m2": "mg/m2",
        "mg/ml": "mg/mL", "mgper100ml": "mg/dL", "min": "min", "mil": "mL", "ml": "mL",
        "ml/min": "mL/min", "ml/min/1.73m2": "mL/min/{1.73_m2}", "mm": "mm", "mm/h": "mm/h",
        "mmhg": "mm[Hg]", "mmo": "mmol", "mol": "mol", "nmo": "nmol", "oz": "[oz_av]",
        "pg": "pg", "ppm": "[ppm]", "pt": "[pt_us]", "tsp": "[tsp_m]", "ftc": "[ft_i]",
        "gy.cm2": "Gy.cm2", "bitperminute": "/min", "umg": "ug", "in": "[in_i]",
        # Not in that table, but laboratories write them under its name.
        "mmol/l": "mmol/L", "umol/l": "umol/L", "µmol/l": "umol/L", "nmol/l": "nmol/L",
        "pmol/l": "pmol/L", "mmol/mol": "mmol/mol", "g/l": "g/L", "ug/l": "ug/L", "µg/l": "ug/L",
        "ng/l": "ng/L", "ng/ml": "ng/mL", "pg/ml": "pg/mL", "mg/g": "mg/g", "cel": "Cel",
    }
)  # fmt: skip
"""CD-UNIT -> UCUM, where its meaning is beyond doubt."""
