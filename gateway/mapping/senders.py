"""Who sends, and all that varies by it: one file per system, `mappings/senders/<name>.yaml`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gateway import codegen, yamlfile
from gateway.mapping import files, shape
from gateway.model import Fault, Language, Lowered, Sender

FOLDER = "senders"
_TOKEN = re.compile(r"sha256:[0-9a-f]{64}")
_CERTIFICATE = re.compile(r"(DNS:|CN=|URI:|email:)[!-~]+|sha256:[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_KEYS = ("MSH-10", "MSH-7")
_PLAIN = (
    "rank",
    "charset",
    "zone",
    "processing",
    "default_authority",
    "listen",
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
        Fault(written.file, written.line((key,)), rule, text) for key, rule, text in _wrong(value)
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


def _wrong(value: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    if value.get("zone"):
        try:
            ZoneInfo(value["zone"])
        except (ValueError, OSError, LookupError):
            found.append(("zone", "sender-zone", "this is no IANA time zone"))
    if any(not _TOKEN.fullmatch(token) for token in value.get("tokens", ())):
        found.append(("tokens", "sender-token", "a token is written `sha256:` and 64 hex digits"))
    if any(not _CERTIFICATE.fullmatch(name) for name in value.get("certificates", ())):
        text = "a certificate is named by `DNS:`, `CN=`, `URI:`, `email:` or `sha256:`"
        found.append(("certificates", "sender-certificate", text))
    if strange := [place for place in value.get("key", ()) if place not in _KEYS]:
        text = f"`{strange[0]}` names no message: one of {', '.join(_KEYS)} is expected"
        found.append(("key", "sender-key", text))
    for key in ("authorities", "systems", "own", "default_authority"):
        if not all(map(_URI.fullmatch, _systems(value.get(key) or ()))):
            text = "a system is a URI: https://…, urn:oid:…"
            found.append((key, "sender-system", text))
    for one in value.get("lowered", ()):
        try:
            date.fromisoformat(one["until"])
        except ValueError:
            found.append(("lowered", "sender-lowered", "`until` is a day, YYYY-MM-DD"))
    return found


def _systems(said: Any) -> Iterable[str]:
    return said.values() if isinstance(said, dict) else [said] if isinstance(said, str) else said


def _shared(made: Mapping[str, Sender]) -> list[Fault]:
    """Credentials that would name two senders."""
    faults: list[Fault] = []
    seen: dict[Any, str] = {}
    for name, sender in made.items():
        port = [sender.listen] if sender.listen else []
        for credential in (*sender.tokens, *sender.certificates, *port):
            other = seen.setdefault(credential, name)
            if other != name:
                faults.append(
                    Fault(
                        sender.file,
                        1,
                        "sender-shared",
                        f"a token, certificate or port is also that of `{other}`",
                    )
                )
    return faults
