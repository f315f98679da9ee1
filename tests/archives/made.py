"""Archives made for tests: good ones, and such as nobody should send.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping

Files = Mapping[str, bytes]


def zipped(files: Files, **said: int) -> bytes:
    """A zip of these; `said` are attributes of every entry (`external_attr`)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = said.get("compress_type", zipfile.ZIP_DEFLATED)
            info.external_attr = said.get("external_attr", 0)
            archive.writestr(info, body)
    return out.getvalue()


def unzipped(body: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}


def tarred(files: Files, *, gz: bool = False, **said: object) -> bytes:
    """A tar of these, packed by gzip if asked; `said` are attributes of every entry."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            for key, value in said.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(body) if info.isreg() else None)
    return gzip.compress(out.getvalue()) if gz else out.getvalue()


def package(documents: Files, *, sha1: str = "", uri: str = "{name}") -> bytes:
    """An XDM package of these documents, with what it needs beside them."""
    objects = "".join(
        f'<rim:ExtrinsicObject id="D{number}" mimeType="text/xml">'
        + _slot("URI", uri.format(name=name))
        + _slot("hash", sha1 or hashlib.sha1(body, usedforsecurity=False).hexdigest())
        + _slot("size", str(len(body)))
        + "</rim:ExtrinsicObject>"
        for number, (name, body) in enumerate(documents.items())
    )
    metadata = (
        '<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" '
        'xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">'
        f"<rim:RegistryObjectList>{objects}</rim:RegistryObjectList></lcm:SubmitObjectsRequest>"
    )
    subset = "IHE_XDM/SUBSET01"
    return zipped(
        {
            "INDEX.HTM": b"<html>for people</html>",
            "README.TXT": b"for people",
            "IHE_XDM/": b"",
            f"{subset}/METADATA.XML": metadata.encode(),
            f"{subset}/STYLE.XSL": b"<xsl/>",
            **{f"{subset}/{name}": body for name, body in documents.items()},
        }
    )


def _slot(name: str, value: str) -> str:
    values = f"<rim:Value>{value}</rim:Value>"
    return f'<rim:Slot name="{name}"><rim:ValueList>{values}</rim:ValueList></rim:Slot>'
