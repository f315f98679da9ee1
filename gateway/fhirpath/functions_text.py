"""The functions on strings.

https://hl7.org/fhirpath/N1/#string-manipulation
"""

from __future__ import annotations

import base64
import binascii
import html
import json

from gateway.fhirpath import regex
from gateway.fhirpath.arithmetic import LONGEST_TEXT, limited
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Items, integer, text


def index_of(items: Items, part: Items) -> Items:
    """Where the part begins; -1 where it is not there."""
    value, sought = text(items), text(part)
    return [] if value is None or sought is None else [value.find(sought)]


def last_index_of(items: Items, part: Items) -> Items:
    """Where the part begins for the last time; -1 where it is not there."""
    value, sought = text(items), text(part)
    return [] if value is None or sought is None else [value.rfind(sought)]


def substring(items: Items, start: Items, length: Items | None) -> Items:
    """From a place on, at most so long."""
    value, begin = text(items), integer(start)
    if value is None or begin is None or not 0 <= begin < len(value):
        return []
    size = integer(length) if length else None
    return [value[begin:] if size is None else value[begin : begin + max(size, 0)]]


def starts_with(items: Items, part: Items) -> Items:
    """Does it begin so?"""
    value, sought = text(items), text(part)
    return [] if value is None or sought is None else [value.startswith(sought)]


def ends_with(items: Items, part: Items) -> Items:
    """Does it end so?"""
    value, sought = text(items), text(part)
    return [] if value is None or sought is None else [value.endswith(sought)]


def contains(items: Items, part: Items) -> Items:
    """Is the part in it?"""
    value, sought = text(items), text(part)
    return [] if value is None or sought is None else [sought in value]


def upper(items: Items) -> Items:
    """In capitals."""
    value = text(items)
    return [] if value is None else [value.upper()]


def lower(items: Items) -> Items:
    """In small letters."""
    value = text(items)
    return [] if value is None else [value.lower()]


def replace(items: Items, part: Items, by: Items) -> Items:
    """Every occurrence of the part replaced.

    Raises FhirPathError where it grows too long.
    """
    value, sought, new = text(items), text(part), text(by)
    if value is None or sought is None or new is None:
        return []
    if len(value) + value.count(sought) * len(new) > LONGEST_TEXT:
        raise FhirPathError("a string grows too long")
    return [value.replace(sought, new)]


def matches(items: Items, pattern: Items, env: Environment) -> Items:
    """Does the pattern fit some part of it?"""
    value, sought = text(items), text(pattern)
    if value is None or sought is None:
        return []
    env.spend(1 + regex.cost(sought, value))
    return [regex.search(sought, value)]


def matches_full(items: Items, pattern: Items, env: Environment) -> Items:
    """Does the pattern fit the whole of it?"""
    value, sought = text(items), text(pattern)
    if value is None or sought is None:
        return []
    env.spend(1 + regex.cost(sought, value))
    return [regex.full(sought, value)]


def replace_matches(items: Items, pattern: Items, by: Items, env: Environment) -> Items:
    """Everything that the pattern fits replaced; `$1` or `${name}` is what a group held."""
    value, sought, new = text(items), text(pattern), text(by)
    if value is None or sought is None or new is None:
        return []
    env.spend(1 + regex.cost(sought, value))
    return [value if not sought else limited(regex.replace(sought, value, new))]


def length(items: Items) -> Items:
    """How many characters?"""
    value = text(items)
    return [] if value is None else [len(value)]


def to_chars(items: Items) -> Items:
    """Its characters."""
    return list(text(items) or "")


def trim(items: Items) -> Items:
    """Without the space around it."""
    value = text(items)
    return [] if value is None else [value.strip()]


def split(items: Items, mark: Items) -> Items:
    """Cut at every mark."""
    value, sought = text(items), text(mark)
    if value is None or sought is None:
        return []
    return list(value.split(sought)) if sought else list(value)


def join(items: Items, mark: Items | None) -> Items:
    """One string of all, with the mark between."""
    between = (text(mark) if mark else None) or ""
    parts = [part for item in items if (part := text([item])) is not None]
    return [limited(between.join(parts))] if parts else []


def encode(items: Items, form: Items) -> Items:
    """As hex, base64 or urlbase64.

    Raises FhirPathError for another form.
    """
    value, name = text(items), text(form)
    if value is None:
        return []
    octets = value.encode()
    if name == "hex":
        return [octets.hex()]
    if name == "base64":
        return [base64.b64encode(octets).decode()]
    if name == "urlbase64":
        return [base64.urlsafe_b64encode(octets).decode()]
    raise FhirPathError("the forms are hex, base64 and urlbase64")


def decode(items: Items, form: Items) -> Items:
    """Back from hex, base64 or urlbase64; empty where it is none.

    Raises FhirPathError for another form.
    """
    value, name = text(items), text(form)
    if value is None:
        return []
    if name not in {"hex", "base64", "urlbase64"}:
        raise FhirPathError("the forms are hex, base64 and urlbase64")
    try:
        if name == "hex":
            return [bytes.fromhex(value).decode()]
        letters = b"+/" if name == "base64" else b"-_"
        return [base64.b64decode(value, altchars=letters, validate=True).decode()]
    except (ValueError, binascii.Error):
        return []


def escape(items: Items, form: Items) -> Items:
    """As html or json writes it.

    Raises FhirPathError for another form.
    """
    value, name = text(items), text(form)
    if value is None:
        return []
    if name == "html":
        return [html.escape(value)]
    if name == "json":
        return [json.dumps(value, ensure_ascii=False)[1:-1]]
    raise FhirPathError("the forms are html and json")


def unescape(items: Items, form: Items) -> Items:
    """Back from html or json.

    Raises FhirPathError for another form.
    """
    value, name = text(items), text(form)
    if value is None:
        return []
    if name == "html":
        return [html.unescape(value)]
    if name == "json":
        try:
            return [json.loads(f'"{value}"')]
        except ValueError:
            return [value]
    raise FhirPathError("the forms are html and json")
