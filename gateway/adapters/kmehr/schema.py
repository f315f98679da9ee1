"""Holds KMEHR messages to the XML schemas of the standard, which the operator puts in a folder.

lxml reads them, with neither network nor DTD: the schemas come from that folder alone, and the two
of W3C that they name (signature, encryption) are stood in for, since nothing sealed is taken.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema · https://www.w3.org/TR/xmlschema-1/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lxml import etree

from gateway.model import Issue
from gateway.wording import told

_MOST = 50
"""Faults of one message that are told."""
_ENTRY = "kmehr_elements*.xsd"
_STAND_IN = (
    '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{0}">'
    '<xsd:complexType name="{1}"><xsd:sequence><xsd:any processContents="skip" minOccurs="0" '
    'maxOccurs="unbounded"/></xsd:sequence></xsd:complexType></xsd:schema>'
)
_W3C: Mapping[str, str] = MappingProxyType(
    {
        "xmldsig-core-schema.xsd": _STAND_IN.format(
            "http://www.w3.org/2000/09/xmldsig#", "SignatureType"
        ),
        "xenc-schema.xsd": _STAND_IN.format("http://www.w3.org/2001/04/xmlenc#", "EncryptedType"),
    }
)
_NOTHING = '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"/>'
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([\w.-]+)'")


class Schema:
    """The schemas of one folder."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError where the folder holds no schema of the standard that can be used."""
        entry = max(folder.glob(_ENTRY), default=None)
        if entry is None:
            raise ValueError(f"{folder}: no {_ENTRY} is there")
        parser = _parser()
        parser.resolvers.add(_Folder(folder))
        try:
            self._schema = etree.XMLSchema(etree.parse(entry, parser))
        except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
            raise ValueError(f"{entry}: {error}") from error

    def __call__(self, body: bytes) -> list[Issue]:
        """What is wrong with a message that has been read already; never a value of it."""
        root = etree.fromstring(body, _parser())
        if self._schema.validate(root):
            return []
        found: Any = self._schema.error_log
        return [_issue(one) for one in islice(found, _MOST)]


def _issue(error: Any) -> Issue:
    named = _ELEMENT.match(error.message)
    element = named[1] if named else "?"
    rule = error.type_name.removeprefix("SCHEMAV_").lower().replace("_", "-")
    return told("kmehr-schema", element, rule, source=f"{error.line}:1", code="structure")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )


class _Folder(etree.Resolver):
    """Gives schemas of the folder by their last name; anything else is empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(  # type: ignore[override] # the stubs forget the context
        self,
        system_url: str | None,
        public_id: str | None,  # noqa: ARG002 - nothing is known by one
        context: Any,
    ) -> Any:
        """The schema of that name, from the folder or of our own; else an empty one."""
        name = Path(system_url or "").name
        if name in _W3C:
            return self.resolve_string(_W3C[name], context, base_url=name)
        path = self._folder / name
        if name.endswith(".xsd") and path.is_file():
            return self.resolve_string(path.read_bytes(), context, base_url=name)
        return self.resolve_string(_NOTHING, context, base_url=name)
