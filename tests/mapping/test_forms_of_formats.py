"""What is wrong with a time is told in the form in which its format writes times.

https://www.ehealth.fgov.be/standards/kmehr/en · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

import re

import pytest

from gateway.intake.convert import convert
from gateway.model import Inbound, Language
from gateway.wording import say
from tests.intake.house import NOON, ROOT, rules

EXAMPLES = ROOT / "examples"
WRITTEN = {
    Language.EN: {"kmehr": "YYYY-MM-DD", "cda": "YYYYMMDD"},
    Language.DE: {"kmehr": "JJJJ-MM-TT", "cda": "JJJJMMTT"},
    Language.FR: {"kmehr": "AAAA-MM-JJ", "cda": "AAAAMMJJ"},
}
SPOILT = {
    "kmehr": ("sumehr.kmehr.xml", r"<date>[^<]*</date>", "<date>2026-13-45</date>"),
    "cda": ("summary.cda.xml", r'<effectiveTime value="\d+', '<effectiveTime value="20261345'),
}


@pytest.mark.parametrize("language", [*Language])
@pytest.mark.parametrize("format", [*SPOILT])
def test_a_wrong_time_is_told_in_the_words_of_its_format(format: str, language: Language) -> None:
    """Else whoever mends it as he is told sends what the format does not know."""
    name, right, wrong = SPOILT[format]
    body = re.sub(right, wrong, (EXAMPLES / name).read_text(encoding="utf-8")).encode()
    found = convert(Inbound("default", format, body, NOON), rules())
    told = {one.rule: say(one, language) for one in found.issues if "value-invalid" in one.rule}

    assert "value-invalid-datetime" in told
    assert all(WRITTEN[language][format] in text for text in told.values())
