"""What others' converters of CDA keep of the same documents, counted in the same way.

A document of which nothing comes keeps nothing. https://pypi.org/project/ccda-to-fhir/ ·
https://pypi.org/project/python-fhir-converter/
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.peer import Absent, peer
from gateway import xml
from gateway.model import Rejected
from tests.suites.document_files import FOLDERS, Sent, sent
from tests.suites.document_values import holds, values_of
from tests.suites.table import Row

PEERS = ("ccda_to_fhir", "python_fhir_converter")


def rows() -> Iterator[Row]:
    """One row per peer and suite."""
    documents = {suite: list(_read(suite)) for suite in FOLDERS}
    for name in PEERS:
        for suite, known in documents.items():
            yield _row(name, suite, known)


def _read(suite: str) -> Iterator[tuple[Sent, set[str]]]:
    for one in sent(suite):
        try:
            root = xml.read(one.body).root
        except Rejected:
            continue
        yield one, set(values_of(root, one))


def _row(name: str, suite: str, known: list[tuple[Sent, set[str]]]) -> Row:
    what = f"{suite}: {name.replace('_', '-')}: distinct values in typed elements"
    of = sum(len(values) for _, values in known)
    inputs = [one.body.replace(b"\r", b" ").replace(b"\n", b" ") for one, _ in known]
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            peer(name, inputs, Path(folder)) as running,
        ):
            made = running.told(0, len(inputs))
    except Absent as reason:
        return Row(what, 0, of, None, str(reason))
    kept = sum(holds(bundle, values) for bundle, (_, values) in zip(made, known, strict=True))
    nothing = sum(not bundle.get("entry") for bundle in made)
    return Row(what, kept, of, None, f"of {nothing} of {len(known)} documents nothing came")
