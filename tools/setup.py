"""Install the gateway, editable and compiled, with the tools that its tests need.

A wheel's modules are compiled when it is installed, those of a checkout are not: where Python may
write no bytecode, each start would compile them all. uv installs in a tenth of the time of pip,
which does it where uv cannot be had or does not reach the registry that pip is configured for.
https://packaging.python.org/en/latest/specifications/dependency-groups/ · https://docs.astral.sh/uv/
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_HERE = Path(sys.executable)


def main() -> None:
    """Install into the running interpreter's environment; raises CalledProcessError."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = project["dependency-groups"]["dev"]
    subprocess.run(_pip(_HERE, [name for name in tools if name.startswith("uv")]), check=False)
    installed(_HERE, ["--editable", str(ROOT), *tools])
    compileall.compile_dir(ROOT / "gateway", quiet=1)


def installed(
    python: Path,
    wanted: Sequence[str],
    patience: float | None = None,
    *,
    compiled: bool = True,
) -> None:
    """Install what pip's words ask for into the environment of this interpreter.

    `patience` is in seconds; `compiled`: all modules at once, not each when it is first needed.
    Raises CalledProcessError and TimeoutExpired.
    """
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet"]
    how = ["--compile-bytecode"] if compiled else []
    told = subprocess.run(
        [*uv, *how, "--python", str(python), *wanted],
        check=False,
        timeout=patience,
        capture_output=True,
    )
    if told.returncode:
        subprocess.run(_pip(python, wanted), check=True, timeout=patience)


def _pip(python: Path, wanted: Sequence[str]) -> list[str]:
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    return [*pip, "--disable-pip-version-check", *wanted]


if __name__ == "__main__":
    main()
