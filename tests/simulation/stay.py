"""One stay at an invented hospital: its patient, its numbers, its clock, and what it has said.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-31.html · https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.intake.house import message
from tests.simulation.hospital import Sent

SENDERS = {"klinik": "KLINIK", "neubau": "NEUBAU", "spidol": "SPIDOL"}
"""Sender -> its authority; `neubau` declares that what it leaves out is no more."""
NATIONAL = "1985031212307^^^LUX^NI"
WARDS = ("MED^201", "CHI^305", "REA^1", "MED^299")


@dataclass(slots=True)
class Stay:
    """One stay of one patient at one hospital, as it is told of."""

    draw: Random
    sender: str
    patient: str
    visit: str
    clock: int
    """Minutes since midnight."""
    written: list[Sent] = field(default_factory=list)
    number: int = 0
    bare: bool = False
    """Has it no number but that of its account?"""
    another: bool = False
    """Is it somebody else's by now, whose national number is not told?"""
    account: str = ""
    """The number of its account, once that is another than at first."""
    priced: bool = False
    """Do its events tell of what it costs?"""

    def cx(self, number: str, kind: str) -> str:
        """A number of the hospital's own."""
        return f"{number}^^^{SENDERS[self.sender]}^{kind}"

    @property
    def name(self) -> str:
        """PID-5 to PID-7."""
        return "Meyer^Anna||19850312" if self.sender == "klinik" else "Weber^Berta||19700101"

    def pid(self, *, short: bool = False) -> str:
        """PID; a short one has no address, no telephone and no account."""
        national = f"~{NATIONAL}" if self.sender == "klinik" and not self.another else ""
        known = self.cx(self.patient, "MR") + national
        phone = "" if short else self.draw.choice(("", '""', "+352 1", "+352 2~+352 3"))
        town = "" if short else self.draw.choice(("", "1 Grand-Rue^^Luxembourg^^1660^LUX"))
        account = (
            "" if short and not self.bare else self.cx(self.account or f"A{self.visit}", "AN")
        )
        return f"PID|1||{known}||{self.name}|F|||{town}||{phone}|||||{account}"

    def pv1(self, end: str = "", *, event: bool = False) -> str:
        """PV1, in some ward, with some doctor, or with neither; perhaps with what it costs."""
        ward = self.draw.choice((*WARDS, ""))
        doctor = self.draw.choice(("", "^THILL^Claire", "^WEBER^Jo"))
        way = "|" * 17 + ("01" if end else "")
        visit = "" if self.bare else self.cx(self.visit, "VN")
        told = f"PV1|1|I|{ward}||||{doctor}{'|' * 12}{visit}{way}"
        costs = ("", "", "120.50", "80|120.50|0.00|40.50")
        amounts = self.draw.choice(costs) if event and self.priced else ""
        if not end and not amounts:
            return told
        return told + "|" * (45 - told.count("|")) + end + (f"|{amounts}" if amounts else "")

    def say(self, kind: str, *segments: str) -> None:
        """One more message, some minutes after the one before."""
        self.clock += self.draw.randint(1, 9)
        self.number += 1
        when = f"20261121{self.clock // 60:02}{self.clock % 60:02}00+0100"
        event = [f"EVN||{when}"] if kind[:3] in {"ADT", "BAR", "DFT"} else []
        control = f"{self.visit}-{self.number}"
        facility = SENDERS[self.sender]
        body = message(kind, control, *event, *segments, sent=when, facility=facility)
        self.written.append(Sent(self.sender, control, body))

    def beside(self, event: str) -> None:
        """A link or an unlink of the patient with somebody else of the hospital."""
        other = f"PID|1||{self.cx('9000', 'MR')}||{self.name}|F"
        self.say(f"ADT^{event}^ADT_A24", f"PID|1||{self.cx(self.patient, 'MR')}||||||", other)

    def adt(self, event: str) -> None:
        """An event of the stay."""
        end = "20261121180000+0100" if event == "A03" else ""
        self.say(f"ADT^{event}^ADT_A01", self.pid(), self.pv1(end, event=True))
