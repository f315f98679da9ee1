"""What is told of a narrative at a glance is what the careful reader says of it."""

from __future__ import annotations

import random

import pytest

from gateway.validation.narrative import problems
from gateway.validation.quick_narrative import Tags

HEAD = '<div xmlns="http://www.w3.org/1999/xhtml">'
RIGHT = (
    f"{HEAD}Said</div>",
    f'{HEAD}<p>One &amp; two</p>\n<table border="1"><tr><td colspan="2">a</td></tr></table></div>',
    f'{HEAD}<img src="p.png" alt="p"/></div>',
    '<div lang="fr" xmlns="http://www.w3.org/1999/xhtml"><b>Dit</b><br /></div>',
)
PIECES = (
    HEAD,
    "</div>",
    "<div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br/>",
    "<br>",
    "said",
    " ",
    "\n",
    "&amp;",
    "&nbsp;",
    "&",
    "<",
    ">",
    "]]>",
    "<!-- -->",
    "<?x?>",
    "<script>",
    '<a href="javascript:x">',
    "</a>",
    '<a href="#x">',
    '<td class="x" class="y">',
    "\x0b",
    "\u00a0",
    "<img/>",
    '<p onclick="x">',
    "<P>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
)


@pytest.mark.parametrize("text", RIGHT)
def test_usual_narratives_are_told_at_a_glance(text: str) -> None:
    """The first time and the second."""
    tags = Tags()

    assert tags.narrated(text)
    assert tags.narrated(text)
    assert list(problems(text)) == []


def test_nothing_wrong_is_ever_told_at_a_glance() -> None:
    """Whatever pieces come together: what is accepted has no problem for the careful reader."""
    draw, tags, accepted = random.Random(7), Tags(), 0  # noqa: S311 - a seeded test

    for _ in range(40_000):
        inner = "".join(draw.choice(PIECES) for _ in range(draw.randrange(7)))
        text = f"{HEAD}{inner}</div>"
        if tags.narrated(text):
            accepted += 1
            assert list(problems(text)) == [], text

    assert accepted > 500
