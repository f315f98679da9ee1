"""What invented hospitals send in a short stay, all of it drawn from one seed.

https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from gateway.identity.numbers import luhn, verhoeff
from tests.intake.house import message, obr, obx, pid, pv1

SENDERS = {"klinik": "KLINIK", "spidol": "SPIDOL"}
EVENTS = ("A01", "A08", "A02", "A03", "A11", "A13", "A31")
RESULTS = (("P", "P"), ("F", "F"), ("C", "C"), ("F", "D"), ("C", "X"))
CODES = ("2345-7^Glucose^LN", "718-7^Hb^LN", "2160-0^Crea^LN")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message, and how often in a row its sender hands it in although it was answered."""

    sender: str
    control: str
    body: bytes
    times: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known at one hospital, perhaps under a national number too."""

    sender: str
    local: str
    family: str
    given: str
    born: str
    national: str

    def cx(self, *, whole: bool) -> str:
        """PID-3."""
        local = f"{self.local}^^^{SENDERS[self.sender]}^MR"
        return f"{local}~{self.national}^^^LUX^NI" if whole and self.national else local


def people(draw: Random) -> list[Person]:
    """Two to five; some are the same human at both hospitals, some a newborn under her number."""
    found: list[Person] = []
    for number in range(draw.randint(1, 3)):
        born = f"19{draw.randint(30, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
        eleven = f"{born}{draw.randint(0, 999):03}"
        national = draw.choice(("", eleven + luhn(eleven) + verhoeff(eleven)))
        who = Person(
            "klinik", f"{number}1", draw.choice(("Meyer", "Weber")), "Anna", born, national
        )
        found.append(who)
        if draw.random() < 0.5:
            found.append(Person("spidol", f"{number}2", who.family, "Anna", born, national))
        if draw.random() < 0.3:
            sender = draw.choice(sorted(SENDERS))
            found.append(Person(sender, f"{number}3", who.family, "Baby", "20261120", national))
    return found


def sendings(draw: Random, length: int) -> list[Sent]:
    """A stay's messages in the order in which they are handed in."""
    known = people(draw)
    written = [_one(draw, known, number) for number in range(length)]
    for at in range(len(written) - 1):
        if draw.random() < 0.2:
            other = min(len(written) - 1, at + draw.randint(1, 4))
            written[at], written[other] = written[other], written[at]
    return [sent for one in written for sent in _noise(draw, one)]


def _one(draw: Random, known: list[Person], number: int) -> Sent:
    who = draw.choice(known)
    minute = 8 * 60 + number * 3 + draw.randint(0, 2)
    when = f"20261121{minute // 60:02}{minute % 60:02}{draw.randint(0, 59):02}+0100"
    control = f"C{number}"
    kind, segments = _said(draw, known, who)
    head = [] if kind.startswith("ORU") else [f"EVN||{when}"]
    return Sent(who.sender, control, message(kind, control, *head, *segments, sent=when))


def _said(draw: Random, known: list[Person], who: Person) -> tuple[str, list[str]]:
    phone = draw.choice(("", '""', "+352 1", "+352 2~+352 3"))
    name = f"{draw.choice((who.family, who.family + '-Thill'))}^{who.given}"
    first = pid(who.cx(whole=draw.random() < 0.7), name, who.born, phone=phone)
    stay = pv1(f"V{who.local}^^^{SENDERS[who.sender]}^VN", kind=draw.choice("IOE"))
    dice = draw.random()
    if dice < 0.15:
        old = draw.choice([one for one in known if one.sender == who.sender])
        return "ADT^A40^ADT_A39", [first, f"MRG|{old.cx(whole=draw.random() < 0.2)}"]
    if dice < 0.55:
        report, result = draw.choice(RESULTS)
        results = [obx(str(draw.randint(1, 99)), result, code=code) for code in CODES]
        some = results[: draw.randint(1, 3)]
        place = [stay] if draw.random() < 0.4 else []
        return "ORU^R01^ORU_R01", [
            first,
            *place,
            obr(f"F{who.local}{draw.randint(0, 1)}", report),
            *some,
        ]
    return f"ADT^{draw.choice(EVENTS)}^ADT_A01", [first, stay]


def _noise(draw: Random, sent: Sent) -> Iterator[Sent]:
    """Resends, control ids used again, and messages that are mended after they were refused."""
    dice = draw.random()
    again = Sent(sent.sender, sent.control, sent.body.replace(b"Anna", b"Eva"))
    wrong = Sent(sent.sender, sent.control, sent.body.replace(b"|F|||||", b"|F|||||^^^^X", 1))
    broken = Sent(sent.sender, sent.control, sent.body.replace(b"MSH|", b"MSX|", 1))
    if dice < 0.1:
        yield broken
    elif dice < 0.2:
        yield Sent(wrong.sender, wrong.control, _unborn(sent.body))
    yield Sent(sent.sender, sent.control, sent.body, draw.choice((1, 1, 1, 2, 3)))
    if 0.2 < dice < 0.3 and again.body != sent.body:
        yield again


def _unborn(body: bytes) -> bytes:
    """The same with a birth date that is none."""
    head, _, rest = body.partition(b"PID|")
    fields = rest.split(b"|")
    fields[6] = b"19851332"
    return head + b"PID|" + b"|".join(fields)
