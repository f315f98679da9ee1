"""What was found out of one element holds for those that are alike, and for no other.

https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gateway.mapping.tree import TreeMapper
from gateway.mapping.tree.looks import ANY, HERE
from gateway.mapping.tree.path import looks, path
from gateway.mapping.tree.shapes import Around, Shapes
from gateway.model import Mapped
from tests.mapping.tree.conftest import document

ROWS = """
maps:
  - map: cancelled -> Observation
    at: observation
    when: "@negated = 'true' or ^group[not(@open)]/code/@code = 'c'"
    id: {key: [[control, ordinal]]}
    rows:
      - {id: status, const: cancelled, to: status}
      - {id: value, src: "value[@kind in ('a', 'b')]/@value", to: valueString}
      - {id: beside, src: "../note/text()", to: "note[].text", when: "../note/text() = 'x'"}
  - map: stated -> Observation
    at: observation
    when: "length(code/@code) < 3 and not(../@shut = 'true')"
    id: {key: [[control, ordinal]]}
    rows:
      - {id: status, const: final, to: status, when: "count(value) = 1"}
      - {id: several, const: amended, to: status}
      - {id: value, src: value/@value, to: valueString, when: "@kind = 'a' or value/@kind"}
      - {id: inner, src: "part[code/@code = 'c'][1]/text", as: TEXT, to: "category[].text"}
      - {id: up, src: "../../^group/code/@code", to: "identifier[].value"}
      - {id: piece, made: piece, to: specimen}
  - map: piece -> Specimen
    at: piece
    id: {key: [[control, ordinal]]}
    rows:
      - {id: words, src: "said/text()", to: "note[].text", when: "../@kind or count(*) = 2"}
"""
CODES = ("a", "c", "bbb", "", " c ")


def drawn(chance: random.Random) -> str:
    """A document of groups in groups, with what guards ask of and what they do not."""

    def said(name: str, *words: str) -> str:
        return f' {name}="{chance.choice(words)}"' if chance.random() < 0.5 else ""

    def code() -> str:
        return f"<code{said('code', *CODES)}/>" if chance.random() < 0.7 else ""

    def inside() -> Iterator[str]:
        yield f"<observation{said('negated', 'true', 'false')}{said('kind', 'a', 'z')}>{code()}"
        for _ in range(chance.randrange(3)):
            yield f"<value{said('kind', 'a', 'b', 'q')}{said('value', '1', '22', ' ')}/>"
        if chance.random() < 0.5:
            yield f"<part>{code()}<text>{chance.choice(('x', 'y', ''))}</text></part>"
        if chance.random() < 0.4:
            more = "<said>p</said>" if chance.random() < 0.5 else "<!-- a remark --><else/>"
            yield f"<piece><said>p</said>{more}</piece>"
        yield "</observation>"

    def group(depth: int) -> Iterator[str]:
        yield f"<group{said('open', 'yes', '')}{said('shut', 'true', 'no')}>{code()}"
        for _ in range(chance.randrange(1, 3)):
            yield from group(depth - 1) if depth and chance.random() < 0.5 else inside()
        yield f"<note>{chance.choice(('x', 'other'))}</note></group>"

    return f'<document><id extension="1"/>{"".join(group(3))}{"".join(group(2))}</document>'


def came(mapped: Mapped) -> Any:
    """All that a document came to."""
    bodies = [(one.type, one.id, one.body, one.source) for one in mapped.changes]
    return bodies, mapped.issues, mapped.tape


def test_what_was_learnt_changes_nothing(
    tree: Callable[..., TreeMapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn at random: a mapper that has seen others, and one that learns nothing."""
    chance = random.Random(117)  # noqa: S311 - a seed, no secret
    texts = [drawn(chance) for _ in range(150)]
    learnt = tree(ROWS)
    found = [came(learnt.apply(document(text))) for text in texts]

    monkeypatch.setattr(Around, "of", lambda *_: None)
    plain = tree(ROWS)

    assert found == [came(plain.apply(document(text))) for text in texts]
    assert len({str(one[0]) for one in found}) > 100


def test_values_are_holes_and_words_that_guards_know_are_not(
    tree: Callable[..., TreeMapper],
) -> None:
    """Two values are alike; a word that a guard asks for is like no other."""
    mapper = tree(ROWS)

    def said(negated: str, kind: str, value: str) -> list[tuple[str, str]]:
        text = f'<observation{negated}><value kind="{kind}" value="{value}"/></observation>'
        made = mapper.apply(document(f"<document>{text}</document>")).changes
        return [(one.body["status"], one.body["valueString"]) for one in made]

    assert [said("", "a", value) for value in ("1", "2", "3")] == [
        [("final", "1")],
        [("final", "2")],
        [("final", "3")],
    ]
    assert said(' negated="true"', "a", "4") == [("cancelled", "4")]
    assert said(' negated="true"', "q", "5") == []
    assert said(' negated="no"', "q", "6") == [("final", "6")]


