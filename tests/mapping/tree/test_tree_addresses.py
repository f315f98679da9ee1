"""Which element a link of KMEHR names by its path.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (lnkType)
"""

from __future__ import annotations

import pytest

from gateway import xml
from gateway.mapping.tree.addresses import Addresses

FOLDER = b"""<kmehrmessage><folder>
<transaction><id S="ID-KMEHR">1</id><id S="LOCAL">A</id>
<item><id S="ID-KMEHR">1</id></item></transaction>
<transaction><id S="ID-KMEHR">2</id><id S="LOCAL">1</id>
<item><id S="ID-KMEHR">1</id></item><item><id S="ID-KMEHR">2</id></item></transaction>
</folder></kmehrmessage>"""


@pytest.mark.parametrize(
    "path",
    [
        "//transaction[id[@S='ID-KMEHR']='2']/item[id[@S='ID-KMEHR']='2']",
        '/kmehrmessage/folder/transaction[id[@S="ID-KMEHR"]="2"]/item[2]',
        "//folder/transaction[2]//item[id='2']",
        "//k:transaction[id[@S='ID-KMEHR' and .='2']]/k:item[id[@S='ID-KMEHR'][.=2]]",
        "//item[id = '2']",
    ],
)
def test_a_path_leads_to_the_one_element_that_it_names(path: str) -> None:
    """By numbers, by places, with prefixes or without."""
    found = Addresses(xml.read(FOLDER).root).named(path)

    assert found is not None
    assert (found.name, next(one.text() for one in found.children())) == ("item", "2")


@pytest.mark.parametrize(
    "path",
    [
        "//item[id='1']",
        "//item[id='7']",
        "//item",
        "/folder/transaction[1]",
        "//transaction[id='2'] | //transaction[id='1']",
        "//transaction[position()=last()]",
        "transaction[1]",
        "http://pacs.example/1.jpg",
        "//transaction[0]",
        "//transaction[",
        "",
        "/" * 600,
        "//transaction" + "[" * 400,
    ],
)
def test_a_path_that_leads_to_none_or_to_more_is_no_link(path: str) -> None:
    """Nothing is guessed, and nothing takes long."""
    assert Addresses(xml.read(FOLDER).root).named(path) is None
