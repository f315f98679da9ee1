"""Are spoilt resources refused, and right ones taken? `python -m tools.mutations [--seed N]`.

Spoils made-up resources of all types and of our profiles, our own samples, and those of packages
at hand; prints what was caught by each way of spoiling, and each survivor with its reason from
`explained.toml`. Ends with 1 where a right one is refused, less than 98 of 100 are caught, or a
survivor has no reason. https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from gateway.definitions import Definitions
from gateway.settings import Settings
from tools.mutations.proof import LEAST_CAUGHT, Proof, explained, read

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "../shared/data/packages"
KNOWN = (
    "hl7.fhir.uv.ips-2.0.1", "hl7.fhir.eu.base-2.0.0", "hl7.fhir.eu.laboratory-2.0.0",
    "hl7.fhir.eu.hdr-1.0.0-ci", "hl7.fhir.eu.eps-1.0.0-xtehr", "hl7.fhir.be.core-2.1.2",
)  # fmt: skip
"""Packages whose profiles and examples are spoilt too, where they are at hand."""


def main() -> int:
    """Spoil, count, explain."""
    parser = argparse.ArgumentParser(prog="mutations", description=__doc__)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="to repeat a run")
    parser.add_argument("--only", default="", help="profiles and types with this in their name")
    wanted = parser.parse_args()
    print(f"seed {wanted.seed}")
    packages = [file for name in KNOWN if (file := PACKAGES / f"{name}.tgz").is_file()]
    if not packages:
        print(f"no packages under {PACKAGES}: only the base and our own profiles")
    definitions = Definitions.open(Settings().definitions, (*Settings().profiles, *packages))
    proof = Proof(definitions, str(wanted.seed))
    for name in sorted(_names(definitions)):
        if wanted.only in name:
            proof.made(name)
    if not wanted.only:
        for resource in read(ROOT / "tests" / "resources", packages):
            proof.sample(resource)
    return _told(proof)


def _names(definitions: Definitions) -> Iterator[str]:
    """Types by name, profiles for resources by canonical."""
    for url in definitions.canonicals("StructureDefinition"):
        structure = definitions.structure(url)
        if structure is None or structure.kind != "resource" or structure.abstract:
            continue
        if structure.derivation == "specialization":
            yield structure.type
        elif structure.derivation == "constraint":
            yield structure.url


def _told(proof: Proof) -> int:
    reasons = explained()
    print(f"{'way of spoiling':<28}{'made':>8}{'lived':>7}")
    for operator, count in sorted(proof.made_by.items()):
        lived = sum(one.operator == operator for one in proof.survivors)
        print(f"{operator:<28}{count:>8}{lived:>7}")
    bare = [one for one in proof.survivors if not reasons.of(one)]
    for one in bare:
        print(f"NOT EXPLAINED {one.name}")
    for text in proof.refused:
        print(f"REFUSED THOUGH RIGHT {text}")
    for text in sorted(proof.unmade):
        print(f"not made: {text}")
    total = sum(proof.made_by.values())
    print(
        f"{total} mutants of {proof.bases} right resources, {100 * proof.caught:.2f} % caught, "
        f"{len(proof.survivors)} lived, {len(bare)} of them not explained, "
        f"{len(proof.refused)} right ones refused"
    )
    return int(bool(bare or proof.refused or proof.caught < LEAST_CAUGHT))


sys.exit(main())