def test_of_some_values_the_length_is_looked_at(tree: Callable[..., TreeMapper]) -> None:
    """Where a guard asks for it, longer ones are not like shorter ones."""
    mapper = tree(ROWS)
    said = '<observation><code code="{}"/><value kind="a" value="1"/></observation>'

    made = [
        len(mapper.apply(document(f"<document>{said.format(code)}</document>")).changes)
        for code in ("a", "b", "x", "bbb", "zzzz")
    ]

    assert made == [1, 1, 1, 0, 0]


def test_no_more_shapes_are_kept_than_are_wanted(
    tree: Callable[..., TreeMapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are too many, all are forgotten, and the documents come to the same."""
    chance = random.Random(118)  # noqa: S311 - a seed, no secret
    texts = [drawn(chance) for _ in range(40)]
    free = tree(ROWS)
    found = [came(free.apply(document(text))) for text in texts]

    monkeypatch.setattr("gateway.mapping.tree.shapes._MOST", 60)
    bound = tree(ROWS)

    assert found == [came(bound.apply(document(text))) for text in texts]


def test_no_value_is_kept_that_no_guard_knows() -> None:
    """Of what patients say, only where it stands is in a shape."""
    shapes = Shapes(looks("@code = 'known'"))

    assert shapes.kind("code", "known") == "known"
    assert shapes.kind("code", "Muller") == shapes.kind("name", "known") == "\0"


@pytest.mark.parametrize(
    ("text", "down"),
    [
        ("a/b[@c = 'd']/@e", {(HERE, "a"), ("a", "b")}),
        ("a[b/*]/c|d", {(HERE, "a"), ("a", "b"), ("b", ANY), ("a", "c"), ("a", "d")}),
        ("../a", {(ANY, "a")}),
        ("^a[b]/c", {("a", "b"), ("a", "c")}),
        ("*[a]/b", {(HERE, ANY), (ANY, "a"), (ANY, "b")}),
        ("text()", set()),
    ],
)
def test_it_is_known_into_what_a_path_looks(text: str, down: set[tuple[str, str]]) -> None:
    """What stands in an element and is of no such name makes it no other."""
    assert {*path(text).looks.down} == down


def test_what_a_reference_leads_to_is_looked_at(tree: Callable[..., TreeMapper]) -> None:
    """Of an element where it leads nowhere, no more is learnt than of that one."""
    mapper = tree(ROWS)
    said = '<document><observation kind="a"><value value="1"/>{}</observation></document>'
    for _ in range(3):
        mapper.apply(document(said.format("")))

    made = mapper.apply(document(said.format("<piece><said>p</said></piece>"))).changes

    assert [one.type for one in made if "specimen" in one.body] == ["Observation"]


def test_what_nobody_looks_at_makes_no_other_shape(tree: Callable[..., TreeMapper]) -> None:
    """A text of any form in an element that is mapped leaves it alike."""
    mapper = tree(ROWS)
    texts = ("<aside/>", "<aside><p/><p><q/></p></aside>", "<aside>one</aside>")
    said = '<document><observation><value kind="a" value="1"/>{}</observation></document>'
    for text in texts:
        mapper.apply(document(said.format(text)))
    known = len(mapper._player._shapes.met)

    mapper.apply(document(said.format("<aside><other/></aside>")))

    assert len(mapper._player._shapes.met) == known


@pytest.mark.parametrize(
    ("text", "far", "beside", "above"),
    [
        ("a/b[@c = 'd']", 0, set(), set()),
        ("../@type", 1, set(), set()),
        ("../../a[b]/c", 2, {"a"}, set()),
        ("^a|b[c/@d]/e", 0, set(), {(n, i) for n in "ab" for i in ("", "c", "e")}),
        ("../^a/b", 0, set(), {("a", ""), ("a", "b")}),
        ("a[../../b/c]", 2, {"b"}, set()),
        ("^a/../b", 1_000, {"b"}, {("a", "")}),
    ],
)
def test_it_is_known_how_far_a_path_looks(
    text: str, far: int, beside: set[str], above: set[tuple[str, str]]
) -> None:
    """Up by `..` so many elements, up to some by their names, and into which of theirs."""
    found = path(text).looks

    assert (found.far, {*found.beside}, {*found.above}) == (far, beside, above)
