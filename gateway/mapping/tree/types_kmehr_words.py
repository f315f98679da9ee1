"""Words for codes of KMEHR that say little to who does not know its tables.

In the resources the codes stand as they were sent; the words are for who reads.
https://www.ehealth.fgov.be/standards/kmehr/en/page/tables (CD-ITEM, CD-PATIENTWILL)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "actionplan": "action plan",
        "admissiontype": "kind of admission",
        "agreementwithpatient": "agreement with the patient",
        "careplansubscription": "care plan",
        "complementaryproduct": "complementary product",
        "contacthcparty": "care professional",
        "contactperson": "contact person",
        "dischargedatetime": "discharged",
        "dischargedestination": "discharged to",
        "dischargetype": "kind of discharge",
        "emergencyevaluation": "urgency",
        "encounterdatetime": "seen",
        "encounterlegalservice": "service",
        "encounterlocation": "place",
        "encounternumber": "number of the contact",
        "encounterresponsible": "responsible",
        "encountersafetyissue": "safety issue",
        "encountertype": "kind of contact",
        "expirationdatetime": "expires",
        "gmdmanager": "holder of the global medical record",
        "hcpartyavailability": "availability",
        "healthcareapproach": "approach",
        "insurancystatus": "insurance",
        "memberinsurancystatus": "insurance",
        "patientcooperation": "cooperation of the patient",
        "professionalrisk": "risk at work",
        "referringtype": "referred from",
        "requestdatetime": "asked",
        "requesteddecisionsharing": "shared decision is asked for",
        "requesteddischargedestination": "destination asked for",
        "requestedencountertype": "kind of contact asked for",
        "requestedrecipient": "who is asked",
        "requestnumber": "number of the request",
        "requestor": "who asks",
        "socialrisk": "social risk",
        "specimendatetime": "specimen taken",
        "transactionreason": "reason",
        "transferdatetime": "transferred",
    }
)
"""CD-ITEM, where the code itself is no word."""

WILLS: Mapping[str, str] = MappingProxyType(
    {
        "bloodtransfusionrefusal": "refuses blood transfusion",
        "clinicaltrialparticipationconsent": "agrees to take part in clinical trials",
        "datareuseforclinicalresearchconsent": "agrees to the use of data for clinical research",
        "datareuseforclinicaltrialsconsent": "agrees to the use of data for clinical trials",
        "dnr0": "DNR 0: no limit to treatment",
        "dnr1": "DNR 1: not to be resuscitated",
        "dnr2": "DNR 2: treatment is not to be extended",
        "dnr3": "DNR 3: treatment is to be reduced",
        "euthanasiarequest": "request for euthanasia",
        "intubationrefusal": "refuses intubation",
        "ntbr": "not to be resuscitated",
        "omissionofmedicaldata": "wants medical data to be left out",
        "organdonationconsent": "agrees to organ donation",
        "vaccinationrefusal": "refuses vaccination",
    }
)
"""CD-PATIENTWILL and CD-PATIENTWILL-RES."""
