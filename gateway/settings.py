"""What the operator decides, from the environment: read once, frozen, checked by `gateway check`.

https://12factor.net/config
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
HOUSE = Path(__file__).parent
_OURS = "GATEWAY_"
NAMES = (
    *("DATA", "STORE", "MAPPINGS", "PROFILES", "PACKAGES", "REGISTRY", "TERMINOLOGY", "ORIGINS"),
    *("DEFINITIONS", "HOST", "MLLP_HOST", "MLLP_CERTIFICATE", "MLLP_KEY", "MLLP_CLIENTS"),
    *("MLLP_REVOKED", "KMEHR_XSD", "PROCESSING", "MAX_MESSAGE", "LOG"),
)
"""What may stand behind GATEWAY_ in the environment."""
_NEAR = 0.75
"""How alike a name must be to be one of these, misspelt: a cluster sets names of its own there."""
_LOGS = ("debug", "info", "warning", "error")
_PROCESSING = frozenset({"P", "T", "D"})


def _data(folder: str) -> Path:
    """Where our own data stands: beside the package in a checkout, inside it in the wheel."""
    packed = HOUSE / "_data" / folder
    return packed if packed.exists() else HOUSE.parent / folder


@dataclass(frozen=True, slots=True)
class Settings:
    """One frozen set of decisions."""

    data: Path = Path("data")
    """GATEWAY_DATA: folder of the embedded store and the code cache."""
    database: str = ""
    """GATEWAY_STORE: `postgresql://...`, where the store is a database; empty: it is embedded."""
    mappings: tuple[Path, ...] = field(default_factory=lambda: (_data("mappings"),))
    """GATEWAY_MAPPINGS adds folders, separated by `:`; later ones win by file name."""
    profiles: tuple[Path, ...] = field(default_factory=lambda: (_data("profiles"),))
    """GATEWAY_PROFILES adds folders of FHIR packages."""
    packages: tuple[str, ...] = ()
    """GATEWAY_PACKAGES: the FHIR packages in force, `NAME@VERSION` of installed ones or paths,
    separated by `,` or `:`; where it is empty, all installed ones are."""
    registry: tuple[str, ...] = ()
    """GATEWAY_REGISTRY: addresses of npm-protocol registries, separated by `,`, asked in order."""
    terminology: str = ""
    """GATEWAY_TERMINOLOGY: base address of a terminology server; empty: none is asked."""
    origins: tuple[str, ...] = ()
    """GATEWAY_ORIGINS: whose pages in a browser may ask (`https://app.example`), separated by
    `,`; `*`: anybody's; empty: no other's."""
    definitions: Path = HOUSE / "definitions" / "base.archive"
    """GATEWAY_DEFINITIONS: the archive made by `gateway definitions build`."""
    contract: Path = field(default_factory=lambda: _data("openapi") / "gateway.yaml")
    host: str = "127.0.0.1"
    """GATEWAY_HOST; other than loopback needs configured tokens."""
    mllp_host: str = "127.0.0.1"
    """GATEWAY_MLLP_HOST: where the door for MLLP over TLS stands; without TLS it is loopback."""
    certificate: Path | None = None
    """GATEWAY_MLLP_CERTIFICATE: our certificate for MLLP over TLS, PEM, with its chain."""
    key: Path | None = None
    """GATEWAY_MLLP_KEY: its private key."""
    clients: Path | None = None
    """GATEWAY_MLLP_CLIENTS: the authorities that sign the senders' certificates, PEM."""
    revoked: Path | None = None
    """GATEWAY_MLLP_REVOKED: the lists of revoked certificates of these authorities, PEM."""
    kmehr_xsd: Path | None = None
    """GATEWAY_KMEHR_XSD: folder of KMEHR's XML schemas, which messages are held to; or none."""
    processing: frozenset[str] = frozenset({"P"})
    """GATEWAY_PROCESSING: MSH-11 values taken, `P` in production, `T,D` in a sandbox."""
    max_message: int = 16_000_000
    """GATEWAY_MAX_MESSAGE: bytes of one message, beyond which it is refused."""
    http_connections: int = 1000
    """GATEWAY_HTTP_CONNECTIONS: HTTP connections of one process at a time."""
    http_address: int = 500
    """GATEWAY_HTTP_ADDRESS: of these, from one address; behind a proxy all are from its own."""
    log: str = "info"
    """GATEWAY_LOG: debug, info, warning or error."""

    @property
    def store(self) -> Path:
        """The embedded store's file."""
        return self.data / "gateway.sqlite"

    @property
    def kept(self) -> Path | str:
        """Where the store is: its file, or the address of its database."""
        return self.database or self.store

    @property
    def installed(self) -> Path:
        """The folder of installed FHIR packages, and of the lock file that pins them."""
        return self.data / "packages"

    @property
    def own(self) -> tuple[Path, ...]:
        """Folders whose files are the gateway's own: none of them may be watched for messages."""
        return self.data, self.cache, self.installed, *self.mappings, *self.profiles

    @property
    def cache(self) -> Path:
        """The folder of compiled code: owner only."""
        return self.data / "code"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (or from the mapping given); what is empty says nothing.

    Raises ValueError that names the variable where a value cannot be used.
    """
    env = os.environ if environment is None else environment
    base = Settings()
    return Settings(
        data=_store(env),
        database=_database(env),
        mappings=base.mappings + _folders(env, "GATEWAY_MAPPINGS"),
        profiles=base.profiles + _folders(env, "GATEWAY_PROFILES"),
        packages=_listed(env.get("GATEWAY_PACKAGES", "").replace(os.pathsep, ",")),
        registry=_addresses(env, "GATEWAY_REGISTRY"),
        terminology=next(iter(_addresses(env, "GATEWAY_TERMINOLOGY")), ""),
        origins=_origins(env),
        definitions=Path(env.get("GATEWAY_DEFINITIONS") or base.definitions),
        contract=base.contract,
        host=env.get("GATEWAY_HOST") or base.host,
        mllp_host=env.get("GATEWAY_MLLP_HOST") or base.mllp_host,
        certificate=_file(env, "GATEWAY_MLLP_CERTIFICATE"),
        key=_file(env, "GATEWAY_MLLP_KEY"),
        clients=_file(env, "GATEWAY_MLLP_CLIENTS"),
        revoked=_file(env, "GATEWAY_MLLP_REVOKED"),
        kmehr_xsd=_schemas(env, "GATEWAY_KMEHR_XSD"),
        processing=_processing(env.get("GATEWAY_PROCESSING") or "P"),
        max_message=_number(env, "GATEWAY_MAX_MESSAGE", base.max_message),
        http_connections=_number(env, "GATEWAY_HTTP_CONNECTIONS", base.http_connections),
        http_address=_number(env, "GATEWAY_HTTP_ADDRESS", base.http_address),
        log=_log(env.get("GATEWAY_LOG") or base.log),
    )


def misspelt(environment: Mapping[str, str] | None = None) -> tuple[tuple[str, str], ...]:
    """(name in the environment that is no setting, the setting that it looks like), in order."""
    env = os.environ if environment is None else environment
    strange = sorted(
        name for name in env if name.startswith(_OURS) and name[len(_OURS) :] not in NAMES
    )
    near = ((name, get_close_matches(name[len(_OURS) :], NAMES, 1, _NEAR)) for name in strange)
    return tuple((name, _OURS + like[0]) for name, like in near if like)


def _processing(text: str) -> frozenset[str]:
    found = frozenset(_listed(text))
    if not found or found - _PROCESSING:
        raise ValueError("GATEWAY_PROCESSING: write P, T, D or several of them, separated by ,")
    return found


def _log(text: str) -> str:
    if text not in _LOGS:
        raise ValueError(f"GATEWAY_LOG: one of {', '.join(_LOGS)}")
    return text


def _schemas(env: Mapping[str, str], name: str) -> Path | None:
    folder = Path(env[name]) if env.get(name) else None
    if folder is not None and next(folder.glob("kmehr_elements*.xsd"), None) is None:
        raise ValueError(f"{name}: {folder} holds no kmehr_elements*.xsd")
    return folder


def _store(env: Mapping[str, str]) -> Path:
    """The folder of the store: made where it is first written to."""
    folder = Path(env.get("GATEWAY_DATA") or "data")
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"GATEWAY_DATA: {folder} is no folder")
    return folder


def _database(env: Mapping[str, str]) -> str:
    text = env.get("GATEWAY_STORE", "").strip()
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("GATEWAY_STORE: write it as postgresql://USER@HOST/DATABASE")
    return text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _addresses(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = _listed(env.get(name, ""))
    if not all(one.startswith(("https://", "http://")) for one in found):
        raise ValueError(f"{name}: an address begins with https:// (or http://)")
    return tuple(one.rstrip("/") for one in found)


def _origins(env: Mapping[str, str]) -> tuple[str, ...]:
    """Origins as a browser names them: no path, no slash at the end."""
    found = _listed(env.get("GATEWAY_ORIGINS", ""))
    if not all(one == "*" or _ORIGIN.fullmatch(one) for one in found):
        raise ValueError("GATEWAY_ORIGINS: an origin is https://HOST or https://HOST:PORT, or *")
    return found


def _file(env: Mapping[str, str], name: str) -> Path | None:
    text = env.get(name)
    if text and not Path(text).is_file():
        raise ValueError(f"{name}: there is no such file")
    return Path(text) if text else None


def _folders(env: Mapping[str, str], name: str) -> tuple[Path, ...]:
    folders = tuple(Path(part) for part in env.get(name, "").split(os.pathsep) if part)
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise ValueError(f"{name}: there is no folder {missing[0]}")
    return folders


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ValueError(f"{name}: not a whole number above 0")
    return int(text)
