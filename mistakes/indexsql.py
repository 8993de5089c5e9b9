"""A query's tree as SQL over the index; what SQL cannot decide is asked of Python, entry by entry.

Nothing that was typed ever becomes part of a statement: it travels as a parameter, and what goes to the
full-text index is a quoted row of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from mistakes import querypattern
from mistakes.indexmarks import REPEATED, RETIRED
from mistakes.indexmatch import author_pattern, columns_of, match_of, text_check
from mistakes.indexrow import HAS_PLAN, PRESENT
from mistakes.queryfields import CONDITION_KINDS, STATUSES, Field
from mistakes.querytree import (
    And,
    Dates,
    Exact,
    Flag,
    Has,
    Id,
    Leaf,
    Money,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Query_,
    Regex,
    Truth,
    Word,
)
