"""May this caller do this? Decided first, recorded next, done last.

Who the caller is comes from a bearer token, of which only the SHA-256 is kept; where no token is
configured, the doors are open on loopback only. https://www.rfc-editor.org/rfc/rfc6750
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from functools import lru_cache

from gateway.model import Caller, Decision, Sender

DEFAULT = "default"
"""The sender where no token is configured."""

ANYONE = Caller(DEFAULT, authenticated=False)


def hashed(token: str) -> str:
    """The only form in which a token is kept: `sha256:<hex>`.

    Tokens are 256 random bits (see `gateway token`), so a fast hash is enough.
    """
    return f"sha256:{hashlib.sha256(token.encode()).hexdigest()}"


def configured(senders: Mapping[str, Sender]) -> bool:
    """Does any sender have a token?"""
    return any(sender.tokens for sender in senders.values())


def caller(authorization: str, senders: Mapping[str, Sender]) -> Caller | None:
    """Who shows this Authorization header; None where nobody known does.

    Takes the header's text (empty where absent). Compares in constant time. Where no sender has a
    token, everybody is ANYONE: the door must look where such a caller comes from.
    """
    return known(shown(authorization), senders) if configured(senders) else ANYONE


def shown(authorization: str) -> str:
    """The token in this header, in the only form in which it is kept; empty: it has none."""
    scheme, _, token = authorization.partition(" ")
    return hashed(token.strip()) if scheme.lower() == "bearer" and token.strip() else ""


def known(shown: str, senders: Mapping[str, Sender]) -> Caller | None:
    """Whose token this is, hashed; None: nobody's."""
    found = [
        s.name for s in senders.values() for kept in s.tokens if hmac.compare_digest(kept, shown)
    ]
    return Caller(found[0], authenticated=True) if found else None


@lru_cache(maxsize=1_024)
def loopback(host: str) -> bool:
    """Is this host (a name, or an address without its port) the machine that we run on?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def decide(who: Caller, action: str) -> Decision:
    """May the caller do this (`read`, `search-type`, `summary`, `QBP^Q23`)?

    Every known caller may read the whole record of this installation; who may see whom becomes
    policy, as criteria of the decision, where consent is known.
    """
    proof = who.proof if who.authenticated else "loopback"
    return Decision(allowed=True, reason=f"{action} by {proof}")


def may_ask(who: Caller, sender: str) -> bool:
    """Receipts are told to their own sender only."""
    return who.name == sender
