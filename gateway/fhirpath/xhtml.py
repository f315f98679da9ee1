"""Is a narrative plain XHTML: nothing but the elements and attributes that FHIR lists?

No entity is declared or fetched: whatever begins with `<!` or `<?`, comments apart, is refused.
https://hl7.org/fhir/R4/narrative.html#xhtml (txt-1, txt-2)
"""

from __future__ import annotations

import re

ELEMENTS = frozenset(
    [
        "div",
        "p",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "b",
        "i",
        "em",
        "strong",
        "small",
        "big",
        "tt",
        "dfn",
        "code",
        "samp",
        "kbd",
        "var",
        "cite",
        "abbr",
        "acronym",
        "sub",
        "sup",
        "span",
        "blockquote",
        "q",
        "pre",
        "address",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "col",
        "colgroup",
        "hr",
        "a",
        "img",
        "bdo",
        "ins",
        "del",
        "map",
        "area",
        "s",
        "strike",
        "u",
        "center",
        "nobr",
    ]
)
ATTRIBUTES = frozenset(
    [
        "title",
        "style",
        "class",
        "id",
        "lang",
        "xml:lang",
        "dir",
        "accesskey",
        "tabindex",
        "span",
        "width",
        "align",
        "valign",
        "char",
        "charoff",
        "abbr",
        "axis",
        "headers",
        "scope",
        "rowspan",
        "colspan",
        "border",
        "cellspacing",
        "cellpadding",
        "frame",
        "rules",
        "summary",
        "href",
        "name",
        "rel",
        "rev",
        "type",
        "hreflang",
        "charset",
        "shape",
        "coords",
        "src",
        "alt",
        "longdesc",
        "height",
        "usemap",
        "ismap",
        "cite",
        "datetime",
        "xmlns",
        "xmlns:xlink",
        "start",
        "value",
        "compact",
        "nowrap",
        "bgcolor",
        "color",
        "size",
        "noshade",
        "nohref",
    ]
)
_TAG = re.compile(
    r"<(/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>"
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_COMMENT = re.compile(r"<!--(?:(?!--).)*-->", re.DOTALL)
_ENTITY = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_ACTIVE = re.compile(r"\s*(?:javascript|vbscript|data\s*:\s*text)", re.IGNORECASE)
_LONGEST = 10_000_000


def safe(text: str) -> bool:
    """Is this one `div` of allowed, well-formed markup with some content?"""
    if len(text) > _LONGEST:
        return False
    bare = _COMMENT.sub("", text).strip()
    opened: list[str] = []
    at, said = 0, False
    for found in _TAG.finditer(bare):
        between = bare[at : found.start()]
        if not _plain(between) or (not opened and (between.strip() or at)):
            return False
        said = said or bool(between.strip()) or found[2] == "img"
        if not _fits(found, opened):
            return False
        at = found.end()
    return said and not opened and at == len(bare) and bare.startswith("<div")


def _plain(between: str) -> bool:
    return "<" not in between and not ("&" in between and _ENTITY.search(between))


def _fits(tag: re.Match[str], opened: list[str]) -> bool:
    closing, name, attributes, alone = tag.groups()
    if closing:
        return bool(opened) and opened.pop() == name and not attributes and not alone
    if name not in ELEMENTS or not all(map(_allowed, _ATTRIBUTE.findall(attributes))):
        return False
    if not alone:
        opened.append(name)
    return True


def _allowed(attribute: tuple[str, str, str]) -> bool:
    name, *values = attribute
    value = "".join(values)
    if name not in ATTRIBUTES or ("&" in value and _ENTITY.search(value)):
        return False
    return name not in {"href", "src"} or _ACTIVE.match(value) is None
