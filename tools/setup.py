"""Install the gateway, editable and compiled, with the tools that its tests need.

A wheel's modules are compiled when it is installed, those of a checkout are not: where Python may
write no bytecode, each start would compile them all.
https://packaging.python.org/en/latest/specifications/dependency-groups/
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Install into the running interpreter's environment; raises CalledProcessError."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = ["--editable", str(ROOT), *project["dependency-groups"]["dev"]]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *wanted], check=True)
    compileall.compile_dir(ROOT / "gateway", quiet=1)


if __name__ == "__main__":
    main()
