"""What is told of a narrative at a glance is what the careful reader says of it."""

from __future__ import annotations

import random

import pytest

from gateway.validation.narrative import problems
from gateway.validation.quick_narrative import OFTEN, Tags

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
    "<ul/>",
    "<li/>",
    "<table><tr>",
    "<td/>",
    "<td>",
    "</td></tr></table>",
    "<p/>",
    "<li>",
    "</li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</td></tr></table>",
    "<h1>",
    "</h1>",
    "<span>",
    "</span>",
    '<a href="x y">',
    '<img src="data:x"/>',
)


@pytest.mark.parametrize("text", RIGHT)
def test_usual_narratives_are_told_at_a_glance(text: str) -> None:
    """The first time and the second."""
    tags = Tags()

    assert tags.narrated(text)
    assert tags.narrated(text)
    assert list(problems(text)) == []


@pytest.mark.parametrize(
    "inner",
    [
        "<ul>said<li>x</li></ul>",
        "<ul><li>x</li>said</ul>",
        "<table><tr>said<td>x</td></tr></table>",
        "<table><tr><td>x</td></tr>said</table>",
        "<ol><br/><li>x</li></ol>",
        "<h1><ul><li>x</li></ul></h1>",
        "<br>said</br>",
    ],
)
def test_words_out_of_place_are_no_usual_narrative(inner: str) -> None:
    """However often it comes, and whatever was met of its tags before."""
    tags = Tags()
    for _ in range(OFTEN + 1):
        assert tags.narrated(f"{HEAD}{inner.replace('said', '')}said</div>") is (
            "<br/>" not in inner and "<h1>" not in inner and "</br>" not in inner
        )
        assert not tags.narrated(f"{HEAD}{inner}</div>")


def test_nothing_wrong_is_ever_told_at_a_glance() -> None:
    """Whatever pieces come together: what is accepted has no problem for the careful reader."""
    draw, tags, accepted = random.Random(7), Tags(), 0  # noqa: S311 - a seeded test

    for _ in range(50_000):
        inner = "".join(draw.choice(PIECES) for _ in range(draw.randrange(7)))
        text = f"{HEAD}{inner}</div>"
        if tags.narrated(text):
            accepted += 1
            assert list(problems(text)) == [], text

    assert accepted > 500


def test_a_row_of_tags_that_comes_often_is_told_by_a_pattern() -> None:
    """And what has other words, other tags or other marks is told as it was before."""
    row = f"{HEAD}<p><b>Said</b>: {{}}</p></div>"
    words = (
        "1",
        "a\nb",
        "é",
        "",
        "a > b",
        "&amp;",
        "&nbsp;",
        "]]>",
        "\x0b",
        "<i>",
        "<i>a</i>",
        "λ",
    )
    fresh, tags = Tags(), Tags()
    for number in range(OFTEN):
        assert tags.narrated(row.format(number))
    assert [one(row.format("again")) is not None for one in tags._usual.values()] == [True]
    for word in words:
        told = tags.narrated(row.format(word))
        assert told == fresh.narrated(row.format(word)), word
        assert not told or not list(problems(row.format(word), lambda _ident: True))


def test_a_row_that_comes_often_needs_words_each_time() -> None:
    tags = Tags()
    for _ in range(2 * OFTEN):
        assert tags.narrated(f"{HEAD}<p>Said</p></div>")
        assert not tags.narrated(f"{HEAD}<p> \n</p></div>")


def test_a_row_with_other_marks_between_its_tags_makes_no_pattern() -> None:
    tags = Tags()
    for _ in range(2 * OFTEN):
        assert tags.narrated(f"{HEAD}<p>☃</p></div>")
    assert not tags._usual


TABLE = f"{HEAD}<table><tr><th>A</th><th>B</th></tr>{{}}</table></div>"
ROW = "<tr><td>{}</td><td><b>{}</b></td></tr>"


@pytest.mark.parametrize("rows", [1, 2, 3, 40])
def test_a_table_whose_rows_are_alike_is_told_by_one_row(rows: int) -> None:
    """However many there are; and what differs in any of them is told as it was before."""
    table = TABLE.format("".join(ROW.format("{}", number) for number in range(rows)))
    fresh, tags = Tags(), Tags()
    for number in range(OFTEN):
        assert tags.narrated(table.replace("{}", f"said {number}"))
    (usual,) = tags._usual.values()
    assert usual(table.replace("{}", "again"))
    for spoilt in (
        "<i>",
        "<script>",
        "</td>",
        "</tr>",
        "&nbsp;",
        "]]>",
        "<",
        "\x0b",
        "<td>a</td>",
    ):
        for at in range(rows):
            text = table.replace("{}", "a", at).replace("{}", spoilt, 1).replace("{}", "b")
            told = tags.narrated(text)
            assert told == fresh.narrated(text), text
            assert not told or not list(problems(text, lambda _ident: True)), text
    for other in (rows - 1, rows + 1):
        text = TABLE.format(ROW.format("a", "b") * other)
        assert tags.narrated(text) == fresh.narrated(text)


def test_any_rows_of_tags_are_the_same_row_whether_a_pattern_is_made_of_it_or_not() -> None:
    draw, fresh = random.Random(11), Tags()  # noqa: S311 - a seeded test
    for _ in range(60):
        rows = [draw.choice(("<p>{}</p>", "<br/>", "<ul><li>{}</li></ul>", "<b>{}</b>"))] * 3
        rows += [draw.choice(("<p>{}</p>", "<i>{}</i>")) for _ in range(draw.randrange(4))]
        shape, tags = HEAD + "".join(rows) + "</div>", Tags()
        for _ in range(OFTEN):
            tags.narrated(shape.replace("{}", "words"))
        for word in ("more", "", "<br/>", "<br>", "&lt;", "&x;"):
            text = shape.replace("{}", word, draw.randrange(1, 3)).replace("{}", "said")
            assert tags.narrated(text) == fresh.narrated(text), text


@pytest.mark.parametrize(
    ("inner", "right"),
    [
        ("<table><tr><td/><td>a</td></tr></table>", True),
        ("a<td/>", False),
        ("<p>a<ul/></p>", False),
        ("<p>a</p><ul/>", True),
        ("<p>a<br/></p>", True),
    ],
)
def test_what_is_empty_stands_where_it_may(inner: str, right: bool) -> None:  # noqa: FBT001
    text = f"{HEAD}{inner}</div>"
    assert Tags().narrated(text) is right
    assert (list(problems(text)) == []) is right
