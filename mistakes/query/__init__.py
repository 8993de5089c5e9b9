"""The query language of list, search, stats and export: text in, a small tree of conditions out.

Words are ANDed; `OR` joins the terms beside it; `-` excludes; `"…"` is a phrase, `/…/` a pattern,
`field:value` a condition on one field; parentheses group.
What is no valid syntax is searched for literally; a value that cannot fit its field is a `QueryError`.
The meaning of every condition is told in docs/reference/query.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from mistakes.errors import QueryError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.query.tree import And, Node

LONGEST = 2_000


class Query(NamedTuple):
    """A parsed query; `root` leaves out deleted entries unless `is:deleted`, or a field of theirs, was asked.

    `today` is the local day by which actions are overdue; `text` is what was typed.
    """

    root: And
    today: date
    text: str


def parse(text: str | Sequence[str], *, now: datetime) -> Query:
    """Return the query that was typed, as one text or as the words of a command line.

    `now` is aware; relative dates are read against it.
    Of several command-line words, one with spaces in it was quoted for the shell: it is a phrase, or
    the whole value of its field.
    Raises `QueryError` for a value that cannot fit its field, and for a query beyond the limits:
    2,000 characters, 100 terms, 10 nested groups.
    """
    from mistakes.query.parser import Parser
    from mistakes.query.tree import And, Flag, Not

    typed = text if isinstance(text, str) else " ".join(_quoted_again(text, now))
    if len(typed) > LONGEST:
        raise QueryError(f"a query may have {LONGEST:,} characters, not {len(typed):,}", "Use fewer words.")
    clean = typed.encode("utf-8", "replace").decode().replace("\0", " ")
    root = Parser(clean, now).query()
    if not _asks_for_deleted(root):
        root = And((*root.parts, Not(Flag("deleted"))))
    return Query(root, now.date(), clean)


def _asks_for_deleted(root: Node) -> bool:
    """Tell whether deleted entries are meant too: by their mark, or by what only they have."""
    from mistakes.query.tree import And, Flag, Not, Or, leaves

    if isinstance(root, And | Or):
        return any(map(_asks_for_deleted, root.parts))
    if isinstance(root, Not):
        return Flag("deleted") in leaves(root)
    field = getattr(root, "field", None)
    return root == Flag("deleted") or (field is not None and field.paths[0].startswith("deleted"))


def _quoted_again(words: Sequence[str], now: datetime) -> list[str]:
    """Put back the quotes that a shell took away, where they can only have been quotes."""
    if len(words) == 1:
        return [_whole_value(words[0], now)]
    return [_with_quotes(word) if re.search(r"\s", word) and '"' not in word else word for word in words]


def _whole_value(word: str, now: datetime) -> str:
    """Return `status:built in` with quotes, as all of it fits the field; anything else as it is."""
    from mistakes.query import values
    from mistakes.query.fields import STATUSES
    from mistakes.query.tree import Dates

    found = re.fullmatch(r"-?([\w.-]+)([:<>=]+)([^\s\"][^\"]*\s[^\"]*)", word)
    if found is None or not values.is_name(found[1]):
        return word
    name, operator, value = found.groups()
    try:
        condition = values.condition(name, operator, value, True, now)
    except QueryError:
        return word
    is_one = isinstance(condition, Dates) or value.casefold() in STATUSES
    return f'{word[: found.start(3)]}"{value}"' if is_one else word


def _with_quotes(word: str) -> str:
    from mistakes.query.fields import field_named

    found = re.fullmatch(r"(-?)(?:([\w.-]+)([:<>=]+))?(.*)", word, re.DOTALL)
    if found is None or word.startswith("/"):
        return word
    minus, name, operator, value = found.groups()
    if name and not field_named(name) and name not in ("is", "has"):
        return f'{minus}"{name}{operator}{value}"'
    return f'{minus}{name or ""}{operator or ""}"{value}"'
