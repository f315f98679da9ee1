"""What a Bundle must be as a whole, by its type: addresses, links, requests, search results.

A table of the types, then one function per rule.
https://hl7.org/fhir/R4/bundle.html · https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.validation import vital_signs
from gateway.validation.bundled import entries
from gateway.validation.primitives import unique
from gateway.validation.reach import reached
from gateway.validation.references import LITERAL, absolute, literal

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Rule: TypeAlias = Callable[["Resource", "Path", "Run"], None]

_PAGES = frozenset({"first", "previous", "next", "last"})
_BODILESS = frozenset({"GET", "HEAD", "DELETE"})
_ADDRESS = itemgetter("fullUrl")
_STATUS = re.compile(r"[1-5][0-9]{2}(\s.*)?", re.DOTALL)


def check(bundle: Resource, path: Path, run: Run) -> None:
    """Note in the run all that is wrong with the Bundle as a whole, beyond its invariants."""
    _addresses(bundle, path, run)
    if run.full:
        vital_signs.bundled(bundle, path, run)
    for rule in _RULES.get(str(bundle.get("type")), ()):
        rule(bundle, path, run)


def _addresses(bundle: Resource, path: Path, run: Run) -> None:
    """Each entry has a fullUrl, an absolute one, and the one of its resource."""
    optional = str(bundle.get("type")) in _UNADDRESSED
    if _all_right(bundle, run):
        return
    for index, entry in entries(bundle):
        url, place = entry.get("fullUrl"), (path, "entry", index)
        if url.__class__ is str and unique(url):
            continue
        if url.__class__ is not str:
            if "fullUrl" not in entry and _identified(entry) and not optional:
                run.add("full-url-missing", place)
        elif not absolute(str(url)):
            run.add("full-url-relative", (place, "fullUrl"))
        elif entry.get("resource").__class__ is dict:
            _identity(str(url), entry["resource"], place, run)


def _all_right(bundle: Resource, run: Run) -> bool:
    """Whether each entry has an address that is known to be right for it."""
    try:
        addresses = map(_ADDRESS, bundle.get("entry", ()))
        return run.bundle is not None and run.bundle.addresses().issuperset(addresses)
    except (LookupError, TypeError):
        return False


def _identified(entry: Mapping[str, Any]) -> bool:
    """Whether its resource is a thing with an identity, not only the outcome of a search."""
    resource = entry.get("resource")
    return resource.__class__ is dict and resource.get("resourceType") != "OperationOutcome"


def _identity(url: str, resource: Resource, place: Path, run: Run) -> None:
    match = None if url[:4] == "urn:" else LITERAL.fullmatch(url)
    if match is None or match["version"] or run.compiled.resource(match["type"]) is None:
        return
    if "id" not in resource:
        run.add("full-url-without-id", place)
    elif (match["type"], match["id"]) != (resource.get("resourceType"), resource["id"]):
        run.add("full-url-mismatch", place)


def _no_pages(bundle: Resource, path: Path, run: Run) -> None:
    """Only searches and histories come in pages."""
    for place, relation in _links(bundle, path):
        if relation in _PAGES:
            run.add("link-not-allowed", (place, "relation"))


def _one_link(bundle: Resource, path: Path, run: Run) -> None:
    """Each page, and the Bundle itself, is linked once."""
    seen = set()
    for place, relation in _links(bundle, path):
        if relation in seen and (relation in _PAGES or relation == "self"):
            run.add("link-twice", place)
        seen.add(relation)


def _links(bundle: Resource, path: Path) -> list[tuple[Path, str]]:
    links = bundle.get("link")
    return [
        ((path, "link", index), str(link.get("relation")))
        for index, link in enumerate(links if links.__class__ is list else ())
        if link.__class__ is dict
    ]


def _styled(bundle: Resource, path: Path, run: Run) -> None:
    """What a document is shown with has a whole address, or is in the document."""
    if "link" not in bundle:
        return
    held = {
        f"{one.get('resourceType')}/{one.get('id')}"
        for _, entry in entries(bundle)
        if (one := entry.get("resource")).__class__ is dict
    }
    links = bundle.get("link")
    for place, relation in _links(bundle, path):
        url = links[place[2]].get("url") if links.__class__ is list else None
        leads = url.__class__ is not str or absolute(str(url)) or url in held
        if relation == "stylesheet" and not leads:
            run.add("link-unresolved", (place, "url"))


def _begun(bundle: Resource, path: Path, run: Run) -> None:
    """A document or message begins with an entry: its invariant says nothing where none is."""
    if "entry" not in bundle:
        run.add("entry-missing", path)


def _connected(bundle: Resource, path: Path, run: Run) -> None:
    """In a document, every entry is reached from the Composition, or reaches it."""
    if run.bundle is not None and not run.bundle.reaches_all():
        forwards, backwards = reached(bundle, run.bundle)
        for index, entry in entries(bundle):
            resource = entry.get("resource")
            if resource.__class__ is dict and index not in forwards:
                kind = resource.get("resourceType")
                if index not in backwards:
                    run.add("entry-unreachable", (path, "entry", index))
                elif kind != "Provenance":
                    run.add("entry-only-backwards", (path, "entry", index))


def _concerned(bundle: Resource, path: Path, run: Run) -> None:
    """In a message, an entry that nothing leads to is of doubtful use."""
    if run.bundle is not None and not run.bundle.reaches_all():
        concerned = frozenset().union(*reached(bundle, run.bundle))
        for index, entry in entries(bundle):
            if entry.get("resource").__class__ is dict and index not in concerned:
                run.add("entry-unconcerned", (path, "entry", index))


def _results(bundle: Resource, path: Path, run: Run) -> None:
    """In a search set, each entry is a resource with an id, of the kind that its mode says."""
    links = {relation: place for place, relation in _links(bundle, path)}
    if "self" not in links:
        run.add("search-self-missing", path)
    wanted = _searched(bundle, run)
    for index, entry in entries(bundle):
        place: Path = (path, "entry", index)
        resource, search = entry.get("resource"), entry.get("search")
        if resource.__class__ is not dict:
            run.add("search-resource-missing", place)
            continue
        mode = str(search.get("mode")) if search.__class__ is dict else ""
        _result(resource, mode, wanted, (place, "resource"), run)


def _result(resource: Resource, mode: str, wanted: frozenset[str], place: Path, run: Run) -> None:
    kind = str(resource.get("resourceType"))
    if mode == "outcome":
        if kind != "OperationOutcome":
            run.add("search-outcome-type", place)
        return
    if "id" not in resource and (kind != "OperationOutcome" or mode in {"match", "include"}):
        rule = "search-id-missing" if mode in {"match", "include"} else "search-id-absent"
        run.add(rule, place)
    if mode == "match" and wanted and kind not in wanted:
        run.add("search-match-type", place)


def _searched(bundle: Resource, run: Run) -> frozenset[str]:
    """The types that were searched for, by the link to the search itself; none: not told."""
    links = bundle.get("link")
    for link in links if links.__class__ is list else ():
        if link.__class__ is dict and link.get("relation") == "self":
            path, _, query = str(link.get("url")).partition("?")
            kind = path.rpartition("/")[2]
            if run.compiled.resource(kind) is not None:
                return frozenset({kind})
            for parameter in query.split("&"):
                if parameter.startswith("_type="):
                    return frozenset(parameter[6:].replace("%2C", ",").split(","))
    return frozenset()


def _requests(bundle: Resource, path: Path, run: Run) -> None:
    """In a transaction or batch, each request has the address and the body of its method."""
    for index, entry in entries(bundle):
        request, resource = entry.get("request"), entry.get("resource")
        if request.__class__ is dict:
            place: Path = ((path, "entry", index), "request")
            method, url = str(request.get("method")), str(request.get("url"))
            if method in _BODILESS and "resource" in entry:
                run.add("request-with-body", place)
            elif method in {"POST", "PUT"} and "$" not in url and "_search" not in url:
                if resource.__class__ is not dict:
                    run.add("request-without-body", place)
                elif not _fitting(method, url, resource):
                    run.add("request-url-wrong", (place, "url"))


def _fitting(method: str, url: str, resource: Resource) -> bool:
    """Whether a resource is what is created or updated at this address."""
    kind = resource.get("resourceType")
    path, asked, _ = url.partition("?")
    parts = path.strip("/").split("/")
    if method == "POST":
        return parts[-1] == kind
    if asked:
        return parts[-1] == kind
    return len(parts) > 1 and (parts[-2], parts[-1]) == (kind, resource.get("id"))


def _once(bundle: Resource, path: Path, run: Run) -> None:
    """A transaction changes each resource once: all of it happens at the same time."""
    seen = set()
    for index, entry in entries(bundle):
        request = entry.get("request")
        if request.__class__ is dict and request.get("method") in ("PUT", "PATCH", "DELETE"):
            url = str(request.get("url")).strip("/")
            if literal(url) and url in seen:
                run.add("transaction-overlap", ((path, "entry", index), "request"))
            seen.add(url)


def _responses(bundle: Resource, path: Path, run: Run) -> None:
    """A response begins with the status of HTTP."""
    for index, entry in entries(bundle):
        response = entry.get("response")
        status = response.get("status") if response.__class__ is dict else None
        if status.__class__ is str and _STATUS.fullmatch(str(status)) is None:
            run.add("response-status", (((path, "entry", index), "response"), "status"))


_UNADDRESSED = frozenset({"transaction", "transaction-response", "batch", "batch-response"})
"""Types of Bundle whose entries may have no fullUrl."""

_RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "document": (_begun, _no_pages, _one_link, _styled, _connected),
        "message": (_begun, _no_pages, _one_link, _concerned),
        "transaction": (_no_pages, _one_link, _requests, _once),
        "transaction-response": (_no_pages, _one_link, _responses),
        "batch": (_no_pages, _one_link, _requests),
        "batch-response": (_no_pages, _one_link, _responses),
        "history": (_one_link, _responses),
        "searchset": (_one_link, _results),
        "collection": (_no_pages, _one_link),
    },
)
"""Type of Bundle -> what is asked of it as a whole."""
