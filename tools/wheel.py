"""Put our data into the wheel, and refuse to make one without the base definitions.

https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent.parent
ARCHIVE = "gateway/definitions/base.archive"
DATA = ("mappings", "profiles", "openapi")


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `mappings/`, `profiles/`, `openapi/` and the archive to a standard wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build; raises FileNotFoundError where the archive is absent."""
        if self.target_name != "wheel" or version == "editable":
            return
        if not (ROOT / ARCHIVE).is_file():
            raise FileNotFoundError(
                f"{ARCHIVE} is absent: run `make setup` before building a wheel"
            )
        include = build_data["force_include"]
        include[ARCHIVE] = ARCHIVE
        for folder in DATA:
            include[folder] = f"gateway/_data/{folder}"
