"""Do other validators judge as we do? `python -m tools.mutations.differences [--seed N]`.

Gives right and spoilt resources to pyrofile-validator 0.3.0 and fhirkit-rs 0.1.0, each in an
environment of its own, and prints where they judge otherwise, by class, with the reason from
`differences.toml`. Ends with 1 where a class has no reason; skips a peer that is not to be had.
https://pypi.org/project/pyrofile-validator/ · https://pypi.org/project/fhirkit-rs/
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.peer import Absent, peer
from gateway import fhirjson
from gateway.definitions import Definitions
from gateway.settings import Settings
from tools.mutations.mutants import mutants
from tools.mutations.proof import Proof, read
from tools.mutations.specimens import Maker

ROOT = Path(__file__).parents[2]
PEERS = ("pyrofile", "fhirkit")
TYPES = 40
"""Types of which specimens are given."""
EACH = 8
"""Mutants of each operator."""


@dataclass(frozen=True)
class Input:
    """One resource that all are given."""

    what: str
    """`right`, or the way in which it was spoilt."""
    name: str
    text: bytes


def inputs(definitions: Definitions, proof: Proof, seed: str) -> Iterator[Input]:
    """Right resources, made and written, and a few mutants by each operator.

    What was made and is not right is left out, as `proof` leaves it out.
    """
    draw = Random(seed)
    spoilt: dict[str, list[Input]] = defaultdict(list)
    names = [one for one in _types(definitions) if one not in {"Bundle", "Parameters"}]
    for name in draw.sample(names, TYPES):
        maker = Maker(definitions, draw)
        for resource in (maker.most(name), maker.least(name)):
            if proof.errors(resource):
                continue
            yield Input("right", name, fhirjson.encode(resource))
            for one in mutants(definitions, resource, name, draw):
                spoilt[one.operator].append(
                    Input(one.operator, one.name, fhirjson.encode(one.resource))
                )
    for resource in read(ROOT / "tests" / "resources", ()):
        bare = {key: value for key, value in resource.items() if key != "meta"}
        yield Input("right", str(resource.get("id")), fhirjson.encode(bare))
    for ones in spoilt.values():
        yield from draw.sample(ones, min(EACH, len(ones)))


def _types(definitions: Definitions) -> list[str]:
    found = map(definitions.structure, definitions.canonicals("StructureDefinition"))
    return sorted(
        one.type
        for one in found
        if one
        and (one.kind, one.derivation) == ("resource", "specialization")
        and not one.abstract
    )


def main() -> int:
    """Ask all, and tell where they differ."""
    parser = argparse.ArgumentParser(prog="differences", description=__doc__)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="to repeat a run")
    seed = str(parser.parse_args().seed)
    definitions = Definitions.open(Settings().definitions, Settings().profiles)
    proof = Proof(definitions, seed)
    given = list(inputs(definitions, proof, seed))
    ours = [bool(proof.errors(fhirjson.decode(one.text))) for one in given]
    print(f"seed {seed}: {len(given)} resources, of which we refuse {sum(ours)}")
    reasons = tomllib.loads((Path(__file__).parent / "differences.toml").read_text("utf-8"))[
        "class"
    ]
    bare = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in PEERS:
            try:
                with peer(name, [one.text for one in given], Path(folder)) as other:
                    theirs = other.told(0, len(given))
            except Absent as reason:
                print(f"{name}: skipped: {reason}")
                continue
            bare += _told(name, given, ours, theirs, reasons)
    return int(bare > 0)


def _told(
    name: str,
    given: list[Input],
    ours: list[bool],
    theirs: list[Any],
    reasons: list[Mapping[str, Any]],
) -> int:
    """Print the classes of one peer; gives how many have no reason."""
    classes: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for one, we, they in zip(given, ours, theirs, strict=True):
        if we is not bool(they):
            why = f" {they[0].partition(' ')[0]}" if they else ""
            key = (one.what + why, "refuses" if they else "takes")
            classes[key] += 1
            example.setdefault(key, f"{one.name}: {', '.join(they)}" if they else one.name)
    agreed = len(given) - sum(classes.values())
    print(f"{name}: agrees on {agreed} of {len(given)} ({100 * agreed / len(given):.1f} %)")
    bare = 0
    for (what, does), count in sorted(classes.items()):
        reason = next(
            (
                str(row["reason"])
                for row in reasons
                if row["peer"] == name and row["does"] == does and what in row["what"]
            ),
            "",
        )
        bare += not reason
        print(f"  {count:>4} {does} {what}: {reason or 'NOT EXPLAINED'} ({example[what, does]})")
    return bare


if __name__ == "__main__":
    sys.exit(main())
