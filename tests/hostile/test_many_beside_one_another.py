"""Four times as many people or statements beside one another are about four times the work.

Work is counted in lines of Python that are run, which no machine runs fewer of.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.model import Inbound, Ruleset, Status
from gateway.settings import Settings
from tests.hostile.test_many_of_one_kind import lines
from tests.warm import warm

FEW, MANY = 60, 240
MOST = 4.6
"""Times the lines at most, for four times as many."""
DOCUMENT = """<kmehrmessage xmlns="http://www.ehealth.fgov.be/standards/kmehr/schema/v1">
<header><standard><cd S="CD-STANDARD" SV="1.0">20231110</cd></standard>
<id S="ID-KMEHR" SV="1.0">10000000004.M1</id><date>2026-03-02</date><time>08:15:00</time>
<sender><hcparty><cd S="CD-HCPARTY" SV="1.0">application</cd><name>X</name></hcparty></sender>
<recipient>{recipients}</recipient></header>
<folder><id S="ID-KMEHR" SV="1.0">1</id>
<patient><id S="INSS" SV="1.0">85073003328</id><familyname>Exemple</familyname></patient>
<transaction><id S="ID-KMEHR" SV="1.0">1</id><cd S="CD-TRANSACTION" SV="1.0">sumehr</cd>
<date>2026-03-02</date><time>08:15:00</time><author>{authors}</author>
<iscomplete>true</iscomplete><isvalidated>true</isvalidated>
<item><id S="ID-KMEHR" SV="1.0">1</id><cd S="CD-ITEM" SV="1.0">problem</cd>
<content><text L="fr">Asthme</text></content></item></transaction></folder></kmehrmessage>"""


def party(number: int, kind: str, *, numbered: bool = True) -> str:
    own = f'<id S="ID-HCPARTY" SV="1.0">1{number:010d}</id>' if numbered else ""
    named = "name" if kind.startswith("org") else "familyname"
    said = f'<cd S="CD-HCPARTY" SV="1.0">{kind}</cd><{named}>N{number}</{named}>'
    return f"<hcparty>{own}{said}</hcparty>"


def document(authors: str = "", recipients: str = "") -> str:
    one = party(0, "persphysician")
    return DOCUMENT.format(authors=authors or one, recipients=recipients or one)


def linked(number: int, path: str) -> str:
    """Items, each linked with another one by a path."""
    items = "".join(
        f'<item><id S="ID-KMEHR" SV="1.0">{at + 2}</id><cd S="CD-ITEM" SV="1.0">problem</cd>'
        f'<content><text L="fr">Asthme</text></content>'
        f'<lnk TYPE="isplannedfor" URL="{path.format(at + 1)}"/></item>'
        for at in range(number)
    )
    return document().replace("</transaction>", f"{items}</transaction>")


def parties(number: int, *kinds: str) -> str:
    return "".join(party(at, kind) for at in range(number) for kind in kinds)


KINDS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "authors": lambda n: document(authors=parties(n, "persphysician")),
        "authors-of-no-number": lambda n: document(
            authors="".join(party(at, "persphysician", numbered=False) for at in range(n))
        ),
        "authors-and-their-houses": lambda n: document(
            authors=parties(n // 2, "persphysician", "orghospital")
        ),
        "recipients": lambda n: document(recipients=parties(n, "persphysician")),
        "links-by-number": lambda n: linked(n, "//item[id[@S='ID-KMEHR']='{}']"),
        "links-by-place": lambda n: linked(n, "//transaction[id='1']/item[{}]"),
        "links-that-lead-nowhere": lambda n: linked(n, "//item{}//id"),
        "houses-that-receive": lambda n: document(recipients=parties(n, "orghospital")),
    }
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return ruleset(Settings(data=warm(tmp_path_factory.mktemp("beside"))))


@pytest.mark.parametrize("name", KINDS)
def test_four_times_as_many_beside_one_another_are_about_four_times_the_work(
    name: str, rules: Ruleset
) -> None:
    """Each looks for the house that stands beside it, and finds what the first found."""
    few, many = KINDS[name](FEW), KINDS[name](MANY)
    taken(few, rules)
    taken(many, rules)

    assert lines(lambda: taken(many, rules)) <= MOST * lines(lambda: taken(few, rules))


def taken(text: str, rules: Ruleset) -> None:
    when = datetime(2026, 12, 1, tzinfo=UTC)
    made = convert(Inbound("hopital-du-nord", "kmehr", text.encode(), when), rules)
    assert made.status is Status.ACCEPTED
