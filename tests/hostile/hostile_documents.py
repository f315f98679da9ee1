"""Documents that only somebody hostile, or something broken, would send.

https://datatracker.ietf.org/doc/html/rfc8259 · https://hl7.org/fhir/R4/security.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

_PATIENT = b'{"resourceType":"Patient"'
_DEEP = 10_000
_MANY = 100_000


def _nested(before: bytes, after: bytes, middle: bytes, times: int = _DEEP) -> bytes:
    return before * times + middle + after * times


def _patient(said: bytes) -> bytes:
    return _PATIENT + b"," + said + b"}"


def _deep_items() -> bytes:
    inner = _nested(b'{"linkId":"a","type":"group","item":[', b"]}", b"", _MANY)
    return b'{"resourceType":"Questionnaire","status":"draft","item":[' + inner + b"]}"


def _deep_contained() -> bytes:
    return _nested(b'{"resourceType":"Patient","contained":[', b"]}", b"", _MANY)


def _deep_extensions() -> bytes:
    return _patient(
        b'"extension":[' + _nested(b'{"url":"http://a.example","extension":[', b"]}", b"") + b"]"
    )


def _same_ids() -> bytes:
    one = b'{"resourceType":"Basic","id":"a","code":{"text":"x"}}'
    return _patient(b'"contained":[' + b",".join([one] * _MANY) + b"]")


def _same_urls() -> bytes:
    one = b'{"fullUrl":"urn:x:y","resource":{"resourceType":"Basic","id":"a","code":{"text":"x"}}}'
    return (
        b'{"resourceType":"Bundle","type":"collection","entry":['
        + b",".join([one] * _MANY)
        + b"]}"
    )


def _same_element_ids() -> bytes:
    one = b'{"id":"a","family":"x"}'
    return _patient(b'"name":[' + b",".join([one] * _MANY) + b"]")


def _repeated_keys() -> bytes:
    return _PATIENT + b',"active":true' * _MANY + b"}"


def _linked(many: int, div: bytes) -> bytes:
    """A narrative with so many links to data of the resource."""
    link = (
        b'{"url":"http://hl7.org/fhir/StructureDefinition/textLink","extension":['
        b'{"url":"htmlid","valueString":"a%d"},{"url":"data","valueUri":"#a%d"}]}'
    )
    links = b",".join(link % (number, number) for number in range(many))
    xmlns = b'<div xmlns=\\"http://www.w3.org/1999/xhtml\\">'
    said = b'"status":"generated","extension":[%b],"div":"%b%b</div>"' % (links, xmlns, div)
    return _patient(b'"text":{%b}' % said)


def _many_links() -> bytes:
    paragraphs = b"".join(b'<p id=\\"a%d\\">x</p>' % number for number in range(_DEEP))
    return _linked(_DEEP, paragraphs)


def _many_keys() -> bytes:
    return _patient(b",".join(b'"k%d":1' % number for number in range(_MANY)))


READ: Mapping[str, tuple[Callable[[], bytes], str]] = MappingProxyType(
    {
        "ten thousand lists": (
            lambda: _patient(b'"name":' + b"[" * _DEEP + b"]" * _DEEP),
            "json-depth",
        ),
        "ten thousand objects": (
            lambda: _patient(b'"a":' + _nested(b'{"a":', b"}", b"1")),
            "json-depth",
        ),
        "ten thousand lists that never end": (lambda: b"[" * _DEEP, "json-"),
        "a million lists that never end": (lambda: b"[" * 1_000_000, "json-"),
        "a hundred thousand items in items": (_deep_items, "json-depth"),
        "a hundred thousand resources contained in resources": (_deep_contained, "json-depth"),
        "ten thousand extensions in extensions": (_deep_extensions, "json-depth"),
        "more than fifty million bytes": (
            lambda: _patient(b'"a":"' + b"x" * 50_000_001 + b'"'),
            "json-size",
        ),
        "fifty million spaces": (lambda: b" " * 50_000_000, "json-syntax"),
        "a hundred thousand times the same key": (_repeated_keys, "json-duplicate-key"),
        "a key twice, once escaped": (
            lambda: b'{"resourceType":"Patient","id":"a","\\u0069d":"b"}',
            "json-duplicate-key",
        ),
        "NaN": (lambda: _patient(b'"a":NaN'), "json-syntax"),
        "Infinity": (lambda: _patient(b'"a":-Infinity'), "json-syntax"),
        "a huge exponent": (lambda: _patient(b'"a":1e999999999'), "json-number"),
        "a huge negative exponent": (lambda: _patient(b'"a":1E-999999999'), "json-number"),
        "a lone surrogate": (lambda: _patient(b'"a":"\\ud800"'), "json-"),
        "surrogates the wrong way round": (lambda: _patient(b'"a":"\\udc00\\ud800"'), "json-"),
        "a surrogate in UTF-8": (lambda: _patient(b'"a":"\xed\xa0\x80"'), "json-syntax"),
        "overlong UTF-8": (lambda: _patient(b'"a":"\xc0\xaf"'), "json-syntax"),
        "a byte order mark": (lambda: b"\xef\xbb\xbf" + _patient(b'"id":"a"'), "json-"),
        "UTF-16": (lambda: _patient(b'"id":"a"').decode().encode("utf-16"), "json-"),
        "UTF-32": (lambda: _patient(b'"id":"a"').decode().encode("utf-32"), "json-"),
        "Latin-1": (lambda: _patient('"a":"é"'.encode("latin-1")), "json-syntax"),
        "cut in a string": (lambda: _patient(b'"a":"abc"')[:-3], "json-syntax"),
        "cut in a number": (lambda: _PATIENT + b',"a":1.', "json-syntax"),
        "cut in an escape": (lambda: _PATIENT + b',"a":"\\u00', "json-syntax"),
        "nothing": (lambda: b"", "json-syntax"),
        "a zero byte": (lambda: b"\0", "json-syntax"),
        "a bare list": (lambda: b"[]", "resource-type"),
        "a bare text": (lambda: b'"Patient"', "resource-type"),
        "a type that is a list": (lambda: b'{"resourceType":["Patient"]}', "resource-type"),
        "a comment": (lambda: b'{"resourceType":"Patient"/* */}', "json-syntax"),
        "single quotes": (lambda: b"{'resourceType':'Patient'}", "json-syntax"),
        "a comma at the end": (lambda: b'{"resourceType":"Patient",}', "json-syntax"),
        "two documents": (lambda: b'{"resourceType":"Patient"}{}', "json-syntax"),
        "a number of a hundred thousand digits": (
            lambda: _patient(b'"multipleBirthInteger":' + b"9" * _MANY),
            "json-",
        ),
        "a decimal of a million digits": (
            lambda: _patient(b'"multipleBirthInteger":0.' + b"9" * 1_000_000),
            "",
        ),
    }
)
"""What is read -> (the bytes, the rule by which they are refused, or what it begins with)."""

HELD: Mapping[str, tuple[Callable[[], bytes], str]] = MappingProxyType(
    {
        "a hundred thousand contained resources of one id": (_same_ids, "contained-id-twice"),
        "a hundred thousand entries of one fullUrl": (_same_urls, "bdl-7"),
        "a hundred thousand elements of one id": (_same_element_ids, "element-id-twice"),
        "a hundred thousand unknown elements": (_many_keys, "element-unknown"),
        "a hundred thousand empty names": (
            lambda: _patient(b'"name":[' + b"{}," * (_MANY - 1) + b"{}]"),
            "empty-value",
        ),
        "a text for the regular expression of base64": (
            lambda: _patient(
                b'"photo":[{"contentType":"image/png","data":"' + b"AAAA  " * 50_000 + b'%"}]'
            ),
            "binary-format",
        ),
        "a megabyte of text too much": (
            lambda: _patient(b'"name":[{"family":"' + b"x" * 1_048_577 + b'"}]'),
            "string-format",
        ),
        "a megabyte of an id": (
            lambda: _patient(b'"id":"' + b"x" * 1_000_000 + b'"'),
            "id-format",
        ),
        "a megabyte of digits for a date": (
            lambda: _patient(b'"birthDate":"' + b"2" * 1_000_000 + b'"'),
            "date-format",
        ),
        "a megabyte of an OID": (
            lambda: _patient(b'"identifier":[{"system":"urn:oid:' + b"1." * 500_000 + b'"}]'),
            "uri-format",
        ),
        "a megabyte of spaces for a code": (
            lambda: _patient(b'"gender":"' + b" " * 1_000_000 + b'"'),
            "",
        ),
        "a narrative of a hundred thousand elements in each other": (
            lambda: _patient(
                b'"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">'
                + b"<b>" * _MANY
                + b"x"
                + b"</b>" * _MANY
                + b'</div>"}'
            ),
            "",
        ),
        "a narrative of ten thousand links to data": (_many_links, ""),
        "a linked narrative of a hundred thousand tags that never end": (
            lambda: _linked(1, b'<p id=\\"a0\\">x</p>' + b"<a" * _MANY),
            "narrative-syntax",
        ),
        "an entity bomb in the narrative": (
            lambda: _patient(
                b'"text":{"status":"generated","div":"<!DOCTYPE d [<!ENTITY a \\"aaaaaaaaaa\\">'
                b'<!ENTITY b \\"&a;&a;&a;&a;&a;&a;&a;&a;\\">'
                b'<!ENTITY c \\"&b;&b;&b;&b;&b;&b;&b;&b;\\">]>'
                b'<div xmlns=\\"http://www.w3.org/1999/xhtml\\">&c;</div>"}'
            ),
            "narrative-syntax",
        ),
        "a narrative that reads a file": (
            lambda: _patient(
                b'"text":{"status":"generated","div":"<!DOCTYPE d [<!ENTITY a SYSTEM \\"file:///etc/x\\">]>'
                b'<div xmlns=\\"http://www.w3.org/1999/xhtml\\">&a;</div>"}'
            ),
            "narrative-syntax",
        ),
    }
)
"""What is held against R4 -> (the bytes, a rule that is broken; empty: none need be)."""
