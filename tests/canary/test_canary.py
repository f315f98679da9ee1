"""The canary patient: words that occur nowhere else go in by every door and in every error.

None of them may come out in a log line, a metric, or the text of an error.
https://owasp.org/www-project-top-ten/ · https://hl7.org/fhir/R4/security.html#AuditEvent
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.intake.house import ROOT, SENDERS
from tests.simulation.promises import Kept

PROGRAM = Path(__file__).with_name("watched_gateway.py")
CANARY = re.compile(r"[Qq]zk\d{4}wvx")
FHIR, ER7 = "application/fhir+json", "x-application/hl7-v2+er7"
END = b"\x1c\r"
SHOWN = "a-token-that-a-caller-shows"


class Canary:
    """A new word each time it is asked for."""

    def __init__(self) -> None:
        self._numbers = count(1000)

    def __call__(self) -> str:
        """A word that was never used."""
        return f"Qzk{next(self._numbers)}wvx"

    def fill(self, text: str) -> str:
        """Each `*` is a new word."""
        return re.sub(r"\*", lambda _: self(), text)


HEAD = "MSH|^~\\&|*|*|*|*|20261121101500+0100|*|{kind}|{control}|P|2.5.1|||||{charset}"
EVN = "EVN|A01|20261121101500+0100||*|*^*^*"
PID = (
    "PID|1|*|*^^^KLINIK^MR~*^^^LUX^NI~*^^^*^*|*|*^*^*^*^*~*^*|*^*|19850312|F|*^*|*|*^*^*^*^*^*|*"
    "|*^PRN^PH^*@*|*|*|*|*|*^^^KLINIK^AN|*|*|*|*|*|N||*|*|*|||||*|20261121|*"
)
ODD = PID.replace("|19850312|F|", "|*|*|")
PV1 = "PV1|1|*|*^*^*^*|*|*|*|*^*^*|*^*^*|*|*|*|*|*|*|*|*|*^*|*|*^^^KLINIK^VN"
OBR = "OBR|1|*^*|*^LAB|*^*^LN|||20261121080000+0100|*||||*|*||*|*|*|*|*|*|*|*|*|*|CH|F"
OBX = "OBX|1|ST|*^*^LN|*|*|*^*^UCUM|*|*|||F|||20261121||*^*|*"
NM = "OBX|2|NM|*^*^*|*|*|*|*|*|*|*|*|*|*|*"
NTE = "NTE|1|*|*"
SOUND = "PID|1||*^^^KLINIK^MR||*^*||19850312|F|||*^*^*||*"
ZZZ = "ZZZ|*|*^*&*|*~*"
MESSAGES: Mapping[str, tuple[str, ...]] = {
    "ADT^A01^ADT_A01": (EVN, PID, PV1, ZZZ),
    "ADT^A08^ADT_A01": (EVN, ODD, PV1, NTE, "*|*|*"),
    "ADT^A40^ADT_A39": (EVN, PID, "MRG|*^^^KLINIK^MR~*^^^*^*|*||*"),
    "ADT^*^*": (EVN, PID, PV1),
    "ORU^R01^ORU_R01": (PID, PV1, NTE, OBR, NTE, OBX, NTE, ZZZ),
    "ORU^R01": (ODD, OBR, OBX, NM, "OBX|3|*|*|*|*", "OBX|4|ED|*|*|*^*^*^Base64^*"),
    "*^*": (EVN, PID),
    "*": (PID,),
}


@dataclass
class Heard:
    """Everything that came out of the gateway where no patient may be spoken of."""

    issues: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)

    def leaks(self) -> list[str]:
        """The places where a canary was heard."""
        return [text for text in self.issues if CANARY.search(text)]


@dataclass
class Gateway:
    """A running gateway and its addresses."""

    http: str
    mllp: tuple[str, int]
    heard: Heard
    authorization: str = ""

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> None:
        """One HTTP request; what an error says is written down."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.authorization:
            named.setdefault("Authorization", self.authorization)
        request = urllib.request.Request(self.http + path, body, named)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
                self._hear(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                self._hear(error.code, error.read())

    def _hear(self, status: int, text: bytes) -> None:
        self.heard.statuses.add(status)
        try:
            said = json.loads(text)
        except ValueError:
            return
        if isinstance(said, dict) and said.get("resourceType") == "OperationOutcome":
            self.heard.issues.append(json.dumps(said, ensure_ascii=False))
        elif isinstance(said, dict) and "issues" in said:
            self.heard.issues.append(json.dumps(said["issues"], ensure_ascii=False))

    def say(self, frame: bytes) -> None:
        """Bytes to the MLLP door; the ERR segments of its answers are written down."""
        with socket.create_connection(self.mllp, timeout=20) as connection:
            connection.sendall(frame)
            if not frame.endswith(END):
                connection.shutdown(socket.SHUT_WR)
            answer = b""
            while not answer.endswith(END) and (more := connection.recv(65536)):
                answer += more
        for segment in re.split(rb"[\r\x0b\x1c]", answer):
            if segment.startswith(b"ERR"):
                self.heard.issues.append(segment.decode(errors="replace"))
            if segment.startswith(b"MSA"):
                self.heard.acknowledged.add(segment[4:6].decode())


@contextmanager
def running(folder: Path, *mappings: Path) -> Iterator[Gateway]:
    """The gateway, its log going to a file."""
    with (
        (folder / "stdout").open("wb") as out,
        (folder / "stderr").open("wb") as err,
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, str(PROGRAM), str(folder / "data"), *map(str, mappings)],
            stdout=out, stderr=err, cwd=ROOT,
        ) as process,
    ):  # fmt: skip
        try:
            while not (folder / "stdout").read_text().endswith("\n"):
                assert process.poll() is None, (folder / "stderr").read_text()
            http, mllp = (folder / "stdout").read_text().split()
            host, _, port = mllp.rpartition(":")
            yield Gateway(http, (host, int(port)), Heard())
        finally:
            process.terminate()


