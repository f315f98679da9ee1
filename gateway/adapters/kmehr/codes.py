"""Codes of KMEHR's own tables in one spelling: `Excluded` denies as `excluded` does.

A table is in small letters or in capitals throughout; codes of others (ICD, LOCAL) stay as sent.
https://www.ehealth.fgov.be/standards/kmehr/en/tables
"""

from __future__ import annotations

from gateway.model import Node

_SMALL = frozenset(
    {
        "CD-ADDRESS",
        "CD-ADMINISTRATIONUNIT",
        "CD-CERTAINTY",
        "CD-CONTACT-PERSON",
        "CD-DAYPERIOD",
        "CD-EMERGENCYEVALUATION",
        "CD-ENCOUNTER",
        "CD-HCPARTY",
        "CD-HEADING",
        "CD-INCAPACITY",
        "CD-INCAPACITYREASON",
        "CD-ITEM",
        "CD-ITEM-MS",
        "CD-LIFECYCLE",
        "CD-MS-ADAPTATION",
        "CD-MS-ORIGIN",
        "CD-PARAMETER",
        "CD-PATIENTWILL",
        "CD-PATIENTWILL-HOSP",
        "CD-PATIENTWILL-RES",
        "CD-QUANTITYPREFIX",
        "CD-REFSCOPE",
        "CD-SEVERITY",
        "CD-SEX",
        "CD-TELECOM",
        "CD-TEMPORALITY",
        "CD-TIMEUNIT",
        "CD-TRANSACTION",
        "CD-URGENCY",
        "CD-VACCINEINDICATION",
        "CD-WEEKDAY",
    }
)
"""Tables all of whose codes are in small letters."""
_CAPITAL = frozenset({"CD-PERIODICITY"})
"""Those in capitals, but for `ondemand`."""
_KINDS = "TYPE"
"""The attribute of a link that holds its kind, of CD-LNK."""


def spell(root: Node) -> None:
    """Write each code of these tables, of a tree that was just read, as its table does."""
    rest = [root]
    while rest:
        one = rest.pop()
        if one.name == "cd":
            _spell(one)
        elif one.name == "lnk" and (kind := one.attributes.get(_KINDS)):
            one.attributes[_KINDS] = kind.lower()
        rest.extend(one.children())


def _spell(cd: Node) -> None:
    scheme = cd.attributes.get("S", "").strip().upper()
    if scheme not in _SMALL and scheme not in _CAPITAL:
        return
    cd.attributes["S"] = scheme
    sent = cd.text()
    code = sent.lower()
    if scheme in _CAPITAL and code.strip() != "ondemand":
        code = sent.upper()
    if code != sent:
        cd.content[:] = [code]
