"""What is wrong with files, archives and their formats, in English, and how to mend it.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "archive-duplicate": (
            "Two entries of the archive have the same name.",
            (
                "Give each file in the archive a name of its own; small and capital letters "
                "are one here."
            ),
        ),
        "archive-empty": (
            "The archive holds no document.",
            "Look whether the files were put into it.",
        ),
        "archive-encrypted": (
            "An entry of the archive is encrypted.",
            "Pack the files without a password: the connection is what keeps them secret.",
        ),
        "archive-entries": (
            "The archive has more than {0} entries.",
            "Send it in parts.",
        ),
        "archive-entry-size": (
            "An entry of the archive has more than {0} bytes when it is unpacked.",
            "Send less in one file, or ask the operator to raise the limit.",
        ),
        "archive-link": (
            "An entry of the archive is a link or a device, and no file.",
            "Put the file itself into the archive.",
        ),
        "archive-method": (
            "An entry of the archive is compressed by a method that is not read here.",
            "Pack it as zip with deflate, as tar, or as tar.gz.",
        ),
        "archive-nested": (
            "An archive lies inside the archive.",
            "Send the inner archive by itself.",
        ),
        "archive-office": (
            "This is a file of an office program (a workbook, a text), no archive of documents.",
            "Export a table as CSV, a text as PDF, and send that.",
        ),
        "archive-path": (
            "The name of an entry leads out of the archive.",
            "Name entries by relative paths without `..`, drive or leading slash.",
        ),
        "archive-ratio": (
            "An entry of the archive grows to more than {0} times its packed size.",
            "Send the file unpacked: what packs so well is not taken packed.",
        ),
        "archive-size": (
            "The archive has more than {0} bytes when it is unpacked.",
            "Send it in parts.",
        ),
        "archive-sizes": (
            "An entry of the archive is not as long as the archive says.",
            "Make the archive anew: it is broken, or made to deceive.",
        ),
        "archive-unreadable": (
            "This is no archive that is read here: zip, tar, tar.gz or gz, whole and undamaged.",
            "Look whether the file was cut off, and pack it anew.",
        ),
        "file-empty": (
            "The file is empty.",
            "Look whether the program that writes it came to its end.",
        ),
        "file-too-large": (
            "The file has more than {0} bytes.",
            "Write less into one file, or raise GATEWAY_MAX_MESSAGE.",
        ),
        "format-other": (
            "This begins like {0}, and was sent as {1}.",
            "Send it to /messages/{0}, or say its format: --input-format {0}.",
        ),
        "format-other.fhir": (
            "This begins like {0}; only FHIR is checked here.",
            "`gateway convert --validate` says it in FHIR and checks it; so does /fhir/$convert.",
        ),
        "format-unknown.paper": (
            "A file of this kind ({0}) does not say whose it is.",
            (
                "Send it in a message (MDM, with the file in OBX of type ED) or in a CDA document "
                "(nonXMLBody): these name the patient."
            ),
        ),
        "format-unknown": (
            "This begins like none of the formats that are read here: {0}.",
            (
                "Look whether it is the right file; or say its format: --input-format, or "
                "the address."
            ),
        ),
        "http-400.format": (
            "format is one of {0}.",
            "Say one of these, or leave it out: the content then decides.",
        ),
        "http-404.format": (
            "There is no format of this name; these are: {0}.",
            "Send it to /messages/ and one of these names.",
        ),
        "http-415.format": (
            "Content-Type says another format than the address, which takes {0}.",
            "Send it to the address of its own format, or leave Content-Type out.",
        ),
        "xdm-document-changed": (
            (
                "A document of the package is not the one that METADATA.XML describes: its "
                "size or hash differs."
            ),
            "Make the package anew, from documents that no longer change.",
        ),
        "xdm-document-missing": (
            "METADATA.XML names a document that is not in the package.",
            "Put the document beside METADATA.XML, under the name that its URI slot says.",
        ),
        "http-413.many": (
            "No more than {0} messages are converted at once.",
            "Send fewer; nothing is kept of them anyway.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
