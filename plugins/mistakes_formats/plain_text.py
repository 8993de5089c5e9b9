"""Text of entries for formats and programs that cannot hold every character.

JSON keeps each character as it is; where that is not possible, line ends become LF, and what no reader
may be given becomes U+FFFD: control characters, overrides of the writing direction, half characters.
"""

from __future__ import annotations

import re
from datetime import date, datetime

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_BRACKETS = re.compile(r"<[^<>]*>")


def cleaned(text: str) -> str:
    """Return the text with LF as its only line end and U+FFFD for what is not text."""
    return _UNFIT.sub("\ufffd", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Return the text, cleaned, on one line with single spaces between its words."""
    return " ".join(cleaned(text).split())


def person(author: str) -> str:
    """Return the name of an author without any address, "" if there is only an address."""
    return " ".join(word for word in one_line(_BRACKETS.sub(" ", author)).split(" ") if "@" not in word)


def heading(journal: str) -> str:
    """Return what an export of a journal of this name is called."""
    name = one_line(journal)
    return f"Mistakes: {name}" if name else "Mistakes"


def iso(moment: date) -> str:
    """Return a date or a time in ISO 8601, UTC as `Z`."""
    text = moment.isoformat()
    return f"{text[:-6]}Z" if isinstance(moment, datetime) and text.endswith("+00:00") else text


def day_and_clock(moment: date) -> str:
    """Return a date, or a date and time to the minute as the clock showed it, for people to read."""
    return iso(moment)[:16].replace("T", " ")
