"""How long until a country's packages are at hand, and a profile of them is used the first time?

Loading means: packages read, every profile and extension in them compiled. Each figure is that of
a process of its own, by its CPU time, after the gateway was imported.
https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.core import Row, Scale, premise
from gateway import validation
from gateway.definitions import Definitions
from gateway.settings import Settings

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data")) / "packages"
EUROPE = "hl7.fhir.eu.*.tgz"
MANY = 300
_SLOWEST = 3
"""Profiles measured again, five times each: one figure alone may be the machine's fault."""
_LIMIT = 300
"""Seconds that one process may take."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Seconds cold and warm, megabytes with 300 profiles, milliseconds of a first use."""
    if not SHARED.is_dir():
        yield Row("packages.cold", "packages", "-", note="skipped: the packages are not at hand")
        return
    count = len(list(SHARED.glob(EUROPE)))
    cold = [_asked("load", EUROPE, folder / f"cold{turn}") for turn in range(scale.rounds)]
    warm = [_asked("load", EUROPE, folder / "cold0") for _ in range(scale.rounds)]
    what = f"seconds until {count} packages with {cold[0]['profiles']:.0f} definitions are "
    yield _row("packages.cold", f"{what}loaded, nothing kept", cold, "seconds")
    yield _row("packages.warm", f"{what}loaded, from what was kept", warm, "seconds")
    yield _row("packages.open", "of which reading the packages, kept", warm, "opened")
    many = [_asked("load", "*.tgz", folder / "many") for _ in range(scale.rounds)]
    premise(holds=many[0]["profiles"] >= MANY, text="there are 300 profiles")
    what = f"megabytes resident with {many[0]['profiles']:.0f} profiles loaded"
    yield _row("packages.rss", what, many, "megabytes")
    first = _asked("first", EUROPE, folder / "first")
    what = (
        f"milliseconds of the first use of a profile, middle of {first['profiles']:.0f}, no code"
    )
    worst = f"slowest {first['worst']:,.0f}, median of 5"
    yield Row("packages.first-use", f"{what} kept", worst, value=first["median"])
    what = "the same, of the profile with most elements, median of 5"
    yield Row("packages.first-use-largest", what, "", value=first["largest"])


def _row(name: str, what: str, runs: list[dict[str, float]], key: str) -> Row:
    values = [run[key] for run in runs]
    told = ", ".join(f"{value:,.2f}" for value in values)
    return Row(name, f"{what}, median of {len(runs)}", told, value=median(values))


def _asked(question: str, pattern: str, cache: Path) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "bench.packages", question, pattern, str(cache)]
    done = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=_LIMIT
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _load(pattern: str, cache: Path) -> dict[str, float]:
    """Read the packages and compile all in them, beside what R4 itself publishes."""
    began = time.process_time()
    definitions = Definitions.open(Settings().definitions, sorted(SHARED.glob(pattern)), cache)
    opened = time.process_time() - began
    validator = validation.load(definitions, None, cache)
    found = 0
    for package in definitions.packages:
        urls = [url for kind, url in package.definitions if kind == "StructureDefinition"]
        found += sum(validator.profile(url) is not None for url in urls)
    if pattern == "*.tgz":
        found += sum(validator.profile(f"{_R4}{name}") is not None for name in _MORE)
    return {
        "seconds": time.process_time() - began,
        "opened": opened,
        "profiles": found,
        "megabytes": _resident(),
    }


_R4 = "http://hl7.org/fhir/StructureDefinition/"
_MORE = (
    "vitalsigns", "bp", "bmi", "bodyheight", "bodytemp", "bodyweight", "headcircum", "heartrate",
    "oxygensat", "resprate", "vitalspanel", "lipidprofile", "cholesterol", "triglyceride",
)  # fmt: skip
"""Profiles of R4 itself, so that there are more than 300."""


def _first(pattern: str, cache: Path) -> dict[str, float]:
    """Use each profile of a resource once, each in a validator of its own without kept code."""
    places = sorted(SHARED.glob(pattern))
    definitions = Definitions.open(Settings().definitions, places, cache)
    spent: dict[str, float] = {}
    sizes: dict[str, tuple[int, str]] = {}
    for kind, url in sorted(key for one in definitions.packages for key in one.definitions):
        profile = definitions.structure(url) if kind == "StructureDefinition" else None
        if profile is None or profile.kind != "resource" or profile.derivation != "constraint":
            continue
        sizes[url] = (len(profile.elements), profile.type)
        spent[url] = _used(places, cache, url, profile.type)
    largest = max(sizes, key=lambda url: sizes[url])
    again = [_used(places, cache, largest, sizes[largest][1]) for _ in range(5)]
    slow = sorted(spent, key=spent.__getitem__)[-_SLOWEST:]
    slowest = [median(_used(places, cache, url, sizes[url][1]) for _ in range(5)) for url in slow]
    return {
        "profiles": len(spent),
        "median": median(spent.values()),
        "worst": max(slowest),
        "largest": median(again),
    }


def _used(places: Sequence[Path], cache: Path, url: str, type: str) -> float:
    """Milliseconds of the first use of a profile; its type was used before."""
    validator = validation.load(Definitions.open(Settings().definitions, places, cache))
    list(validator.check({"resourceType": type}))
    gc.collect()
    began = time.process_time()
    list(validator.check({"resourceType": type}, [url]))
    return 1_000 * (time.process_time() - began)


def _resident() -> float:
    """Megabytes of this process; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return sum(int(line.split()[1]) / 1_000 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    asked = _load if sys.argv[1] == "load" else _first
    print(json.dumps(asked(sys.argv[2], Path(sys.argv[3]))))
