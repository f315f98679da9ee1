"""Which elements and attributes of XHTML a narrative may have.

https://hl7.org/fhir/R4/narrative.html · https://www.w3.org/TR/html4/
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ELEMENTS = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "address",
        "area",
        "b",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "map",
        "ol",
        "p",
        "pre",
        "q",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "ul",
        "var",
    }
)
ANYWHERE = frozenset(
    {"title", "style", "class", "id", "lang", "xml:lang", "dir", "accesskey", "tabindex"}
)
"""Attributes that any element may have."""
_PLACED = frozenset({"align", "valign", "char", "charoff", "bgcolor", "width"})
"""Of blocks and of what holds cells."""
_COLUMNS = _PLACED - {"bgcolor"} | {"span"}
_CELL = _PLACED | {"abbr", "axis", "headers", "scope", "rowspan", "colspan", "nowrap", "height"}
ATTRIBUTES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "a": frozenset(
            {
                "name",
                "href",
                "rel",
                "rev",
                "charset",
                "hreflang",
                "type",
                "shape",
                "coords",
                "target",
            }
        ),
        "area": frozenset({"alt", "coords", "href", "nohref", "shape"}),
        "blockquote": frozenset({"cite"}),
        "br": frozenset({"clear"}),
        "caption": _PLACED,
        "col": _COLUMNS,
        "colgroup": _COLUMNS,
        "div": _PLACED,
        "dl": frozenset({"compact"}),
        "h1": _PLACED,
        "h2": _PLACED,
        "h3": _PLACED,
        "h4": _PLACED,
        "h5": _PLACED,
        "h6": _PLACED,
        "hr": frozenset({"align", "noshade", "size", "width"}),
        "img": frozenset(
            {
                "src",
                "alt",
                "longdesc",
                "height",
                "width",
                "usemap",
                "ismap",
                "align",
                "border",
                "hspace",
                "vspace",
            }
        ),
        "li": frozenset({"type", "value"}),
        "map": frozenset({"name"}),
        "ol": frozenset({"type", "compact", "start"}),
        "p": _PLACED,
        "pre": frozenset({"xml:space"}),
        "q": frozenset({"cite"}),
        "table": frozenset(
            {
                "summary",
                "width",
                "border",
                "frame",
                "rules",
                "cellspacing",
                "cellpadding",
                "align",
                "bgcolor",
            }
        ),
        "tbody": _PLACED,
        "td": _CELL,
        "tfoot": _PLACED,
        "th": _CELL,
        "thead": _PLACED,
        "tr": _PLACED,
        "ul": frozenset({"type", "compact"}),
    }
)
"""Element -> attributes that it may have besides."""

_ROWS = frozenset({"table", "tbody", "tfoot", "thead"})
PARENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "area": frozenset({"map"}),
        "caption": frozenset({"table"}),
        "col": frozenset({"colgroup", "table"}),
        "colgroup": frozenset({"table"}),
        "dd": frozenset({"dl"}),
        "dt": frozenset({"dl"}),
        "li": frozenset({"ol", "ul"}),
        "tbody": frozenset({"table"}),
        "td": frozenset({"tr"}),
        "tfoot": frozenset({"table"}),
        "th": frozenset({"tr"}),
        "thead": frozenset({"table"}),
        "tr": _ROWS,
    }
)
"""Element -> what it must stand right in."""
BLOCKS = frozenset({"blockquote", "div", "ol", "p", "pre", "table", "ul"})
"""What no paragraph may hold."""
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
WORDS = _HEADS | frozenset(
    {
        "a", "abbr", "acronym", "address", "b", "bdo", "big", "caption", "cite", "code", "dfn",
        "dt", "em", "i", "kbd", "pre", "q", "samp", "small", "span", "strong", "sub", "sup", "tt",
        "var",
    }
)  # fmt: skip
"""What holds words, and what is set among words."""
UNWORDED = frozenset({"div", "ol", "pre", "table", "ul"})
"""What nothing that holds words may hold."""
VOID = frozenset({"area", "br", "hr", "img"})
"""What holds nothing."""
CHILDREN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "dl": frozenset({"dd", "dt"}),
        "ol": frozenset({"li"}),
        "table": frozenset({"caption", "col", "colgroup", "tbody", "tfoot", "thead", "tr"}),
        "tbody": frozenset({"tr"}),
        "tfoot": frozenset({"tr"}),
        "thead": frozenset({"tr"}),
        "tr": frozenset({"td", "th"}),
        "ul": frozenset({"li"}),
    }
)
"""Element -> all that may stand right in it: no words do."""
UNLINKED = frozenset({"cid", "javascript", "urn", "vbscript"})
"""Schemes of addresses that lead a reader nowhere, or run something."""
