"""Code that is kept in a folder: whose it is, and what of it shows in tracebacks.

https://docs.python.org/3/library/linecache.html
"""

from __future__ import annotations

import linecache
import marshal
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from typing import Any, cast

import pytest

from gateway import codegen

TEXT = "def fail():\n    return 1 / 0\n"


def built(cache: Path, made: list[str]) -> Mapping[str, Any]:
    """The module, and a word in `made` where it had to be generated."""

    def generate() -> codegen.Source:
        made.append("again")
        return codegen.Source(TEXT, {})

    return codegen.build("example", "key", generate, {}, cache)


def told(module: Mapping[str, Any]) -> str:
    """The traceback of its function."""
    try:
        module["fail"]()
    except ZeroDivisionError as error:
        return "".join(traceback.format_exception(error))
    return ""


def test_a_kept_module_shows_its_lines_in_tracebacks(tmp_path: Path) -> None:
    """Though its text is read only then."""
    made: list[str] = []
    built(tmp_path, made)
    linecache.clearcache()

    kept = built(tmp_path, made)

    assert made == ["again"]
    assert "return 1 / 0" in told(kept)


def test_a_kept_module_whose_text_is_gone_works_without_it(tmp_path: Path) -> None:
    """A text serves tracebacks alone."""
    made: list[str] = []
    built(tmp_path, made)
    linecache.clearcache()
    kept = built(tmp_path, made)
    for file in tmp_path.iterdir():
        file.unlink()

    assert made == ["again"]
    assert "ZeroDivisionError" in told(kept)


def test_what_others_may_write_is_not_used(tmp_path: Path) -> None:
    """It is made anew, whatever it holds."""
    made: list[str] = []
    built(tmp_path, made)
    for file in tmp_path.iterdir():
        file.chmod(0o666)

    assert not codegen.at_hand("example", "key", tmp_path)
    built(tmp_path, made)
    assert made == ["again"] * 2


def test_what_was_vouched_for_is_that_content_alone(tmp_path: Path) -> None:
    """And nothing where nothing is kept."""
    codegen.vouch("sender", "content", tmp_path)
    codegen.vouch("sender", "content", None)

    assert codegen.vouched("sender", "content", tmp_path)
    assert not codegen.vouched("sender", "other content", tmp_path)
    assert not codegen.vouched("another thing", "content", tmp_path)
    assert not codegen.vouched("sender", "content", None)


def compiled(cache: Path, *texts: str) -> list[CodeType]:
    """What these texts are compiled to, by what keeps them here."""
    with codegen.compiling("example", cache) as code:
        return [code(text) for text in texts]


def test_a_text_that_was_compiled_before_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one of other letters is."""
    compiled(tmp_path, "found = 1\n", "found = 2\n")
    seen: list[str] = []

    def counting(text: str, *rest: Any, **more: Any) -> CodeType:
        seen.append(text)
        return cast("CodeType", compile(text, *rest, **more))

    monkeypatch.setitem(vars(codegen), "compile", counting)
    codes = compiled(tmp_path, "found = 1\n", "found = 2\n", "found = 3\n")

    scope: dict[str, Any] = {}
    for number, code in enumerate(codes, 1):
        exec(code, scope)  # noqa: S102 - the texts above
        assert scope["found"] == number
    assert seen == ["found = 3\n"]


def test_what_others_may_write_is_not_run(tmp_path: Path) -> None:
    """A folder of somebody else's brings no code into the process."""
    compiled(tmp_path, "found = 'ours'\n")
    (file,) = tmp_path.iterdir()
    (theirs,) = compiled(tmp_path / "theirs", "found = 'theirs'\n")
    file.write_bytes(marshal.dumps({"found = 'ours'\n": theirs}))
    file.chmod(0o666)

    (code,) = compiled(tmp_path, "found = 'ours'\n")

    assert "ours" in code.co_consts


def test_a_spoilt_file_of_texts_costs_time_and_nothing_else(tmp_path: Path) -> None:
    """Cut short, or holding something else."""
    compiled(tmp_path, "found = 1\n")
    (file,) = tmp_path.iterdir()
    for content in (file.read_bytes()[:-3], marshal.dumps([1]), b""):
        file.write_bytes(content)
        assert 1 in compiled(tmp_path, "found = 1\n")[0].co_consts