def bodies(canary: Canary) -> Iterator[bytes]:
    """Messages of every kind: sound, invalid, unreadable, failing."""
    for kind, segments in MESSAGES.items():
        for control in ("*", "FAULT*"):
            for charset in ("UNICODE UTF-8", "*"):
                head = HEAD.format(kind=kind, control=control, charset=charset)
                text = canary.fill("\r".join((head, *segments, "")))
                yield text.encode()
                yield text.replace("wvx^", "wvxé^").encode("latin-1")
    sound = canary.fill(
        "\r".join((HEAD.format(kind="ADT^A01", control="*", charset=""), SOUND, ""))
    )
    yield sound.encode()
    yield sound.encode()
    yield canary.fill(re.sub(CANARY, "*", sound.partition("\r")[2])).encode()
    yield (sound.partition("\r")[0] + "\r" + canary.fill(SOUND) + "\r").encode()
    yield sound.replace("|P|2.5.1", canary.fill("|*|*")).encode()
    yield sound.replace("MSH|", "MSX|").encode()
    yield sound.replace("\r", "\n").replace("|F|", "|F|\x00\x1b[31m").encode()
    yield (sound + canary.fill("NTE|1||*") * 20_000).encode()


QUERIES = (
    "QPD|IHE PIX Query|*|*^^^KLINIK|*^*^*^*&*&*~*",
    "QPD|*|*|@PID.3.1^*~@PID.3.4.1^*~@PID.5.1^*~@PID.99^*~@*^*~*|||||^^^*~*",
    "QPD|IHE PDQ Query|*|@PID.5.1^*~@PID.7^*",
    "QPD|*",
    "*|*|*",
)


def queries(canary: Canary) -> Iterator[bytes]:
    """Queries of every kind: sound, of nobody, malformed, unreadable."""
    for kind in ("QBP^Q22^QBP_Q21", "QBP^Q23^QBP_Q21", "QBP^*"):
        for qpd in QUERIES:
            for charset in ("UNICODE UTF-8", "*"):
                head = HEAD.format(kind=kind, control="*", charset=charset)
                yield canary.fill(f"{head}\r{qpd}\rRCP|*|*^*\rDSC|*\r").encode()
                yield canary.fill(f"{head}\r{qpd}\rRCP|I\r").encode()


def addresses(canary: Canary) -> Iterator[str]:
    """Questions with patients in them, sound and odd."""
    for path in (
        "/fhir/Patient?identifier=*|*", "/fhir/Patient?*=*", "/fhir/Patient?_count=*",
        "/fhir/Patient?name=*&_sort=*", "/fhir/Observation?patient=*", "/fhir/Observation?_id=*",
        "/fhir/Patient/*", "/fhir/*/*", "/fhir/Patient/*/$summary", "/fhir/*?_id=*", "/*/*?*=*",
        "/receipts/klinik/*", "/receipts/*/*", "/fhir/Patient?identifier=%ZZ*",
        "/fhir/Patient/*?_format=*", "/fhir/Patient?_after=*", "/metrics?*=*",
        "/fhir/metadata?_format=*",
    ):  # fmt: skip
        yield quote(canary.fill(path), safe="/?=&$%|").replace("|", "%7C")


