"""A record with invented persons in it, and queries put to it as the doors put them.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from io import StringIO

from gateway.bootstrap.asking import Reply, asking
from gateway.disclosure import Asked
from gateway.model import Caller, Inbound, Language
from gateway.store import Store
from gateway.telemetry import Telemetry
from tests.intake.house import House, pid, pv1

A01 = "ADT^A01^ADT_A01"
A40 = "ADT^A40^ADT_A39"
ANNA = "1985031212307"
"""A national number whose check digits are right."""
HEAD = "MSH|^~\\&|HIS|KLINIK|GW|LU|20261121110000+0100||{kind}|{control}|P|2.5||||||UNICODE UTF-8"


def people(house: House) -> None:
    """One person of two senders, two merged, and a mother with her newborn."""
    lives = "|||12, rue des Tilleuls^^Ettelbruck^^9010^LUX||+352 691 000 001"
    anna = f"1001^^^KLINIK^MR~{ANNA}^^^LUX^NI||MÜLLER^Anna^Sophie^^Dr^^L"
    house.say(A01, f"PID|1||{anna}||19850312|F{lives}|||||A7^^^KLINIK^AN", pv1())
    house.say(A01, pid(f"77^^^SPIDOL^PI~{ANNA}^^^LUX^NI", "Müller^Anna"), sender="spidol")
    house.say(A01, pid("1002^^^KLINIK^MR", "Weber^Paul", "19701130", sex="M"))
    house.say(A01, pid("1003^^^KLINIK^MR", "Weber^Paul", "19701130", sex="M"))
    house.say(
        A40, pid("1002^^^KLINIK^MR", "Weber^Paul", "19701130", sex="M"), "MRG|1003^^^KLINIK^MR"
    )
    house.say(A01, pid("1004^^^KLINIK^MR", "Klein^Eva"))
    house.say(A01, pid("1005^^^KLINIK^MR~1990010123439^^^LUX^NI", "Thill^Lea", "19900101"))
    newborn = pid("1006^^^KLINIK^MR~1990010123439^^^LUX^NI", "Thill^", "20261120")
    house.say(A01, newborn)
    house.say(A01, pid("1002^^^SPIDOL^PI", "Becker^Jean", "19551224", sex="M"), sender="spidol")


def query(kind: str, *segments: str, control: str = "Q1") -> bytes:
    """A query message."""
    head = HEAD.format(kind=kind, control=control)
    return "".join(f"{segment}\r" for segment in (head, *segments)).encode()


def pix(number: str, wanted: str = "", **more: str) -> bytes:
    """A PIX query for this CX."""
    return query("QBP^Q23^QBP_Q21", f"QPD|IHE PIX Query|T1|{number}|{wanted}", "RCP|I", **more)


def pdq(asked: str, *segments: str, wanted: str = "") -> bytes:
    """A PDQ query for these parameters."""
    qpd = f"QPD|IHE PDQ Query|T2|{asked}|||||{wanted}"
    return query("QBP^Q22^QBP_Q21", qpd, *(segments or ("RCP|I",)))


def reply(
    house: House, body: bytes, sender: str = "klinik", store: Store | None = None
) -> Reply | None:
    """What a query is answered; None: it is none."""
    telemetry = Telemetry("debug", StringIO())
    caller = Caller(sender, authenticated=True)
    asked = Asked(caller, house.now, f"r-{len(body)}", "192.0.2.7", "")
    ask = asking(lambda: house.rules, store or house.store, telemetry)
    inbound = Inbound(sender, "hl7v2", body, house.now)
    found: Reply | None = house.run(ask(inbound, asked, "test", Language.EN))
    return found


def answer(house: House, body: bytes, sender: str = "klinik", store: Store | None = None) -> str:
    """The text of the answer, its segments ended by line feeds."""
    found = reply(house, body, sender, store)
    assert found is not None
    return found.text.decode().replace("\r", "\n")


def segments(text: str, name: str) -> list[list[str]]:
    """The fields of each segment of that name."""
    return [line.split("|") for line in text.splitlines() if line.startswith(name)]
