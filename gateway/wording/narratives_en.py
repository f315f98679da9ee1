"""The rules of the text that people read, in English: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NARRATIVES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "narrative-content": (
            "The narrative has an element or attribute that is not allowed.",
            (
                "Keep to the basic formatting elements of XHTML: no script, form, style sheet "
                "or event."
            ),
        ),
        "narrative-empty": (
            "The narrative has neither text nor a picture.",
            "Say in it what a person should read, or leave text out.",
        ),
        "narrative-syntax": (
            "The narrative is not one well-formed XHTML div without entities.",
            (
                'Begin with <div xmlns="http://www.w3.org/1999/xhtml">, close each tag, write '
                "characters instead of named entities."
            ),
        ),
        "narrative-languages-several": (
            "This profile wants a narrative without sections by language.",
            "Write one text, without div elements that have a language.",
        ),
        "narrative-languages-none": (
            "This profile wants the narrative in sections, each of one language.",
            "Put each language in a div of its own, with lang and xml:lang.",
        ),
        "narrative-language-missing": (
            "This profile wants a section of the narrative in {0}, and there is none.",
            "Add a div with that language in lang and xml:lang.",
        ),
        "narrative-source": (
            "This profile wants to be told where each text of the narrative comes from.",
            "Give each element that holds text the class boilerplate, generated or original.",
        ),
        "narrative-link": (
            "A link in the narrative leads nowhere.",
            (
                "Link to an address that a browser opens (https:, mailto:), or by # to an "
                "id in this resource."
            ),
        ),
        "narrative-nesting": (
            "The narrative has an element where XHTML does not allow it.",
            (
                "Rows stand in tables, cells in rows, items in lists; paragraphs hold no "
                "tables, lists or paragraphs."
            ),
        ),
        "narrative-anchor": (
            "A link in the narrative means an id that nothing here has.",
            "Give what is meant this id, or take the link away.",
        ),
        "text-markup": (
            "The text has a tag of HTML in it, and tags are forbidden here.",
            "Send plain text; what is formatted goes into the narrative.",
        ),
    }
)
