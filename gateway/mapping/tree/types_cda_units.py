"""What SNOMED CT's units of presentation are called: a dose of `732936001` is one of tablets.

IHE Pharmacy, eHDSI and national guides write such a code where UCUM has no unit.
https://browser.ihtsdotools.org/?conceptId1=732935002 · http://fhir.ch/ig/ch-emed/ValueSet-UnitCode.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

SNOMED = "http://snomed.info/sct"
CONCEPT = re.compile(r"[1-9]\d{5,17}", re.ASCII)
"""A unit of presentation as IHE Pharmacy writes it. UCUM would take it for a number."""
_PRESENTED = """
732981002 Actuation, 732978007 Ampule, 732980001 Applicator, 732982009 Bag, 732983004 Barrel,
732984005 Blister, 732985006 Block, 732986007 Bottle, 732987003 Cachet, 732937005 Capsule,
732988008 Cartridge, 732989000 Chewing gum, 732990009 Container, 732991008 Cup, 732992001 Cylinder,
732993006 Dressing, 732994000 Drop, 732995004 Film, 732996003 Implant, 732997007 Inhaler,
732998002 Insert, 732999005 Jar, 733001005 Lyophilisate, 733002003 Matrix, 733003008 Pad,
733004002 Pastille, 733005001 Patch, 733006000 Pen, 733007009 Pessary, 733008004 Pillule,
733009007 Pipette, 733010002 Plaster, 733011003 Plug, 733012005 Pouch, 733013000 Sachet,
733014006 Sponge, 733015007 Spoonful, 733016008 Stick, 733017004 Straw, 733018009 Strip,
733019001 Suppository, 733020007 Syringe, 733021006 System, 732936001 Tablet, 733022004 Tampon,
733023009 Thread, 733024003 Tube, 733025002 Vessel, 733026001 Vial
"""
"""Code and name of each concept below 732935002, unit of presentation."""
UNITS: Mapping[str, str] = MappingProxyType(
    {
        code: f"{name} (unit of presentation)"
        for code, name in (one.split(maxsplit=1) for one in _PRESENTED.split(","))
    }
)
"""Code -> its fully specified name, as national value sets of units show it."""
