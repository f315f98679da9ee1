"""What FHIR allows and some houses do not: tags, addresses of examples, unknown extensions.

https://hl7.org/fhir/R4/security.html#narrative · https://www.rfc-editor.org/rfc/rfc2606
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import structs

from gateway.model import Forbidden, Issue, Resource, Severity
from gateway.validation.findings import MOST, Found, issues

if TYPE_CHECKING:
    from gateway.validation.paths import Path


_RULES: Mapping[Forbidden, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        Forbidden.EXAMPLES: (
            re.compile(
                r"https?://([^/\s]*\.)?(example\.(com|net|org)|acme\.(com|org))([/:?#]\S*)?"
            ),
            "address-example",
        ),
        Forbidden.MARKUP: (
            re.compile(r"[\s\S]*?<[A-Za-z]\w*(\s[^<>]*)?/?>[\s\S]*"),
            "text-markup",
        ),
    }
)
"""What is forbidden -> what the whole of such a text looks like, and the rule that it breaks."""
_LOUDER: Mapping[Forbidden, str] = MappingProxyType({Forbidden.EXTENSIONS: "extension-unknown"})
"""What is forbidden -> the rule of what is only a warning elsewhere."""


def refused(found: Iterable[Issue], kinds: Collection[Forbidden]) -> Iterator[Issue]:
    """The same issues; what only warns of something that is forbidden here is an error."""
    rules = {_LOUDER[kind] for kind in kinds if kind in _LOUDER}
    for issue in found:
        yield structs.replace(issue, severity=Severity.ERROR) if issue.rule in rules else issue


def forbidden(resource: Resource, kinds: Collection[Forbidden]) -> Iterator[Issue]:
    """Every text of a resource, its narrative aside, that is of one of these kinds."""
    found: list[Found] = []
    for text, path in _texts(resource) if kinds else ():
        for kind, (form, rule) in _RULES.items():
            if kind in kinds and form.fullmatch(text) and len(found) < MOST:
                found.append((rule, path, (), "", None))
    return issues(found, resource)


def _texts(resource: Resource) -> Iterator[tuple[str, Path]]:
    """Every text, and where it stands, in the order of the resource."""
    rest: list[tuple[Any, Path]] = [(resource, (None, str(resource.get("resourceType"))))]
    while rest:
        one, path = rest.pop()
        if one.__class__ is str:
            yield one, path
        elif one.__class__ is dict:
            inside = [(value, (path, key)) for key, value in one.items() if key != "div"]
            rest += inside[::-1]
        elif one.__class__ is list:
            parent, key = path[0], path[1]
            rest += [(value, (parent, key, index)) for index, value in enumerate(one)][::-1]
