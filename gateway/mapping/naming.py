"""What a sender's own names mean: its assigning authorities and coding systems, as URIs.

https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html (HD, CWE) · https://hl7.org/fhir/R4/identifier-registry.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from gateway.model import Authority, Sender

LOCAL = "https://fhir.gateway.example/lu/sid"
"""Namespaces that nobody declared live below this, one folder per sender."""

_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.\-]*:[^\s<>\"{}|\\^`]+", re.ASCII | re.IGNORECASE)


class Naming:
    """One sender's names."""

    def __init__(self, sender: Sender, systems: Mapping[str, str]) -> None:
        """Takes the sender and the coding systems that all senders share (name as sent -> URI)."""
        self.sender = sender.name
        self.zone = sender.zone
        self.comma = sender.point == ","
        """Does it write a fraction behind a comma?"""
        self._name = quote(sender.name, safe="")
        self._authorities = sender.authorities
        self.declared = sender.default_authority
        """System URI of identifiers sent without an authority, where the sender says so."""
        self._default = sender.default_authority or f"{LOCAL}/{self._name}"
        self._systems = {**systems, **sender.systems}

    def authority(self, namespace: str, oid: str = "", type: str = "") -> str:
        """System URI of an assigning authority (HD); without one, the sender's default."""
        for name in (namespace, oid):
            if name and name in self._authorities:
                return self._authorities[name]
        for name in (oid, namespace):
            if uri := _universal(name, type):
                return uri
        name = namespace or oid
        return f"{LOCAL}/{self._name}/{quote(name, safe='')}" if name else self._default

    def called(self, system: str) -> Authority:
        """What the sender calls an identifier system: `authority`, the other way round."""
        known = [name for name, uri in self._authorities.items() if uri == system]
        namespace = next((name for name in known if not _OID.fullmatch(name)), "")
        oid = next((name for name in known if _OID.fullmatch(name)), "")
        oid = oid or system.removeprefix("urn:oid:") if system.startswith("urn:oid:") else oid
        if oid:
            return Authority(namespace, oid, "ISO")
        local = f"{LOCAL}/{self._name}/"
        if not namespace and system.startswith(local):
            return Authority(unquote(system.removeprefix(local)))
        return Authority(namespace) if namespace else Authority("", system, "URI")

    def system(self, name: str, oid: str = "") -> str:
        """System URI of a coding system (CWE.3, CWE.14)."""
        for known in (name, oid):
            if known and known in self._systems:
                return self._systems[known]
        for known in (oid, name):
            if uri := _universal(known, ""):
                return uri
        name = name or oid
        return f"{LOCAL}/{self._name}/{quote(name, safe='')}" if name else ""

    def table(self, name: str) -> str:
        """System URI of codes sent without a system, from this table."""
        return f"{LOCAL}/{self._name}/{quote(name, safe='')}"


def _universal(name: str, type: str) -> str:
    if _OID.fullmatch(name):
        return f"urn:oid:{name}"
    if _UUID.fullmatch(name):
        return f"urn:uuid:{name.lower()}"
    if _URI.fullmatch(name) and (":" in name and (type in ("", "URI", "URL") or "//" in name)):
        return name
    return ""
