"""How fast do clinical documents become validated FHIR, against three others and bare lxml?

Documents are the C-CDA samples of Microsoft's converter (skipped where they are absent), each in
as many variants as there are turns. Ours is read, mapped with its ledger, reconciled against an
empty record and validated; the peers map only, and each is timed on the documents that it takes.
https://pypi.org/project/ccda-to-fhir/ · https://pypi.org/project/python-fhir-converter/
https://www.npmjs.com/package/@medplum/ccda · https://lxml.de/
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from bench.core import Row, Scale, noise, premise, rate, timed, times, turns
from bench.peer import HOUSE, Absent, peer
from gateway import fhirjson
from gateway.bootstrap.memory import settled
from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.model import Inbound, Ruleset
from gateway.settings import Settings

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SAMPLES = HOUSE.parent / "shared" / "data" / "suites" / "ccda-to-fhir"
PEERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "documents.ccda-to-fhir": ("ccda_to_fhir", "ccda-to-fhir"),
        "documents.python-fhir-converter": ("python_fhir_converter", "python-fhir-converter"),
        "documents.fastest": ("medplum_ccda", "@medplum/ccda (Node)"),
    }
)
"""Row -> the peer's folder, and its name; the last is the fastest."""
_LARGE = 5_000_000
_TITLE = re.compile(rb"<title>")


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Documents a CPU-second against each peer, bytes against lxml, and memory for 5 MB."""
    samples = [_line(file.read_bytes()) for file in sorted(SAMPLES.rglob("*.ccda"))]
    if not samples:
        yield Row("documents.fastest", "clinical documents", "-", note="skipped: no samples here")
        return
    rules = ruleset(Settings(data=folder))
    settled()
    for sample in samples:
        _work(rules, sample)
    for name, (whose, told) in PEERS.items():
        yield _row(rules, name, whose, told, samples, scale, folder)
    yield _bare(rules, samples, scale)
    yield _memory(samples)


def _line(body: bytes) -> bytes:
    """The document on one line, without its mark."""
    return re.sub(rb"[\r\n]+", b" ", body.removeprefix(b"\xef\xbb\xbf"))


def _variant(sample: bytes, turn: int) -> bytes:
    return _TITLE.sub(b"<title>%d " % turn, sample)


def _work(rules: Ruleset, body: bytes) -> bytes:
    found = convert(Inbound("default", "cda", body, NOW), rules)
    return fhirjson.encode(found.bundle)


def _row(  # noqa: PLR0913, PLR0917 - a row is its name, its peer and the inputs of both
    rules: Ruleset, name: str, whose: str, told: str, samples: Sequence[bytes], scale: Scale,
    folder: Path,
) -> Row:  # fmt: skip
    what = f"clinical documents to validated FHIR, against {told}, which validates nothing"
    try:
        with peer(whose, samples, folder) as other:
            answers = other.told(0, len(samples))
        taken = [one for one, answer in zip(samples, answers, strict=True) if answer]
        premise(holds=bool(taken), text="the peer takes some of the documents")
        inputs = [_variant(one, turn) for turn in range(scale.turns) for one in taken]
        each = len(taken)
        with peer(whose, inputs, folder) as other:
            other.timed(0, each)
            ours, theirs = turns(
                (
                    lambda turn: timed(
                        lambda body: _work(rules, body), inputs[turn * each : (turn + 1) * each]
                    ),
                    lambda turn: other.timed(turn * each, (turn + 1) * each),
                ),
                scale.turns,
            )
    except Absent as reason:
        return Row(name, what, "-", note=f"skipped: {reason}")
    figure = f"{rate(ours, 'documents')} ({told} {rate(theirs, 'documents')})"
    note = f"it takes {each} of {len(samples)}; {noise(ours, theirs)}".rstrip("; ")
    return Row(name, what, figure, times(ours, theirs), note=note)


def _bare(rules: Ruleset, samples: Sequence[bytes], scale: Scale) -> Row:
    """Against reading the XML and finding every code and value, and nothing more."""
    inputs = [_variant(one, turn) for turn in range(scale.turns) for one in samples]
    each = len(samples)

    def part(turn: int) -> Sequence[bytes]:
        return inputs[turn * each : (turn + 1) * each]

    ours, theirs = turns(
        (
            lambda turn: timed(lambda body: _work(rules, body), part(turn)),
            lambda turn: timed(_found, part(turn)),
        ),
        scale.turns,
    )
    figure = f"{rate(ours, 'documents')} (lxml {rate(theirs, 'documents')})"
    what = "clinical documents to validated FHIR, against lxml finding their codes and values"
    return Row("documents.lxml", what, figure, times(ours, theirs), note=noise(ours, theirs))


def _found(body: bytes) -> int:
    root = etree.fromstring(body)
    found = root.xpath("//@code | //@value | //@extension")
    return len(found) if isinstance(found, list) else 0


def _memory(samples: Sequence[bytes]) -> Row:
    """What a document of 5 MB takes at its peak, in times its size: a process of its own."""
    command = [sys.executable, "-m", "bench.documents", str(len(samples))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HOUSE, check=True)
    value = float(done.stdout.split()[-1])
    what = "resident memory at the peak for a CDA of 5 MB, in times its size"
    return Row("documents.memory", what, f"{value:.1f} times", value=value)


def _large(sample: bytes) -> bytes:
    """A document of 5 MB: the body of one again and again, under other numbers."""
    start = sample.index(b">", sample.index(b"<structuredBody")) + 1
    end = sample.index(b"</structuredBody>")
    body, parts, size = sample[start:end], [sample[:end]], len(sample)
    while size < _LARGE:
        number = len(parts)
        parts.append(re.sub(rb'root="([0-9a-fA-F]{8})-', b'root="%08x-' % number, body))
        parts[-1] = re.sub(rb'extension="', b'extension="%d.' % number, parts[-1])
        size += len(parts[-1])
    return b"".join((*parts, sample[end:]))


def _resident() -> int:
    """Bytes of this process that are in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


def _peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024


def main() -> None:
    """Print how many times its size a document of 5 MB takes."""
    sample = max((_line(file.read_bytes()) for file in SAMPLES.rglob("CCD.ccda")), key=len)
    rules = ruleset(Settings())
    _work(rules, sample)
    settled()
    large = _large(sample)
    before = _resident()
    _work(rules, large)
    print((_peak() - before) / len(large))


if __name__ == "__main__":
    main()
