"""One request for each answer that the contract knows of writing, history and bundles.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from gateway.fhirjson import encode
from tests.api.contract_case import Case

TURTLE = MappingProxyType({"Content-Type": "text/turtle"})
NOT_SPOKEN = MappingProxyType({"Accept": "text/turtle"})
FHIR = MappingProxyType({"Content-Type": "application/fhir+json"})
STALE = MappingProxyType({"If-Match": 'W/"99"'})
PATCHING = MappingProxyType({"Content-Type": "application/json-patch+json"})
KEY = MappingProxyType({"Idempotency-Key": "contract-1"})


def basic(id: str = "", text: str = "x", **more: Any) -> bytes:
    """A Basic, which no national profile binds."""
    named = {"id": id} if id else {}
    return encode({"resourceType": "Basic", **named, "code": {"text": text}, **more})


def bundle(kind: str, *entries: tuple[str, str, bytes]) -> bytes:
    """A Bundle of (method, url, resource)."""
    parts = [
        b'{"request":'
        + encode({"method": method, "url": url})
        + (b',"resource":' + body if body else b"")
        + b"}"
        for method, url, body in entries
    ]
    return (
        b'{"resourceType":"Bundle","type":"'
        + kind.encode()
        + b'","entry":['
        + b",".join(parts)
        + b"]}"
    )


NUMBERED: Mapping[str, Any] = MappingProxyType(
    {"identifier": [{"system": "https://clinic.example/units", "value": "U-7"}]}
)
BY_NUMBER = "identifier=https://clinic.example/units|U-7"
RENAME = b'[{"op":"replace","path":"/code/text","value":"z"}]'


def _usual(
    operation: str, path: str, body: bytes | None, headers: Mapping[str, str] = FHIR
) -> Iterator[Case]:
    """What every one of them answers to what is wrong with a request as such."""
    yield Case(operation, 400, f"{path}{'&' if '?' in path else '?'}x=%zz", body, headers)
    yield Case(operation, 401, path, body, headers, "token")
    yield Case(operation, 500, path, body, headers, "broken")
    yield Case(operation, 503, path, body, headers, "away")


def _forms(operation: str, path: str, body: bytes) -> Iterator[Case]:
    yield Case(operation, 406, path, body, {**FHIR, **NOT_SPOKEN})
    yield Case(operation, 413, path, body * 9, FHIR, "small")
    yield Case(operation, 415, path, body, TURTLE)


def _read(operation: str, path: str) -> Iterator[Case]:
    yield Case(operation, 200, path)
    yield from _usual(operation, path, None, {})
    yield Case(operation, 406, path, headers=NOT_SPOKEN)


ONE, ALL, SEARCH = "/fhir/Basic/b1", "/fhir/Basic", f"/fhir/Basic?{BY_NUMBER}"
PDF = MappingProxyType({"Content-Type": "application/pdf"})
BINARY = "/fhir/Binary/pdf"
BINARIES: Sequence[Case] = (
    Case("update", 201, BINARY, b"%PDF-1.4 invented", PDF),
    Case("binary", 200, BINARY, headers={"Accept": "application/pdf"}),
    Case("binary", 200, BINARY, headers={"Accept": "application/fhir+json"}),
    Case("binary", 206, BINARY, headers={"Accept": "application/pdf", "Range": "bytes=0-3"}),
    Case("binary", 416, BINARY, headers={"Accept": "application/pdf", "Range": "bytes=900-"}),
    Case("binary", 304, BINARY, headers={"If-None-Match": '"1"'}),
    Case("binary", 400, f"{BINARY}?x=%zz"),
    Case("binary", 401, BINARY, state="token"),
    Case("binary", 404, "/fhir/Binary/nobody"),
    Case("binary", 406, BINARY, headers={"Accept": "text/turtle"}),
    Case("binary", 500, BINARY, state="broken"),
    Case("binary", 503, BINARY, state="away"),
    *(
        Case("binaryVersion", status, f"{BINARY}/_history/1", headers=headers)
        for status, headers in (
            (200, {"Accept": "application/pdf"}),
            (200, {"Accept": "application/fhir+json"}),
            (206, {"Accept": "application/pdf", "Range": "bytes=0-3"}),
            (416, {"Accept": "application/pdf", "Range": "bytes=900-"}),
            (304, {"If-None-Match": '"1"'}),
            (406, {"Accept": "text/turtle"}),
        )
    ),
    Case("binaryVersion", 400, f"{BINARY}/_history/1?x=%zz"),
    Case("binaryVersion", 401, f"{BINARY}/_history/1", state="token"),
    Case("binaryVersion", 404, f"{BINARY}/_history/99"),
    Case("binaryVersion", 500, f"{BINARY}/_history/1", state="broken"),
    Case("binaryVersion", 503, f"{BINARY}/_history/1", state="away"),
    Case("delete", 204, BINARY),
    Case("binary", 410, BINARY),
    Case("binaryVersion", 410, f"{BINARY}/_history/2"),
)
CASES: Sequence[Case] = (
    *BINARIES,
    Case("create", 201, ALL, basic(**NUMBERED), FHIR),
    Case("create", 200, ALL, basic(**NUMBERED), {**FHIR, "If-None-Exist": BY_NUMBER}),
    Case("create", 201, ALL, basic(), {**FHIR, **KEY, "Prefer": "return=minimal"}),
    Case("create", 409, ALL, basic(text="other"), {**FHIR, **KEY}),
    Case("create", 201, ALL, basic(**NUMBERED), {**FHIR, "Prefer": "return=OperationOutcome"}),
    Case("create", 412, ALL, basic(), {**FHIR, "If-None-Exist": BY_NUMBER}),
    Case("create", 400, ALL, b"{", FHIR),
    Case("create", 400, ALL, basic(), {**FHIR, "If-None-Exist": "nothing"}),
    Case("create", 404, "/fhir/Parameters", b'{"resourceType":"Parameters"}', FHIR),
    Case("create", 422, ALL, b'{"resourceType":"Basic"}', FHIR),
    *_usual("create", ALL, basic()),
    *_forms("create", ALL, basic()),
    Case("update", 201, ONE, basic("b1"), FHIR),
    Case("update", 200, ONE, basic("b1", "y"), {**FHIR, "If-Match": 'W/"1"'}),
    Case("update", 200, ONE, basic("b1", "y"), FHIR),
    Case("update", 412, ONE, basic("b1"), {**FHIR, **STALE}),
    Case("update", 403, ONE, basic("b1"), FHIR, "foreign"),
    Case("update", 409, ONE, basic("b1"), {**FHIR, **KEY}),
    Case("update", 404, "/fhir/Nonsense/b1", basic("b1"), FHIR),
    Case("update", 400, ONE, basic("b2"), FHIR),
    Case("update", 422, ONE, b'{"resourceType":"Basic","id":"b1"}', FHIR),
    *_usual("update", ONE, basic("b1")),
    *_forms("update", ONE, basic("b1")),
    Case("updateConditional", 201, f"{ALL}?identifier=U-8", basic(), FHIR),
    Case("updateConditional", 412, SEARCH, basic(), FHIR),
    Case("updateConditional", 200, f"{ALL}?_id=b1", basic(text="w"), FHIR),
    Case("updateConditional", 403, f"{ALL}?_id=b1", basic(), FHIR, "foreign"),
    Case("updateConditional", 409, f"{ALL}?_id=b1", basic(), {**FHIR, **KEY}),
    Case("updateConditional", 404, f"/fhir/Nonsense?{BY_NUMBER}", basic(), FHIR),
    Case("updateConditional", 422, f"{ALL}?_id=b1", b'{"resourceType":"Basic"}', FHIR),
    *_usual("updateConditional", SEARCH, basic()),
    *_forms("updateConditional", SEARCH, basic()),
    Case("patch", 200, ONE, RENAME, PATCHING),
    Case("patch", 412, ONE, RENAME, {**PATCHING, **STALE}),
    Case("patch", 403, ONE, RENAME, PATCHING, "foreign"),
    Case("patch", 404, "/fhir/Basic/nobody", RENAME, PATCHING),
    Case("patch", 409, ONE, RENAME, {**PATCHING, **KEY}),
    Case("patch", 422, ONE, b'[{"op":"remove","path":"/code"}]', PATCHING),
    Case("patch", 406, ONE, RENAME, {**PATCHING, **NOT_SPOKEN}),
    Case("patch", 413, ONE, RENAME * 9, PATCHING, "small"),
    Case("patch", 415, ONE, RENAME, TURTLE),
    *_usual("patch", ONE, RENAME, PATCHING),
    Case("patchConditional", 200, f"{ALL}?_id=b1", RENAME, PATCHING),
    Case("patchConditional", 412, SEARCH, RENAME, PATCHING),
    Case("patchConditional", 403, f"{ALL}?_id=b1", RENAME, PATCHING, "foreign"),
    Case("patchConditional", 404, f"{ALL}?_id=nobody", RENAME, PATCHING),
    Case("patchConditional", 409, f"{ALL}?_id=b1", RENAME, {**PATCHING, **KEY}),
    Case("patchConditional", 422, f"{ALL}?_id=b1", b'[{"op":"remove","path":"/code"}]', PATCHING),
    Case("patchConditional", 406, SEARCH, RENAME, {**PATCHING, **NOT_SPOKEN}),
    Case("patchConditional", 413, SEARCH, RENAME * 9, PATCHING, "small"),
    Case("patchConditional", 415, SEARCH, RENAME, TURTLE),
    *_usual("patchConditional", SEARCH, RENAME, PATCHING),
    *_read("vread", f"{ONE}/_history/1"),
    Case("vread", 404, f"{ONE}/_history/99"),
    *_read("history", f"{ONE}/_history"),
    Case("history", 404, "/fhir/Basic/nobody/_history"),
    *_read("historyType", f"{ALL}/_history?_count=2"),
    Case("historyType", 404, "/fhir/Nonsense/_history"),
    *_read("historySystem", "/fhir/_history?_count=3"),
    Case("delete", 412, ONE, headers=STALE),
    Case("delete", 403, ONE, state="foreign"),
    Case("delete", 409, ONE, headers=KEY),
    Case("delete", 204, ONE),
    Case("delete", 204, ONE),
    Case("delete", 404, "/fhir/Nonsense/nobody"),
    *_usual("delete", ONE, None, {}),
    Case("patch", 410, ONE, RENAME, PATCHING),
    Case("read", 410, ONE),
    Case("vread", 410, f"{ONE}/_history/5"),
    Case("deleteConditional", 412, SEARCH),
    Case("deleteConditional", 403, f"{ALL}?_id=b1", state="foreign"),
    Case("deleteConditional", 404, f"/fhir/Nonsense?{BY_NUMBER}"),
    Case("deleteConditional", 409, f"{ALL}?_id=b1", headers=KEY),
    Case("deleteConditional", 204, f"{ALL}?identifier=nothing"),
    *_usual("deleteConditional", SEARCH, None, {}),
    Case(
        "bundle",
        200,
        "/fhir",
        bundle("batch", ("GET", "Basic/none", b""), ("POST", "Basic", basic())),
        FHIR,
    ),
    Case(
        "bundle",
        200,
        "/fhir",
        bundle("transaction", ("PUT", "Basic/b3", basic("b3")), ("GET", "Basic/b3", b"")),
        FHIR,
    ),
    Case("bundle", 400, "/fhir", bundle("collection"), FHIR),
    Case("bundle", 400, "/fhir", bundle("transaction", ("SING", "Basic", b"")), FHIR),
    Case(
        "bundle", 403, "/fhir", bundle("transaction", ("DELETE", "Basic/b3", b"")), FHIR, "foreign"
    ),
    Case(
        "bundle", 409, "/fhir", bundle("transaction", ("DELETE", "Basic/b3", b"")), {**FHIR, **KEY}
    ),
    Case(
        "bundle", 412, "/fhir", bundle("transaction", ("DELETE", f"Basic?{BY_NUMBER}", b"")), FHIR
    ),
    Case(
        "bundle",
        422,
        "/fhir",
        bundle("transaction", ("POST", "Basic", b'{"resourceType":"Basic"}')),
        FHIR,
    ),
    *_usual("bundle", "/fhir", bundle("transaction", ("DELETE", "Basic/b3", b""))),
    *_forms("bundle", "/fhir", bundle("transaction", ("DELETE", "Basic/b3", b""))),
)
