"""What each element and style code of a section's text is called in XHTML.

https://hl7.org/fhir/R4/narrative.html · https://hl7.org/fhir/R4/valueset-narrative-status.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "text": "div",
        "div": "div",
        "item": "li",
        "footnote": "span",
        "sub": "sub",
        "sup": "sup",
        "br": "br",
        "hr": "hr",
        "col": "col",
        "colgroup": "colgroup",
        "thead": "thead",
        "tbody": "tbody",
        "tfoot": "tfoot",
        "tr": "tr",
        "th": "th",
        "td": "td",
        "li": "li",
        **{one: one for one in ("b", "i", "em", "strong", "small", "big", "tt", "code", "pre")},
        **{
            one: one
            for one in ("q", "cite", "abbr", "acronym", "dfn", "samp", "var", "blockquote")
        },
        **{one: one for one in ("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd")},
    }
)
"""Element, in small letters -> its name in XHTML; any other is a `span` or a `div`."""
DROPPED = frozenset({"script", "style", "object", "embed", "iframe", "applet", "form", "input"})
"""Elements that are left out with all in them."""
STRUCTURE = frozenset(
    {"table", "thead", "tbody", "tfoot", "tr", "colgroup", "list", "ul", "ol", "dl"}
)
"""Elements in which blanks mean nothing."""
BLOCKS = frozenset(
    {"table", "list", "paragraph", "ul", "ol", "dl", "p", "div", "pre", "h1", "h2", "h3", "h4"}
)
CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "bold": "bold",
        "italics": "italics",
        "underline": "underline",
        "emphasis": "italics",
        "lrule": "border-left",
        "rrule": "border-right",
        "toprule": "border-top",
        "botrule": "border-bottom",
    }
)
"""Style code, in small letters -> the class by which FHIR knows the same."""
LISTS: Mapping[str, str] = MappingProxyType(
    {"arabic": "1", "littleroman": "i", "bigroman": "I", "littlealpha": "a", "bigalpha": "A"}
)
"""Style code of a numbered list -> how it counts."""
SCHEMES = ("http://", "https://", "mailto:", "tel:", "#")
"""How the target of a link may begin."""
_CELL = ("abbr", "axis", "headers", "scope", "rowspan", "colspan", "align", "valign")
_COLUMN = ("span", "width", "align", "valign")
ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "table": ("summary", "width", "border", "frame", "rules", "cellspacing", "cellpadding"),
        "td": _CELL,
        "th": _CELL,
        "tr": ("align", "valign"),
        "thead": ("align", "valign"),
        "tbody": ("align", "valign"),
        "tfoot": ("align", "valign"),
        "col": _COLUMN,
        "colgroup": _COLUMN,
    }
)
"""Name in XHTML -> attributes that it keeps."""
