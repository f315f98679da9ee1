"""The key that signs links to pages: one for a data folder, for its owner alone.

https://www.rfc-editor.org/rfc/rfc2104
"""

from __future__ import annotations

from pathlib import Path

from gateway.bootstrap.secret import FILE, secret


def test_all_processes_share_one_key(tmp_path: Path) -> None:
    """Drawn once, kept, and read by nobody else."""
    first = secret(tmp_path / "data")

    assert secret(tmp_path / "data") == first
    assert secret(tmp_path / "other") != first
    assert len(first) == 32
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE]
