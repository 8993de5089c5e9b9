"""Which links may stand in a book: plain addresses of the web and of mailboxes that every reader understands.

An EPUB must not hold an address that a URL parser refuses, so this is stricter than a browser:
https://url.spec.whatwg.org says what a host is, only its common forms are taken.
"""

from __future__ import annotations

import re

LONGEST = 2_000
_HIGHEST_PORT = 65_535
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_LAST_LABEL = r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_WEB = re.compile(
    rf"https?://(?P<host>(?:{_LABEL}\.)*{_LAST_LABEL}|{_OCTET}(?:\.{_OCTET}){{3}})(?::(?P<port>[0-9]{{1,5}}))?"
    rf"(?:/{_CHARACTER}*)?(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(
    rf"mailto:[A-Za-z0-9._+-]+@(?P<host>(?:{_LABEL}\.)+{_LAST_LABEL})(?:\?(?:[A-Za-z0-9=&._+-]|%[0-9A-Fa-f]{{2}})*)?",
    re.IGNORECASE,
)


def is_safe(target: str) -> bool:
    """Tell whether a link may lead there; `target` is percent-encoded and at most 2,000 characters long."""
    if len(target) > LONGEST:
        return False
    web = _WEB.fullmatch(target)
    if web:
        return int(web["port"] or 0) <= _HIGHEST_PORT and _is_host(web["host"])
    mail = _MAIL.fullmatch(target)
    return bool(mail and _is_host(mail["host"]))


def _is_host(name: str) -> bool:
    """Tell whether the labels that stand for other letters ("xn--…") can be read."""
    try:
        name.encode("ascii").decode("idna")
    except UnicodeError:
        return False
    return True
