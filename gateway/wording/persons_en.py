"""The rules of patients, stays and their order, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/patient.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PERSONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "correction-without-predecessor": (
            "A correction without order number is kept aside: what it corrects is unclear.",
            (
                "Send the filler's or placer's order number (OBR-3, OBR-2) with every report "
                "and correction."
            ),
        ),
        "identity-disputed": (
            (
                "Neither name nor birth date agree with who is known under this number: if it "
                "is another person, withdraw this."
            ),
            "Check the patient's number; cancel the message if it was used for somebody else.",
        ),
        "identity-missing": (
            "Nothing here says which {0} this is: it is not kept.",
            "Send the number that the source knows it by, with its assigning authority.",
        ),
        "merge-names-nobody": (
            (
                "This event takes something from another record, and no number in MRG says "
                "from which: nothing was done."
            ),
            "Write the number that gives way, or is taken from, in MRG-1, with its authority.",
        ),
        "merge-names-nobody.number": (
            (
                "This event needs a number in {0} and in {1}, and not both are there: nothing "
                "was done."
            ),
            (
                "Write the number that gives way in {0} and the one that stays in {1}, each "
                "with its authority."
            ),
        ),
        "merge-names-nobody.two": (
            (
                "This event speaks of two records, and only one PID with a number came: "
                "nothing was done."
            ),
            "Send two PID, each with the number of its record in PID-3.",
        ),
        "merge-outside-authority": (
            "The prior identifier is not of the sender's authority: not merged.",
            (
                "Merge under your own numbers only; the operator lists them under `own` in the "
                "sender's file."
            ),
        ),
        "merge-two-national-ids": (
            "The two patients have different national numbers: not merged.",
            "Check whether they are one person; correct the wrong national number first.",
        ),
        "move-names-nothing": (
            "No number stands on both sides of this move: nothing was moved.",
            "Write the number that moves in PID-3 and in MRG-1 alike.",
        ),
        "national-id-birth-date": (
            (
                "The birth date disagrees with a national number or with who has it already: "
                "kept, not linked."
            ),
            "Check birth date and national number against the card.",
        ),
        "national-id-check-digits": (
            "Wrong check digits in a national number: kept, not linked.",
            "Read the number from the card again; a digit is mistyped or swapped.",
        ),
        "national-id-doubted": (
            "The sender doubts the identity: national number kept, not linked.",
            "Confirm the patient's identity and send PID-32 without a doubt.",
        ),
        "national-id-name": (
            "No name agrees with who has this national number: kept, not linked.",
            "Check names and national number; send the birth name too.",
        ),
        "national-id-second": (
            "This patient has another national number already: kept, not linked.",
            "Send the one number that is right; mark the other as old.",
        ),
        "older-than-standing": (
            "What stands is newer: this message changes nothing in this resource.",
            "Nothing is to be done; messages came in another order than events happened.",
        ),
        "own-id-birth-date": (
            "Another birth date stands under one of these numbers: kept, not linked.",
            "Check whether the number was given to two people, or a birth date was corrected.",
        ),
        "owned-by-another-source": (
            "Another sender is the source of this resource: it is left as it stands.",
            "Let the system that made it change it.",
        ),
        "stay-begun-since": (
            "What was planned has begun since: the stay is left as it stands.",
            (
                "Name the stay by its visit number (PV1-19), and each plan by a pre-admit number "
                "of its own."
            ),
        ),
        "stay-of-another-patient": (
            "This stay belongs to another patient already: it is left as it stands.",
            (
                "Check the visit number; send a merge (A40, A45) where the stay moved to "
                "another patient."
            ),
        ),
        "subject-changed": (
            "This was about another patient until now: if its number was used again, withdraw it.",
            "Check whether the order number was used for two patients.",
        ),
        "waits-for-predecessor": (
            "This waits, parked, for a message that tells of whom or what it speaks of.",
            "Nothing is to be done if that is on its way; else send the missing admission.",
        ),
    }
)
