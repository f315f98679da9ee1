"""What whoever sent a query is told: RSP with QAK, the QPD again, and a PID for each person.

In the delimiters and the character set of the query. A PIX answer holds numbers and no name.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from gateway.adapters.hl7v2.acknowledge import respond
from gateway.adapters.hl7v2.inquiry import QUERIES, segment
from gateway.adapters.hl7v2.origin import Origin
from gateway.adapters.hl7v2.patient_segment import Field, fields, identifiers
from gateway.adapters.hl7v2.tree import Message
from gateway.model import Document, Found, Language, Resource

_NUMBERS, _NAME = 3, 5
_NO_NAME: tuple[Field, ...] = ((), ((), (), (), (), (), (), ("S",)))
"""PID-5 where no name is told: nothing, then the type of a name that says that it is coded."""
_PDQ = "QBP^Q22"


def answer(document: Document, found: Found, at: datetime, language: Language) -> bytes:
    """The RSP; AE with an ERR for each issue where there are any, else AA."""
    message: Message = document.tree
    kind = QUERIES[document.kind].answer

    def rest(origin: Origin) -> Iterator[list[bytes]]:
        qpd = _sent(message, origin)
        yield _qak(document.kind, qpd, found)
        if qpd:
            yield qpd
        for number, person in enumerate(found.persons, 1):
            yield _pid(document.kind, number, person, found, origin)
        left = found.total - found.told
        if left > 0:
            yield [b"DSC", str(found.told).encode(), b"I"]

    return respond(message.body, kind, found.issues, at, language, rest=rest)


def _sent(message: Message, origin: Origin) -> list[bytes]:
    """QPD as it was sent."""
    qpd = segment(message, "QPD")
    texts = qpd.fields if qpd else ()
    return [text.encode(origin.codec, "replace") for text in texts]


def _qak(kind: str, qpd: Sequence[bytes], found: Found) -> list[bytes]:
    """Query tag, what became of it, its name; of persons: how many in all, here, and left."""
    status = b"AE" if found.issues else b"OK" if found.persons else b"NF"
    name, tag = (qpd[at] if at < len(qpd) else b"" for at in (1, 2))
    counts = [found.total, len(found.persons), found.total - found.told]
    told = [str(one).encode() for one in counts] if kind == _PDQ and not found.issues else []
    return [b"QAK", tag, status, name if told else b"", *told]


def _pid(kind: str, number: int, person: Resource, found: Found, origin: Origin) -> list[bytes]:
    said: Mapping[int, tuple[Field, ...]] = {
        **(fields(person) if kind == _PDQ else {_NAME: _NO_NAME}),
        _NUMBERS: identifiers(person, found.names),
    }
    row = [b"PID", str(number).encode()]
    return row + [_written(said.get(at, ()), origin) for at in range(2, max(said) + 1)]


def _written(repetitions: Sequence[Field], origin: Origin) -> bytes:
    marks = origin.marks
    components = (
        [_trimmed([origin.write(text) for text in parts], marks.subcomponent) for parts in one]
        for one in repetitions
    )
    return marks.repetition.encode().join(_trimmed(each, marks.component) for each in components)


def _trimmed(parts: Sequence[bytes], mark: str) -> bytes:
    """The parts joined, without those after the last that is valued."""
    valued = max((at for at, part in enumerate(parts, 1) if part), default=0)
    return mark.encode().join(parts[:valued])
