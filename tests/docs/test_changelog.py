"""The changelog can be read by who wants to know one thing: by kind of change, then by room.

https://keepachangelog.com/en/1.1.0/
"""

from __future__ import annotations

import re

from tests.docs.pages import text

KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
ROOMS = [
    "Messages in HL7 v2",
    "Documents and images",
    "Files, folders and FHIR of others",
    "The record: REST, search, summaries",
    "Validation and terminology",
    "Mappings and onboarding",
    "Doors, store and operations",
    "Building and trying it",
]


def test_each_version_tells_kinds_of_changes_in_their_order_and_rooms_below() -> None:
    for version in re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)[1:]:
        kinds = re.split(r"^### ", version, flags=re.MULTILINE)[1:]
        assert_ordered([kind.splitlines()[0] for kind in kinds], KINDS)
        for kind in kinds:
            before, *rooms = re.split(r"^#### ", kind, flags=re.MULTILINE)
            assert_ordered([room.splitlines()[0] for room in rooms], ROOMS)
            assert "\n- " not in before, "a line stands in no room"
            assert all("\n- " in room for room in rooms)


def assert_ordered(found: list[str], known: list[str]) -> None:
    """Each is a known one, once, in the order in which they are known."""
    assert found == [one for one in known if one in found]


def test_no_line_stands_twice() -> None:
    lines = [line for line in text("CHANGELOG.md").splitlines() if line.startswith("- ")]

    assert len(set(lines)) == len(lines) > 200
