"""What is wrong with files of rows, in English, and how to mend it.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FORM = (
    "The cell is not of the form that its column declares: {0}.",
    (
        "Write it in the declared form, or ask the "
        "operator to add this one to `format` of the column."
    ),
)
_DAYS = (
    (
        "The cell is not of the form that its column declares: {0}. It looks like the "
        "number by which a spreadsheet counts days."
    ),
    (
        "Give the column a format of dates in the spreadsheet and export again; the "
        "number is not read, since not all spreadsheets count from the same day."
    ),
)

FLAT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cell-code-date": (
            (
                "The cell holds a date where a code is due: a spreadsheet makes one of codes "
                "such as 1988-5."
            ),
            (
                "Set the column to text in the spreadsheet, fill in the codes again, and export "
                "it; or export from the system itself."
            ),
        ),
        "cell-formula-error": (
            "The cell holds an error of a spreadsheet in place of what stood there.",
            (
                "Mend the formula or widen the column and export again, best as text; if the "
                "word is meant to say that there is nothing, ask the operator to add it to "
                "`empty`."
            ),
        ),
        "cell-large": (
            "A cell is longer than {0} characters.",
            (
                "Look for a quote that is not closed; texts of this size do not belong in a "
                "file of rows."
            ),
        ),
        "cell-long": (
            "This cell is longer than the description of the file allows.",
            "Shorten it at its source, or ask the operator to raise `most` of the column.",
        ),
        "cell-names-nobody": (
            "The cell holds a word or a sign that is no number: all who have it would be one.",
            (
                "Leave the cell empty at its source, or ask the operator to add the word to "
                "`empty` of the file."
            ),
        ),
        "cell-not-allowed": (
            "The value of this cell is none of those that the description of the file allows.",
            "Correct it, or ask the operator to add it to `allowed` of the column.",
        ),
        "cell-number-cut": (
            "A spreadsheet wrote only the first digits of this number: others may have the same.",
            (
                "Set the column to text in the spreadsheet, fill in the whole numbers again, "
                "and export it; or export from the system itself."
            ),
        ),
        "cell-required": (
            "This cell must not be empty.",
            "Fill it in at its source; the row is not taken without it.",
        ),
        "cell-text-mark": (
            "An apostrophe, by which a spreadsheet marks a text, was left out before this number.",
            "Nothing has to be done.",
        ),
        "charset-assumed": (
            "The row is no UTF-8, and no character set is declared: it was read as {0}.",
            (
                "Look whether letters with accents are right, then declare `charset` for this "
                "kind of file."
            ),
        ),
        "file-empty.rows": (
            "The file holds no rows.",
            "Look whether the export ended early, and send the file again.",
        ),
        "file-unmapped": (
            "The description {0} does not say what its rows become: nothing would be kept.",
            "Write its `maps`: docs/how-to/send-flat-files.md.",
        ),
        "file-unrecognised": (
            "No description fits this file; there are descriptions of: {0}.",
            (
                "Compare its first line and its name with the description that is meant, or "
                "write one: docs/how-to/send-flat-files.md."
            ),
        ),
        "header-absent": (
            "The header lacks the column {0}: its cells are taken for empty.",
            "Export the column again, or take it out of the description.",
        ),
        "header-absent.near": (
            (
                "The header lacks the column {0}, whose cells are taken for empty; {1} looks "
                "like it."
            ),
            "If it is that column, add its name to `header` of the column.",
        ),
        "header-again": (
            "The header stands here once more: it is no row.",
            "Nothing has to be done; so it stands where files were put together.",
        ),
        "header-again.other": (
            "Another header stands here: the rows behind it are read in its order.",
            "Look whether files were put together that should have come one by one.",
        ),
        "header-duplicate": (
            "The header names the column {0} more than once: none of them is read.",
            "Export each column once, under a name of its own.",
        ),
        "header-extra": (
            "The header has a column that the description does not know: {0}.",
            (
                "Add it to the description, or leave it out of the export; until then its "
                "cells go nowhere."
            ),
        ),
        "header-late": (
            "Before the header stand lines ({0}) that nobody described: they were passed over.",
            "Say `skip: {0}` in the description, or by `comment` how such lines begin.",
        ),
        "header-missing.column": (
            "The header lacks the column {0}, without which no row is taken.",
            "Export the column again and send the file anew.",
        ),
        "header-missing.near": (
            ("The header lacks the column {0}, without which no row is taken; {1} looks like it."),
            "If it is that column, add its name to `header` of the column.",
        ),
        "header-order": (
            "The columns stand in another order than described; they are read by their names.",
            "Nothing needs to be done.",
        ),
        "header-renamed": (
            "The column {0} is written {1} in this file, and read all the same.",
            "Add this name to `header` of the column if it is to stay so.",
        ),
        "lookup-missing": (
            "The other file says nothing of this value.",
            "Add it to the file that is looked up in; the value goes nowhere meanwhile.",
        ),
        "row-charset": (
            "The row is no text in the character set of the file.",
            (
                "Declare the character set in which the file is really written, or write it in "
                "the declared one."
            ),
        ),
        "row-charset.older": (
            "The row is no UTF-8, and its words show that it is no windows-1252 either.",
            (
                "Declare `charset` for this kind of file: systems of DOS write cp850, old Macs "
                "mac_roman."
            ),
        ),
        "row-charset.twice": (
            "Letters of this row were encoded twice: each of them is two others now.",
            (
                "Look whether `charset` is that of the file; if a spreadsheet read it in the "
                "wrong one, let it read the file as UTF-8 and export again."
            ),
        ),
        "row-large": (
            "The row is larger than {0} bytes.",
            "Look for a line end or a quote that is missing; the next line is read anew.",
        ),
        "row-long": (
            "The row has {0} cells where {1} are due.",
            "Look for a delimiter inside a cell: such a cell must stand in quotes.",
        ),
        "row-nul": (
            "The row holds a NUL, which is no text.",
            "Look whether the file is whole and in the character set that is declared.",
        ),
        "row-quote": (
            "A quote is opened in this row and never closed.",
            (
                "Close it, or double the quote where it belongs to the text; the next line is "
                "read anew."
            ),
        ),
        "row-quote.after": (
            "In this row a text follows a quote that was closed.",
            "Double the quote where it belongs to the text; the next line is read anew.",
        ),
        "row-quote.one": (
            "All of this row stands in one cell.",
            "Look how the file is exported: quotes stand around a cell, and not around a row.",
        ),
        "row-quote.rows": (
            "A quote is opened in this row and takes in rows behind it.",
            (
                "Close it, or double the quote where it belongs to the text; the next line is "
                "read anew."
            ),
        ),
        "row-octets": (
            "The columns of this row are counted in bytes, and its description counts characters.",
            "Say `fixed: bytes`; read as it is, each column behind an accent would be another.",
        ),
        "row-several": (
            "These bytes hold more than one row.",
            "Send the file as a whole, and each row is taken by itself.",
        ),
        "row-short": (
            "The row has {0} cells where {1} are due.",
            (
                "Look whether a line end stands inside a cell; where cells at the end may be "
                "left out, say `short: true`."
            ),
        ),
        "value-invalid-boolean.cell": _FORM,
        "value-invalid-date.cell": _FORM,
        "value-invalid-date.serial": _DAYS,
        "value-invalid-datetime.cell": _FORM,
        "value-invalid-datetime.serial": _DAYS,
        "value-invalid-integer.cell": _FORM,
        "value-invalid-number.cell": _FORM,
        "value-invalid-time.cell": _FORM,
        "value-invalid-time.serial": (
            (
                "The cell is not of the form that its column declares: {0}. It looks like the "
                "part of a day by which a spreadsheet counts times."
            ),
            "Give the column a format of times in the spreadsheet and export again.",
        ),
    }
)
