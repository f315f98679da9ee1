"""Asks a terminology server about codes that nobody here can judge: briefly, and never in vain.

What it said is remembered; where it does not answer, in time or at all, nothing is held against a
code, and a warning says so. https://hl7.org/fhir/R4/valueset-operation-validate-code.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import httpx
import orjson

from gateway.model import Answer, Empty, Issue, Question, Resource, Term, Validator

PATIENCE = 10.0
"""Seconds for all questions about one resource."""
REST = 30.0
"""Seconds for which a server that did not answer is left alone."""
_TIMEOUT = httpx.Timeout(5, connect=3)
_MOST = 1_000_000
"""Bytes of one answer."""
_KEPT = 20_000
"""Answers that are remembered."""
_AT_ONCE = 8
_FHIR = "application/fhir+json"
_UNKNOWN = frozenset({"x-caused-by-unknown-system", "x-unknown-system"})
"""Parameters by which servers say that they do not have the code system either."""
_SILENT = Answer(None, reached=False)
_UNTOLD = Answer(None)


class TerminologyServer:
    """One terminology server: one pooled client, a bounded memory, a limit in time."""

    def __init__(
        self,
        address: str,
        client: httpx.Client | None = None,
        patience: float = PATIENCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Takes the base address of its FHIR interface."""
        self._address = address.rstrip("/")
        self._client = client or httpx.Client(timeout=_TIMEOUT, follow_redirects=False)
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="terminology")
        self._patience = patience
        self._now = now
        self._known: dict[tuple[str, Term], Answer] = {}
        self._rests_until = 0.0

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    def answers(self, questions: Sequence[Question]) -> Mapping[Question, Answer]:
        """An answer to each question; where there is none, one that says so. Never raises."""
        end = self._now() + self._patience
        asked = {(one.valueset, term) for one in questions for term in one.terms}
        fresh = [key for key in asked if key not in self._known]
        said = {key: self._known[key] for key in asked - set(fresh)}
        if fresh and self._now() >= self._rests_until:
            said |= self._ask(fresh, end)
        return {one: _whole(one, said) for one in questions}

    def _ask(self, keys: Sequence[tuple[str, Term]], end: float) -> dict[tuple[str, Term], Answer]:
        waiting: dict[Future[Answer], tuple[str, Term]] = {
            self._pool.submit(self._answer, *key, end): key for key in keys
        }
        done, late = wait(waiting, timeout=max(0.0, end - self._now()))
        for one in late:
            one.cancel()
        said = {waiting[one]: one.result() for one in done}
        if late or any(not one.reached for one in said.values()):
            self._rests_until = self._now() + REST
        self._remember({key: one for key, one in said.items() if one.reached})
        return said

    def _remember(self, said: Mapping[tuple[str, Term], Answer]) -> None:
        if len(self._known) + len(said) > _KEPT:
            self._known.clear()
        self._known.update(said)

    def _answer(self, valueset: str, term: Term, end: float) -> Answer:
        """What the server says of one code; a name is tried only where it is not the usual one."""
        if self._now() < self._rests_until:
            return _SILENT
        plain = self._validate(valueset, (*term[:3], ""), end)
        if not isinstance(plain, dict):
            return plain
        usual, display = plain.get("display"), term[3]
        if not plain["result"]:
            return Answer(known=False)
        if not display or (isinstance(usual, str) and _plain(usual) == _plain(display)):
            return Answer(known=True)
        named = self._validate(valueset, term, end)
        return Answer(known=True, misnamed=isinstance(named, dict) and not named["result"])

    def _validate(self, valueset: str, term: Term, end: float) -> dict[str, Any] | Answer:
        """The parameters of one answer, or what is to be made of there being none."""
        kind = "ValueSet" if valueset else "CodeSystem"
        address = f"{self._address}/{kind}/$validate-code"
        try:
            status, content = self._post(address, _parameters(valueset, term), end)
            said = orjson.loads(content)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError):
            self._rests_until = self._now() + REST
            return _SILENT
        return _read(status, said)

    def _post(self, address: str, body: bytes, end: float) -> tuple[int, bytes]:
        headers = {"Content-Type": _FHIR, "Accept": _FHIR}
        with self._client.stream("POST", address, content=body, headers=headers) as answer:
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > _MOST or self._now() > end:
                    raise TimeoutError
            return answer.status_code, bytes(content)


def _whole(question: Question, said: Mapping[tuple[str, Term], Answer]) -> Answer:
    """One answer for all codes of a question: one that is right is enough."""
    each = [said.get((question.valueset, term), _SILENT) for term in question.terms]
    for wanted in (True, None):
        found = [one for one in each if one.known is wanted]
        if found:
            return found[0]
    return Answer(known=False)


def _parameters(valueset: str, term: Term) -> bytes:
    system, version, code, display = term
    url, _, pinned = valueset.partition("|")
    if valueset:
        said = {"url": ("valueUri", url), "valueSetVersion": ("valueString", pinned)}
        said |= {"system": ("valueUri", system or ""), "systemVersion": ("valueString", version)}
    else:
        said = {"url": ("valueUri", system or ""), "version": ("valueString", version)}
    said |= {"code": ("valueCode", code), "display": ("valueString", display)}
    parameters: list[dict[str, Any]] = [
        {"name": name, form: value} for name, (form, value) in said.items() if value
    ]
    if valueset and system is None:
        parameters.append({"name": "inferSystem", "valueBoolean": True})
    return orjson.dumps({"resourceType": "Parameters", "parameter": parameters})


def _read(status: int, said: Any) -> dict[str, Any] | Answer:
    """The parameters by name; where the server cannot tell, or is none, an answer of nothing."""
    kind = said.get("resourceType") if isinstance(said, dict) else None
    if kind == "OperationOutcome" and 400 <= status < 500:  # noqa: PLR2004 - it is our question
        return _UNTOLD
    parts = said.get("parameter") if kind == "Parameters" else None
    if not isinstance(parts, list) or status >= 400:  # noqa: PLR2004 - an error of its own
        return _SILENT
    found = {
        str(one.get("name")): next((one[key] for key in one if key.startswith("value")), None)
        for one in parts
        if isinstance(one, dict)
    }
    if not isinstance(found.get("result"), bool):
        return _SILENT
    return _UNTOLD if not found["result"] and not _UNKNOWN.isdisjoint(found) else found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


class Asking:
    """A validator that asks the terminology server first, and waits for what it says."""

    def __init__(self, validator: Validator, server: TerminologyServer) -> None:
        self._validator = validator
        self._server = server
        self.profile = validator.profile
        self.bound = validator.bound
        self.claims = validator.claims
        self.alike = validator.alike
        self.heeds = validator.heeds
        self.questions = validator.questions

    def check(
        self,
        resource: Resource,
        profiles: Sequence[str] = (),
        *,
        answers: Mapping[Question, Answer] = Empty,
        **asked: Any,
    ) -> Iterator[Issue]:
        """Every issue, codes of the server's code systems included."""
        said = answers or self._server.answers(self.questions(resource, profiles))
        return self._validator.check(resource, profiles, answers=said, **asked)