def papers(canary: Canary) -> Iterator[bytes]:
    """Resources for $validate: sound, wrong in every way, unreadable."""
    for text in (
        '{"resourceType":"Patient","id":"*","name":[{"family":"*"}],"gender":"*","birthDate":"*"}',
        '{"resourceType":"Patient","meta":{"profile":["http://*.example/*"]},"active":"*"}',
        '{"resourceType":"Patient","link":[{"other":{"reference":"*"},"type":"*"}],"contact":[{}]}',
        '{"resourceType":"Patient","text":{"status":"*","div":"<div>*<script>*</script></div>"}}',
        '{"resourceType":"Patient","identifier":[{"system":"*","value":"*"}],"identifier":"*"}',
        '{"resourceType":"*","*":"*"}',
        '{"resourceType":"Observation","status":"*","code":{"text":"*"},"valueQuantity":{"value":"*"}}',
        '{"resourceType":"Bundle","type":"*","entry":[{"resource":{"resourceType":"*"}}]}',
        '{"resourceType":"Patient","name":"*"',
        "[*",
        '"*"',
        '{"resourceType":"Patient","extension":[{"url":"*","valueString":"*"}]}',
        '{"resourceType":"Patient","birthDate":"1985-13-*","deceasedDateTime":"*"}',
    ):
        yield canary.fill(text).encode()


@pytest.mark.parametrize("guarded", [False, True], ids=["open", "tokens"])
def test_no_word_of_the_canary_patient_is_heard(tmp_path: Path, *, guarded: bool) -> None:
    """Logs, metrics, errors, acknowledgements and receipts never quote what was sent."""
    canary = Canary()
    folders = [SENDERS, *([_tokens(tmp_path)] if guarded else [])]
    with running(tmp_path, *folders) as gateway:
        _sing(gateway, canary, guarded=guarded)
        with urllib.request.urlopen(gateway.http + "/metrics", timeout=20) as answer:  # noqa: S310
            metrics = answer.read().decode()
    heard = gateway.heard
    receipts = Kept(tmp_path / "data" / "gateway.sqlite").journal
    heard.issues += [repr(receipt.issues) for _, receipt in receipts]
    logs = (tmp_path / "stdout").read_text() + (tmp_path / "stderr").read_text()

    assert heard.leaks() == []
    assert CANARY.findall(metrics) == []
    assert CANARY.findall(logs) == []
    assert heard.acknowledged == {"AA", "AE", "AR"}
    assert heard.statuses >= {400, 401 if guarded else 404, 422, 500}
    assert {"accepted", "rejected", "faulted"} <= {str(r.status) for _, r in receipts}


def _sing(gateway: Gateway, canary: Canary, *, guarded: bool) -> None:
    gateway.authorization = f"Bearer {SHOWN}" if guarded else ""
    for body in bodies(canary):
        gateway.say(b"\x0b" + body + END)
        gateway.ask("/messages/hl7v2", body, Content_Type=ER7)
        gateway.ask("/fhir/$convert", body, Content_Type=ER7)
    for body in queries(canary):
        gateway.say(b"\x0b" + body + END)
        gateway.ask("/messages/hl7v2", body, Content_Type=ER7)
    gateway.say(canary.fill("*|*\r*\x0b*").encode())
    gateway.say(b"\x0b" + canary.fill("MSH|*").encode())
    for keys in ("",) if not guarded else ("", f"Bearer {SHOWN}", canary.fill("Bearer *")):
        gateway.authorization = keys
        for path in addresses(canary):
            gateway.ask(path)
            gateway.ask(path, b"", X_Request_Id=canary(), Accept=canary())
            gateway.ask(path, Prefer="respond-async")
        for paper in papers(canary):
            for place in (
                "/fhir/$validate",
                "/fhir/Patient/$validate",
                f"/fhir/{canary()}/$validate",
            ):
                gateway.ask(place, paper, Content_Type=FHIR)
                gateway.ask(place, paper, Content_Type=canary())
        gateway.ask("/messages/hl7v2", next(bodies(canary)), Content_Type=ER7)


def _tokens(folder: Path) -> Path:
    """A mapping folder in which the default sender has a token."""
    senders = folder / "mappings" / "senders"
    senders.mkdir(parents=True)
    digest = hashlib.sha256(SHOWN.encode()).hexdigest()
    (senders / "default.yaml").write_text(f"rank: 100\ntokens: ['sha256:{digest}']\n")
    return senders.parent
