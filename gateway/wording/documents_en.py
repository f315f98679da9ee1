"""What is wrong with files and documents in XML, in English, and how to mend it.

https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DOCUMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "file-unreadable": (
            "The file cannot be read: {0}.",
            "Check its name and whether you may read it.",
        ),
        "xml-attribute-expected": (
            "{0} is an attribute in the XML of FHIR, and no element.",
            'Write it into the tag itself: <extension url="...">.',
        ),
        "xml-attribute-unknown": (
            "An XML element of FHIR has no attribute of this name here.",
            "Write the value as an element of its own, or leave the attribute out.",
        ),
        "xml-attributes": (
            "An element has more than {0} attributes.",
            "Nothing in FHIR has so many; look at what wrote the document.",
        ),
        "xml-character": (
            "This text holds a character that XML cannot carry.",
            "Remove control characters and halves of surrogate pairs, or answer in JSON.",
        ),
        "xml-depth": (
            "The XML is nested more than {0} levels deep.",
            "No resource needs that; look at what wrote the document.",
        ),
        "xml-doctype": (
            "A document type declaration (DOCTYPE) is not taken, whatever stands in it.",
            "Remove the line that begins with <!DOCTYPE: FHIR has none.",
        ),
        "xml-elements": (
            "The document has more than {0} elements.",
            "Send it in parts, or in JSON, one resource a line.",
        ),
        "xml-encoding": (
            "The bytes here are no text in the encoding of the document.",
            "Write the document as UTF-8, and say so in its first line or not at all.",
        ),
        "xml-encoding-unknown": (
            "The document says that it is in an encoding that is not read here.",
            "Write it as UTF-8, as FHIR asks.",
        ),
        "xml-entity": (
            "An entity that XML does not know stands here.",
            "Write the character itself, or its number: &#160; for &nbsp;.",
        ),
        "xml-namespace": (
            "This element is not in the namespace that is wanted here: {0}.",
            'Say xmlns="{0}" on it, or on an element around it.',
        ),
        "xml-namespace-declared": (
            "A prefix is used here that no xmlns declares.",
            "Declare the prefix on this element or on one around it.",
        ),
        "xml-namespaces": (
            "The document declares more than {0} sets of namespaces.",
            "Declare namespaces once, on the first element.",
        ),
        "xml-order": (
            "{0} stands behind an element that must come after it.",
            "In XML the order is that of the definition; `gateway explain` shows it.",
        ),
        "xml-resource": (
            "Here stands exactly one resource, in an element named by its type.",
            "Put the resource inside: <resource><Patient>...</Patient></resource>.",
        ),
        "xml-size": (
            "The document has more than {0} bytes.",
            "Send it in parts.",
        ),
        "xml-syntax": (
            "This is not well-formed XML.",
            "Look at this place in an XML editor; & is written &amp; and < is written &lt;.",
        ),
        "xml-syntax.after": (
            "Something stands after the end of the document.",
            "Send one document at a time.",
        ),
        "xml-syntax.attribute": (
            "An attribute stands twice on one element.",
            "Keep one of them.",
        ),
        "xml-syntax.end": (
            "The document ends before its elements are closed, or is empty.",
            "Look whether the file was cut off.",
        ),
        "xml-syntax.tag": (
            "A closing tag is not that of the element that is open.",
            "Close the elements in the reverse order of their opening.",
        ),
        "xml-text": (
            "Text stands here between the elements.",
            'In FHIR XML a value stands in the attribute value: <gender value="female"/>.',
        ),
        "xml-text-long": (
            "A text has more than {0} characters.",
            "Send what is large as a Binary of its own.",
        ),
        "xml-unwritable": (
            "{0} cannot be said in XML: it is no element here, or not of its type.",
            "Check the resource first (`gateway validate`), then write it as XML.",
        ),
    }
)
