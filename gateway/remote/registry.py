"""Fetch a FHIR package from a registry that the operator configured, and hold it to its hash.

https://hl7.org/fhir/packages.html · https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

SECONDS = 120.0
PATIENCE = httpx.Timeout(30, connect=10)
MAX_LIST = 50_000_000
MAX_ARCHIVE = 200_000_000
MAX_HOPS = 3
_NOT_FOUND = 404
_STRONG = ("sha512", "sha384", "sha256", "sha1")
"""Of the hashes that a registry may tell, the best first."""


class Unreachable(Exception):  # noqa: N818 - what the operator reads, not what broke
    """What a registry did not, or could not, give; the text says what and why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A package as a registry gave it, and met the hash that the registry told."""

    name: str
    version: str
    content: bytes
    origin: str
    """The address it came from, without credentials."""
    promised: str
    """The hash that the registry told: `sha512-...`; empty where it told none."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The configured registries as one: asked in their order, and no one else is."""

    client: httpx.Client
    addresses: Sequence[str]
    clock: Callable[[], float] = time.monotonic
    seconds: float = SECONDS
    """For one answer, from the question to its last byte."""
    largest: int = MAX_ARCHIVE
    """Bytes of one package."""

    def versions(self, name: str) -> Mapping[str, Any]:
        """Version -> what is said of it, with the tags (`latest`) under `""`.

        Raises Unreachable where no registry knows the package.
        """
        return self._known(name)[1]

    def fetch(self, name: str, version: str) -> Archive:
        """The package, whole and as promised; raises Unreachable otherwise."""
        address, known = self._known(name)
        if version not in known:
            raise Unreachable(f"{_bare(address)} has no version {version} of {name}")
        dist = known[version].get("dist")
        dist = dist if isinstance(dist, dict) else {}
        url = self._tarball(address, name, version, dist.get("tarball"))
        content = self._read(url, self.largest)
        promised = _held(f"{name}@{version}", content, dist)
        return Archive(name, version, content, _bare(url), promised)

    def _known(self, name: str) -> tuple[str, Mapping[str, Any]]:
        failed: list[str] = []
        for address in self.addresses:
            try:
                said = self._read(f"{address}/{quote(name, safe='')}", MAX_LIST)
                return address, _versions(said, name)
            except Unreachable as error:
                failed.append(str(error))
        raise Unreachable("; ".join(failed))

    def _tarball(self, address: str, name: str, version: str, told: object) -> str:
        """Where the registry keeps the file, if that is a place that the operator named."""
        if isinstance(told, str) and self._named(told):
            return self._signed(told)
        return f"{address}/{quote(name, safe='')}/{quote(version, safe='')}"

    def _named(self, url: str) -> bool:
        """Is it at one of the configured registries, and as safe to reach?"""
        return any(_origin(url) == _origin(one) for one in self.addresses)

    def _signed(self, url: str) -> str:
        """The address with the credentials that the operator gave for its registry, if any."""
        for one in map(httpx.URL, self.addresses):
            if _origin(url) == _origin(str(one)) and one.userinfo:
                return str(httpx.URL(url).copy_with(userinfo=one.userinfo))
        return url

    def _read(self, url: str, most: int) -> bytes:
        end = self.clock() + self.seconds
        for _ in range(MAX_HOPS + 1):
            found = self._once(url, most, end)
            if isinstance(found, bytes):
                return found
            url = found
            if not self._named(url):
                raise Unreachable(
                    f"the registry sends us to {_bare(_host(url))}, which is not configured: "
                    "name it in GATEWAY_REGISTRY too if you trust it"
                )
            url = self._signed(url)
        raise Unreachable(f"{_bare(url)} sends us from place to place")

    def _once(self, url: str, most: int, end: float) -> bytes | str:
        """The answer, or the address to which it sends us."""
        try:
            with self.client.stream("GET", url) as answer:
                if answer.next_request is not None:
                    return str(answer.next_request.url)
                if answer.status_code == _NOT_FOUND:
                    raise Unreachable(f"{_bare(url)}: there is nothing of that name")
                if not answer.is_success:
                    raise Unreachable(f"{_bare(url)} answers {answer.status_code}")
                return b"".join(self._bounded(answer, url, most, end))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = "takes too long" if isinstance(error, httpx.TimeoutException) else "fails"
            raise Unreachable(f"{_bare(url)} {why} ({type(error).__name__})") from None

    def _bounded(self, answer: httpx.Response, url: str, most: int, end: float) -> Iterator[bytes]:
        left = most
        for part in answer.iter_bytes():
            left -= len(part)
            if left < 0:
                raise Unreachable(f"{_bare(url)} sends more than {most:,} bytes")
            if self.clock() > end:
                raise Unreachable(f"{_bare(url)} takes longer than {self.seconds:.0f} seconds")
            yield part


def client() -> httpx.Client:
    """A client for registries: follows nothing by itself, waits for nobody long."""
    return httpx.Client(timeout=PATIENCE, follow_redirects=False)


def _versions(content: bytes, name: str) -> Mapping[str, Any]:
    try:
        said = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        said = None
    known = said.get("versions") if isinstance(said, dict) else None
    if not isinstance(known, dict):
        raise Unreachable(f"what the registry says of {name} is not what the npm protocol asks")
    tags = said.get("dist-tags") if isinstance(said, dict) else None
    found = {key: one for key, one in known.items() if isinstance(one, dict)}
    return MappingProxyType({**found, "": tags if isinstance(tags, dict) else {}})


def _held(label: str, content: bytes, dist: Mapping[str, Any]) -> str:
    """The promise that the content keeps; raises Unreachable where it breaks one."""
    promises = dict(_promises(dist))
    for kind in _STRONG:
        if kind in promises:
            if hashlib.new(kind, content, usedforsecurity=False).digest() not in promises[kind]:
                raise Unreachable(f"{label} is not what the registry promised: its {kind} differs")
            return f"{kind}-{base64.b64encode(promises[kind][0]).decode()}"
    return ""


def _promises(dist: Mapping[str, Any]) -> Iterator[tuple[str, list[bytes]]]:
    """(hash, its possible values) from `integrity` (SRI) and from `shasum`."""
    found: dict[str, list[bytes]] = {}
    for one in str(dist.get("integrity") or "").split():
        kind, _, value = one.partition("-")
        try:
            found.setdefault(kind, []).append(base64.b64decode(value.partition("?")[0]))
        except ValueError:
            found.setdefault(kind, []).append(b"")
    shasum = dist.get("shasum")
    if isinstance(shasum, str) and shasum:
        found.setdefault("sha1", []).append(_hex(shasum))
    yield from found.items()


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _host(url: str) -> str:
    scheme, host, _ = _origin(url)
    return f"{scheme}://{host}"


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        read = httpx.URL(url)
    except httpx.InvalidURL:
        return "", "", None
    return read.scheme, read.host, read.port


def _bare(url: str) -> str:
    """The address without credentials."""
    try:
        return str(httpx.URL(url).copy_with(userinfo=b"", query=None))
    except httpx.InvalidURL:
        return "the address"
