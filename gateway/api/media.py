"""What is handed in, by its headers: of the format whose address it came to? Under which name?

Content-Type is taken leniently: what says nothing (no type, bytes, plain text, XML, JSON, whatever
curl says by itself) is taken as it is; what is plainly something else is refused by name.
https://www.rfc-editor.org/rfc/rfc9110#name-content-type · https://www.rfc-editor.org/rfc/rfc6266
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from pathlib import PurePosixPath

from starlette.requests import Request

from gateway.api.desk import Refused
from gateway.api.negotiation import sent_version
from gateway.model import Adapter

SILENT = frozenset(
    {
        *("", "*/*", "application/octet-stream", "binary/octet-stream"),
        *("application/x-www-form-urlencoded", "text/plain"),
        *("application/xml", "text/xml", "application/json", "text/json"),
    }
)
"""Types that many formats have, or that say nothing."""
PACKED = frozenset({"application/zip", "application/x-tar", "application/gzip"})
"""Archives, of whatever formats."""
_READ = frozenset({"", "4.0", "4.0.1", "4.3", "4.3.0"})
"""Versions of FHIR (`fhirVersion=`): R4, and R4B, of which what R4 does not have is refused."""
_FOREIGN = frozenset({"image", "audio", "video", "font", "model"})
"""Kinds of media that no format is, unless its row names the type."""


def checked(request: Request, name: str, adapters: Mapping[str, Adapter]) -> None:
    """Raises Refused 415 where the type is another format's, or nothing that is read here."""
    type_ = stated_type(request)
    own = adapters[name].media_types
    if sent_version(request) not in _READ:
        raise Refused(415, "not-supported", "", ", ".join(own))
    if type_ in SILENT | PACKED or type_ in own:
        return
    if type_.partition("/")[0] in _FOREIGN or named(type_, adapters):
        raise Refused(415, "not-supported", "format", ", ".join(own))


def named(type_: str, adapters: Mapping[str, Adapter]) -> str:
    """The one format that has this type; empty where it says nothing, or several have it."""
    found = [one.name for one in adapters.values() if type_ in one.media_types]
    return found[0] if len(found) == 1 and type_ not in SILENT else ""


def stated_type(request: Request) -> str:
    """What Content-Type says, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def file_name(request: Request) -> str:
    """The name that Content-Disposition gives the body, without any folder; empty for none."""
    head = Message()
    head["content-disposition"] = request.headers.get("content-disposition", "")
    return PurePosixPath((head.get_filename("") or "").replace("\\", "/")).name
