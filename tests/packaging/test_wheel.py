"""What is shipped: a wheel that holds its data, and works where nothing else of ours stands.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tools.wheel import CustomBuildHook

ROOT = Path(__file__).parents[2]
ARCHIVE = "gateway/definitions/base.archive"
DATA = ("mappings", "profiles", "openapi")


def python(*words: str, folder: Path = ROOT, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python with no network to a package index and without settings of the gateway."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GATEWAY_")}
    ours = {"PIP_NO_INDEX": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path}
    return subprocess.run(  # noqa: S603 - this very interpreter, with our own words
        [sys.executable, *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**kept, **ours},
    )


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Make a wheel of a folder."""
    return python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    made = build(ROOT, out)
    assert made.returncode == 0, made.stdout + made.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds nothing but the installed wheel."""
    folder = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    done = python(*pip, "--target", str(folder), str(wheel))
    assert done.returncode == 0, done.stderr
    return folder


def run(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an empty folder: it finds the installed wheel and its dependencies only.

    `-S` keeps the environment's own path files out, and with them this checkout.
    """
    path = os.pathsep.join((str(installed), sysconfig.get_path("purelib")))
    return python("-S", *words, folder=folder, path=path)


def test_holds_the_archive_and_every_data_file(wheel: Path) -> None:
    """Whatever stands in the data folders of the checkout stands in the wheel."""
    held = set(zipfile.ZipFile(wheel).namelist())
    files = [path for folder in DATA for path in (ROOT / folder).rglob("*") if path.is_file()]
    wanted = {f"gateway/_data/{path.relative_to(ROOT).as_posix()}" for path in files}

    assert len(files) > len(DATA)
    assert {ARCHIVE, *wanted} <= held


def test_holds_every_file_of_the_package(wheel: Path) -> None:
    """Schemas, style sheets and whatever else stands beside the code are there too."""
    files = {path for path in (ROOT / "gateway").rglob("*") if path.is_file()}
    wanted = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}

    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_holds_no_test_demo_or_tool(wheel: Path) -> None:
    """The wheel is the gateway and what describes it, nothing else of the checkout."""
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top.partition("-")[0] for top in tops} == {"gateway", "fhir_gateway"}


def test_converts_a_message_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """`gateway convert` finds mappings, profiles and definitions inside the wheel."""
    shutil.copy(ROOT / "examples" / "admission.hl7", tmp_path)

    done = run(installed, tmp_path, "-m", "gateway", "convert", "admission.hl7")

    assert done.returncode == 0, done.stderr
    types = [entry["resource"]["resourceType"] for entry in json.loads(done.stdout)["entry"]]
    assert types == ["Patient", "Practitioner", "Encounter", "Provenance"]


def test_validates_and_explains_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """What checks resources, and the sentences of three languages, are in the wheel too."""
    shutil.copy(ROOT / "examples" / "patient.xml", tmp_path)
    (tmp_path / "patient.json").write_text('{"resourceType":"Patient"}', encoding="utf-8")

    words = ("validate", "patient.json", "patient.xml", "--lang", "fr", "--format", "json")
    checked = run(installed, tmp_path, "-m", "gateway", *words)
    explained = run(installed, tmp_path, "-m", "gateway", "explain", "lu-patient")

    assert checked.returncode == 1, checked.stderr
    outcomes = [one["resource"]["issue"] for one in json.loads(checked.stdout)["entry"]]
    assert outcomes[0][0]["details"]["text"].startswith("identifier est obligatoire")
    assert outcomes[1][0]["severity"] == "information"
    assert explained.stdout.startswith("# https://fhir.gateway.example/lu/"), explained.stderr


def test_installs_a_package_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """And what a package brings is in force at once."""
    package = tmp_path / "ward"
    package.mkdir()
    manifest = {"name": "example.ward", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
    codes = {
        "resourceType": "CodeSystem",
        "url": "https://e.org/ward",
        "status": "active",
        "content": "complete",
        "concept": [{"code": "north", "display": "North"}],
    }
    (package / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    (package / "CodeSystem-ward.json").write_text(json.dumps(codes), encoding="utf-8")

    added = run(installed, tmp_path, "-m", "gateway", "packages", "add", "ward")
    explained = run(installed, tmp_path, "-m", "gateway", "explain", "https://e.org/ward")

    assert added.returncode == 0, added.stderr
    assert "| north | North |" in explained.stdout, explained.stderr


def test_finds_its_data_in_the_wheel_and_not_in_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    """Every folder of our own that the settings name lies in the installed package."""
    said = run(
        installed,
        tmp_path,
        "-c",
        "import sys; from gateway.settings import Settings; s = Settings();"
        "print(*sys.path, *s.mappings, *s.profiles, s.definitions, s.contract, sep='\\n')",
    )

    *path, mappings, profiles, definitions, contract = map(Path, said.stdout.splitlines())
    assert ROOT not in path
    assert {mappings, profiles} == {installed / "gateway/_data" / name for name in DATA[:2]}
    assert definitions == installed / ARCHIVE
    assert contract == installed / "gateway/_data/openapi/gateway.yaml"
    assert definitions.is_file()
    assert contract.is_file()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout in which the base definitions have not been made yet."""
    source = tmp_path / "checkout"
    for name in (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "tools/wheel.py",
        "gateway/__init__.py",
    ):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    for name in DATA:
        (source / name).mkdir()
    return source


def test_is_not_made_without_the_base_definitions(bare: Path, tmp_path: Path) -> None:
    """A wheel that could validate nothing is refused, in a sentence that says what to do."""
    made = build(bare, tmp_path / "out")

    assert made.returncode != 0
    assert f"{ARCHIVE} is absent: run `make setup`" in made.stdout + made.stderr


def test_an_editable_install_needs_no_base_definitions(bare: Path) -> None:
    """Setup installs the gateway first, and makes the definitions with it."""
    include: dict[str, str] = {}
    hook = CustomBuildHook(str(bare), {}, None, None, str(bare), "wheel")  # type: ignore[arg-type]

    hook.initialize("editable", {"force_include": include})

    assert include == {}
