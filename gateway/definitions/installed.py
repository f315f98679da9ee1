"""The folder of installed FHIR packages: each stays closed, as it came, and pinned by its hash.

Nothing is ever unpacked on the disk. `packages.lock.json` beside them says what each one must be.
https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import fcntl
import gzip
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gateway.definitions.package import Package, read
from gateway.definitions.unpack import files
from gateway.model import Fault

LOCK = "packages.lock.json"
MAX_ARCHIVE = 200_000_000
_FORMAT = 1
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}@[A-Za-z0-9][A-Za-z0-9._+-]{0,100}")
_SUFFIX = ".tgz"


class Pin(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an installed package must be, and where it came from."""

    sha256: str
    """Of the file as it is kept."""
    origin: str
    """A path or an address."""
    promised: str = ""
    """The hash that the registry told, which the package met."""


class _Lock(msgspec.Struct):
    lock: int = _FORMAT
    packages: dict[str, Pin] = {}


@dataclass(frozen=True, slots=True)
class Installed:
    """The folder. Whatever changes it is alone with it; whoever reads it sees before or after."""

    folder: Path

    def pins(self) -> Mapping[str, Pin]:
        """`NAME@VERSION` -> what it must be; raises ValueError where the lock file is broken."""
        try:
            text = (self.folder / LOCK).read_bytes()
        except FileNotFoundError:
            return {}
        try:
            said = msgspec.json.decode(text, type=_Lock)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"{self.folder / LOCK} cannot be read: {error}") from None
        if said.lock != _FORMAT:
            raise ValueError(f"{self.folder / LOCK} was written by another version of the gateway")
        wrong = next((label for label in said.packages if not _LABEL.fullmatch(label)), None)
        if wrong is not None:
            raise ValueError(f"{self.folder / LOCK} names a package {wrong!r}: NAME@VERSION")
        return dict(sorted(said.packages.items()))

    def place(self, label: str) -> Path:
        """Where the package `NAME@VERSION` is kept, or would be."""
        return self.folder / f"{label}{_SUFFIX}"

    def open(self, label: str, cache: Path | None = None) -> Package:
        """An installed package; raises ValueError where it is absent, or not what was pinned."""
        pin = self.pins().get(label)
        if pin is None:
            raise ValueError(f"{label} is not installed: `gateway packages add {label}`")
        package = read(self.place(label), cache)
        if not package.digest:
            raise ValueError(f"{label}: {package.faults[0].text}")
        if package.digest != pin.sha256:
            raise ValueError(
                f"{label} is not what was installed: its SHA-256 is {package.digest}, "
                f"{LOCK} pins {pin.sha256}. Remove it and add it again, if you trust the change"
            )
        return package

    def add(
        self, content: bytes, called: str, origin: str, promised: str = "", expected: str = ""
    ) -> Package:
        """Install a package (the bytes of a .tgz); the same one again changes nothing.

        `called` is what a person calls the file, `expected` the `NAME@VERSION` that it must be,
        if any. Raises ValueError where it cannot be taken, or
        where other bytes are pinned under its name and version; OSError where it cannot be kept.
        """
        if len(content) > MAX_ARCHIVE:
            raise ValueError(f"{called}: more than {MAX_ARCHIVE:,} bytes")
        with self._alone(), tempfile.TemporaryDirectory(dir=self.folder, prefix=".") as aside:
            partial = Path(aside) / _file_name(called)
            partial.write_bytes(content)
            package = taken(read(partial))
            label = package.manifest.label
            if expected not in ("", label):
                raise ValueError(f"{expected}: what came is {label}")
            self._unlike(label, package.digest)
            partial.replace(self.place(label))
            pin = Pin(package.digest, origin, promised)
            self._write({label: pin, **self.pins()})
        return self.open(label)

    def remove(self, label: str) -> None:
        """Remove a package and its pin; raises ValueError where it is not installed."""
        with self._alone():
            pins = dict(self.pins())
            if pins.pop(label, None) is None:
                raise ValueError(f"{label} is not installed")
            self._write(pins)
            self.place(label).unlink(missing_ok=True)

    def _unlike(self, label: str, sha256: str) -> None:
        """Raise ValueError where something else goes by this name already."""
        pins = self.pins()
        pin = pins.get(label)
        if pin is not None and pin.sha256 != sha256:
            raise ValueError(
                f"{label} is installed already, and is another: its SHA-256 is {pin.sha256}, "
                f"that of the new one {sha256}. Remove the old one first, if you trust the new one"
            )
        near = [one for one in pins if one != label and one.casefold() == label.casefold()]
        if near:
            raise ValueError(f"{label} and {near[0]} differ in case only: one file cannot be both")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".changing").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write(self, pins: Mapping[str, Pin]) -> None:
        text = msgspec.json.format(msgspec.json.encode(_Lock(packages=dict(sorted(pins.items())))))
        handle, partial = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(text + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(self.folder / LOCK)


def taken(package: Package) -> Package:
    """The package; raises ValueError that says why, where it is not one that can be taken."""
    why = next((one for one in package.faults if one.rule.startswith("package-")), None)
    if why is not None:
        told = package.place.name in why.text
        raise ValueError(why.text if told else _told(package, why.text))
    if package.manifest.refused:
        raise ValueError(_told(package, package.manifest.refused))
    if not _LABEL.fullmatch(package.manifest.label):
        raise ValueError(_told(package, "its package.json has no proper name and version"))
    return package


def unusable(setting: str, error: Exception) -> Fault:
    """That a package which a setting names, or one that it builds on, cannot be used."""
    return Fault(setting, 1, "package-unusable", str(error))


def folded(folder: Path) -> bytes:
    """A folder as the .tgz that it would be published as: the same files, the same bytes.

    Raises ValueError where it holds what a package should not, OSError.
    """
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, content in files(folder):
            member = tarfile.TarInfo(f"package/{Path(name).name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _told(package: Package, text: str) -> str:
    return f"{package.manifest.label or package.place.name}: {text}"


def _file_name(called: str) -> str:
    """A name of our own, made from what a person calls it: faults are told under it."""
    stem = re.sub(r"[^A-Za-z0-9._@+-]", "_", Path(called).name)[:100].removesuffix(_SUFFIX)
    return f"{stem or 'package'}{_SUFFIX}"
