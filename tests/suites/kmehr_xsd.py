"""The values of KMEHR's tables as the standard's schema lists them, where it is at hand.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

import re

from tests.suites.places import SHARED

XSD = SHARED / "kmehr" / "xsd" / "cd-1_43.xsd"

_VALUE = re.compile(r'enumeration value="([^"]+)"')


def values(table: str) -> frozenset[str]:
    """The values of `CD-ITEM` and the like."""
    text = XSD.read_text(encoding="latin-1")
    named = rf'<xsd:simpleType name="{table}values">.*?</xsd:simpleType>'
    found = re.search(named, text, re.DOTALL)
    return frozenset(_VALUE.findall(found[0])) if found else frozenset()
