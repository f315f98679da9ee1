"""Whether a text to be read holds nothing but what R4 allows, as FHIRPath is asked (htmlChecks).

https://hl7.org/fhir/R4/narrative.html#xhtml
"""

from __future__ import annotations

import pytest

from gateway.fhirpath import (
    xhtml,
)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (
            '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a">Hi &amp; bye<br/></p></div>',
            True,
        ),
        ("<div><!-- a note --><table><tr><td>1</td></tr></table></div>", True),
        ('<div><img src="#x" alt="y"/></div>', True),
        ("<div> </div>", False),
        ("<div><script>x</script></div>", False),
        ('<div><p onclick="x">y</p></div>', False),
        ('<div><a href="javascript:x">y</a></div>', False),
        ("<div><p>y</div></p>", False),
        ("<div>y</div><div>z</div>", False),
        ('<!DOCTYPE x [<!ENTITY e "y">]><div>&e;</div>', False),
        ("<?xml version='1.0'?><div>y</div>", False),
        ("<p>y</p>", False),
        ("<div>a < b</div>", False),
        ("<div>a & b</div>", False),
        ("plain", False),
        ("", False),
    ],
)
def test_narratives(text: str, safe: bool) -> None:  # noqa: FBT001 - an example's verdict
    """A narrative is one div of listed markup with something in it, or it is refused."""
    assert xhtml.safe(text) is safe
