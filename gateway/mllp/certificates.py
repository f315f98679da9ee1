"""The gateway's certificate for MLLP over TLS, and the names in those of its peers.

Only peers whose certificate one of our authorities signed are let as far as a name. New files take
the place of old ones with the next connection, without a restart; unusable ones are not taken.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-19.html · https://docs.python.org/3/library/ssl.html
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.mllp.handshake import Failed, telling, unheard
from gateway.mllp.revocation import ends


@dataclass(frozen=True, slots=True)
class Files:
    """Where they stand, as PEM."""

    certificate: Path
    """Ours, and those between it and its authority."""
    key: Path
    clients: Path
    """The authorities that sign the senders' certificates."""
    revoked: Path | None = None
    """What these authorities have revoked; None: that is not asked."""

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """What changes when a file is replaced; raises OSError."""
        named = (self.certificate, self.key, self.clients, self.revoked)
        found = (path.stat() for path in named if path is not None)
        return tuple((one.st_mtime_ns, one.st_size) for one in found)


def context(
    files: Files, renewed: Callable[[bool], None], failed: Failed = unheard
) -> ssl.SSLContext:
    """What a TLS door needs; it looks for newer files at each handshake.

    `renewed` is told when there are: True, and they are taken; False, and they cannot be used.
    `failed` is told why a peer's handshake failed. Raises ValueError with a plain sentence where
    the files cannot be used from the first.
    """
    found = _Renewing(files, renewed).current
    found.sslobject_class = telling(failed)  # of the context that the door begins with
    return found


class _Renewing:
    def __init__(self, files: Files, renewed: Callable[[bool], None]) -> None:
        self._files, self._renewed = files, renewed
        self.current = _made(files)
        self._stamp = files.stamp()
        self.current.sni_callback = self._greet

    def _greet(self, secured: ssl.SSLObject, _name: str, _first: ssl.SSLContext) -> int | None:
        """Called at every handshake, before the certificate is shown."""
        self._renew()
        secured.context = self.current
        return None

    def _renew(self) -> None:
        try:
            stamp = self._files.stamp()
        except OSError:
            return
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self.current = _made(self._files)
        except ValueError:
            self._renewed(False)  # noqa: FBT003 - were they taken?
        else:
            self.current.sni_callback = self._greet
            self._renewed(True)  # noqa: FBT003


def _made(files: Files) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.verify_mode = ssl.CERT_REQUIRED
    try:
        made.load_cert_chain(files.certificate, files.key, password=_no_password)
        made.load_verify_locations(files.clients)
        if files.revoked is not None:
            ends(files.revoked.read_bytes())
            made.load_verify_locations(files.revoked)
            made.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise ValueError(
            f"the certificate, its key, the authorities or their lists cannot be used: {reason}"
        ) from None
    return made


def _no_password() -> str:
    raise ValueError("the key is locked by a password; give it without")


def names(secured: Any) -> frozenset[str]:
    """The names in a peer's certificate, as a sender's file writes them.

    `CN=his.nord.example`, `DNS:his.nord.example`, `URI:urn:oid:1.2.3`, `email:his@nord.example`,
    and `sha256:` with the digest of the whole certificate.
    """
    told: dict[str, Any] = secured.getpeercert() or {}
    subject = (pair for part in told.get("subject", ()) for pair in part)
    found = [f"CN={value}" for kind, value in subject if kind == "commonName"]
    found += [f"{kind}:{value}" for kind, value in told.get("subjectAltName", ())]
    whole = secured.getpeercert(True)  # noqa: FBT003 - the argument's only form: as DER
    found += [f"sha256:{hashlib.sha256(whole).hexdigest()}"] if whole else []
    return frozenset(found)
