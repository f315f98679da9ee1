"""Who sends, and all that varies by it: one file per system, `mappings/senders/<name>.yaml`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gateway import codegen, yamlfile
from gateway.mapping import files, sender_faults, shape
from gateway.model import Fault, Language, Lowered, Sender

FOLDER = "senders"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PLAIN = (
    "rank",
    "charset",
    "zone",
    "processing",
    "default_authority",
    "listen",
    "point",
    "acknowledgements",
    "snapshots",
)


def senders(
    folders: Sequence[Path], cache: Path | None = None
) -> tuple[Mapping[str, Sender], list[Fault]]:
    """Name -> sender, and every fault of their files; a sender with a faulty file is left out.

    `cache` remembers which files have the right shape: looking takes longer than all the rest.
    """
    made: dict[str, Sender] = {}
    faults: list[Fault] = []
    for file, content in files.gather(folders, FOLDER, (".yaml",)).items():
        written, wrong = yamlfile.read(content, file)
        wrong = wrong or _shape(written, content, cache)
        name = Path(file).stem
        if file != f"{FOLDER}/{name}.yaml":
            text = f"a sender's file stands in `{FOLDER}/` itself, in no folder below it"
            wrong = [*wrong, Fault(file, 1, "sender-place", text)]
        if written.value is None and not wrong:
            text = (
                "nothing stands in this file: write `rank: 100` where all is as it is for others"
            )
            wrong = [
                Fault(file, 1, "sender-empty", text)
            ]  # saved by half, it renamed all patients
        if not wrong:
            sender, wrong = _sender(name, written)
            wrong += _named(name, file)
            made |= {} if wrong else {name: sender}
        faults.extend(wrong)
    return made, faults + _shared(made)


def _named(name: str, file: str) -> list[Fault]:
    """The sender's name stands in addresses, options and logs."""
    if _NAME.fullmatch(name):
        return []
    text = "a sender's file is called in letters, digits, dots and hyphens"
    return [Fault(file, 1, "sender-name", text)]


def _shape(written: yamlfile.Written, content: bytes, cache: Path | None) -> list[Fault]:
    key = hashlib.sha256(shape.SCHEMA.read_bytes() + content).hexdigest()
    if codegen.vouched("sender", key, cache):
        return []
    found = list(shape.check(written, "sender"))
    if not found:
        codegen.vouch("sender", key, cache)
    return found


def _sender(name: str, written: yamlfile.Written) -> tuple[Sender, list[Fault]]:
    value: Mapping[str, Any] = written.value or {}
    faults = [
        Fault(written.file, written.line(place), rule, text)
        for place, rule, text in sender_faults.wrong(value)
    ]
    if faults:
        return Sender(name), faults
    lowered = tuple(
        Lowered(one["rule"], date.fromisoformat(one["until"])) for one in value.get("lowered", ())
    )
    sender = Sender(
        name=name,
        key=tuple(value.get("key", ("MSH-10",))),
        authorities=dict(value.get("authorities", {})),
        own=frozenset(value.get("own", ())),
        systems=dict(value.get("systems", {})),
        tokens=tuple(value.get("tokens", ())),
        certificates=tuple(value.get("certificates", ())),
        lowered=lowered,
        language=Language(value.get("language", Language.EN)),
        file=written.file,
        **{key: value[key] for key in _PLAIN if key in value},
    )
    return sender, []


def _shared(made: Mapping[str, Sender]) -> list[Fault]:
    """Credentials that would name two senders."""
    faults: list[Fault] = []
    seen: dict[Any, str] = {}
    for name, sender in made.items():
        ports = [sender.listen] if sender.listen else []
        for what, credentials in (
            ("token", sender.tokens),
            ("certificate", sender.certificates),
            ("port", ports),
        ):
            for credential in credentials:
                other = seen.setdefault(credential, name)
                if other != name:
                    text = f"a {what} of this sender is also that of `{other}`"
                    faults.append(Fault(sender.file, 1, "sender-shared", text))
    return faults
