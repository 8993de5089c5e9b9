"""Telling a real password or key from a placeholder, a variable, a date or plain prose."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"example|placeholder|redacted|changeme|change-me|^(?:your|my)[_-](?:[a-z]+[_-])*[a-z]+$|xxxx|\*\*\*|\.\.\.|"
    r"…|^<.*>$|\$\{|\$\(|^\$[A-Za-z_]\w*$|%[sd(]|\{\{|^(?:sample|dummy|masked|hidden|user|pass(?:word|wd)?|pwd|pw|secret|token|string|required|optional|none|null|true|"
    r"false|invalid|expired|missing|default|prompt|value|text|test|admin|root|key|foo|bar|hunter2?)$"
)
_CODE = re.compile(
    r"^(?:[./~@#&|-]|[a-z][a-z0-9+.-]*://|(?:os|env|process|vars?|self|this|config|secrets?)\.)"
)
_DATE = re.compile(r"^\d{4}-\d\d|^\d{1,2}:\d\d|^v?\d+(?:\.\d+)+$")
_ABOUT = re.compile(
    r"[_-](?:count|limit|type|name|url|uri|id|file|path|size|len|length|ttl|age|expiry|expires|policy|rotation|"
    r"manager|service|store|field|column|table|version|format|hash|ref|budget|usage)s?$"
)
_PASSWORD = re.compile(r"pass|pwd|pw|密码|口令")
_SYMBOL = re.compile(r"[!#^&*+~@?=/-]")
_SHORTEST_PASSWORD, _SHORTEST_KEY = 6, 12


def is_placeholder(value: str) -> bool:
    """Tell whether a value stands for a secret, as `<password>`, `xxxx` or `AKIA…EXAMPLE` do."""
    plain = value.lower()
    return len(set(plain)) <= 3 or _PLACEHOLDER.search(plain) is not None


def is_secret(name: str, value: str, *, quoted: bool) -> bool:
    """Tell whether the value that is given to a name such as `db_password` looks like a real one.

    What is no placeholder and no code counts if it mixes letters with digits or signs. A password has at
    least six characters; in quotation marks it may be letters alone. A key or token has at least twelve.
    """
    value, name = value.rstrip(".,:;!?"), name.lower()
    if is_placeholder(value) or _CODE.match(value) or _DATE.match(value) or _ABOUT.search(name):
        return False
    has_letter, has_digit = (any(map(test, value)) for test in (str.isalpha, str.isdigit))
    if _PASSWORD.search(name):
        mixed = has_digit or (_SYMBOL.search(value) is not None and has_letter)
        return len(value) >= _SHORTEST_PASSWORD and (mixed or quoted)
    mixed = sum(map(str.isdigit, value)) >= 2 or not (value.islower() or value.isupper())
    return len(value) >= _SHORTEST_KEY and has_letter and has_digit and mixed
