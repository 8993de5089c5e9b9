"""How the text conditions of a query are matched: by the full-text index, by Python, or by both in turn.

The full-text index finds words in a row; what has punctuation is looked at again in the stored text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from mistakes.index.condition import Check, values_of
from mistakes.index.row import OTHER, TEXTS, WHERE, is_searched, pairs
from mistakes.query import patterns
from mistakes.query.fields import LESSON, Field
from mistakes.query.tree import And, Node, Or, Phrase, Regex, Word
from mistakes.query.words import (
    fold,
    has_signs,
    is_letter,
    is_one_piece,
    phrase_pattern,
    tokens_of,
    word_pattern,
)
from mistakes.records import NamedTuple

TextLeaf: TypeAlias = Word | Phrase | Regex


_COLUMNS = (("title",), ("story",), ("feeling",), ("conditions.text",), LESSON)


class Match(NamedTuple):
    """An expression for the full-text index; all entries it should find are among those it finds.

    `is_exact` tells that there are no others among them. `ranking` finds the same and ranks them: a whole word
    counts twice what another does that only begins so.
    """

    expression: str
    is_exact: bool
    ranking: str


def match_of(node: Node) -> Match | None:
    """Return what the full-text index can tell about a part of a query, None if nothing."""
    if isinstance(node, Word | Phrase):
        return _leaf_match(node)
    if isinstance(node, Or):
        found = [match_of(part) for part in node.parts]
        return _joined(" OR ", [match for match in found if match], len(found)) if all(found) else None
    if isinstance(node, And):
        matches = [match for part in node.parts if (match := match_of(part))]
        return _joined(" AND ", matches, len(node.parts)) if matches else None
    return None


def text_check(leaf: TextLeaf) -> Check:
    """Return the function that tells from an entry's body whether the condition holds."""
    occurs = text_pattern(leaf)
    might = _rough_check(leaf)

    def check(body: str) -> bool:
        return might(body) and any(occurs(text) for text in _texts(body, leaf.field))

    return check


def text_pattern(leaf: TextLeaf) -> Check:
    """Return the function that tells whether the condition holds of one text."""
    if isinstance(leaf, Regex):
        regex = patterns.compiled(leaf.pattern)
        return lambda text: patterns.found_in(regex, text)
    folded = fold(leaf.text)
    pattern = re.compile(word_pattern(folded) if isinstance(leaf, Word) else phrase_pattern(folded))
    return lambda text: pattern.search(fold(text)) is not None


def _rough_check(leaf: TextLeaf) -> Check:
    """Return what tells quickly that a condition cannot hold of a body; it may say yes in vain."""
    if isinstance(leaf, Regex):
        regex = patterns.compiled(leaf.pattern)
        return lambda body: len(body) > patterns.WINDOW or regex.search(body.replace("\0", "\n")) is not None
    words = fold(leaf.text).split()
    return lambda body: words[0] in fold(body) and words[-1] in fold(body)


def _texts(body: str, field: Field | None) -> Iterator[str]:
    if field is None:
        return (text for path, text in pairs(body) if is_searched(path))
    return values_of(body, field)


def _leaf_match(leaf: Word | Phrase) -> Match | None:
    folded = fold(leaf.text)
    tokens = tokens_of(folded)
    columns = None if leaf.field is None else _columns(leaf.field)
    if not tokens or (leaf.field and not columns):
        return None
    within = "" if columns is None else f"{{{' '.join(sorted(columns))}}} : "
    phrase = f'{within}"{" ".join(tokens)}"'
    is_exact = is_one_piece(folded) if isinstance(leaf, Word) else not has_signs(folded)
    is_exact = is_exact and (columns is None or _is_column(leaf.field))
    if _goes_on(leaf, folded, tokens[-1]):
        return Match(f"{phrase} *", is_exact, f"({phrase} * OR {phrase})")
    return Match(phrase, is_exact, phrase)


def _goes_on(leaf: Word | Phrase, folded: str, last: str) -> bool:
    """Tell whether the last token may be the beginning of a longer one."""
    end = folded.rstrip()[-1]
    if is_letter(end):
        return isinstance(leaf, Word)
    return len(last) == 1 and last == end


def _columns(field: Field) -> Collection[str]:
    """Return the columns in which all values of a field are indexed; none if some are in no column."""
    found: set[int] = set()
    for path in field.paths:
        beneath = [column for known, column in WHERE.items() if known == path or known.startswith(f"{path}.")]
        found.update(beneath if path in WHERE else (*beneath, OTHER))
    return {TEXTS[column] for column in found} if min(found) >= 0 else ()


def _is_column(field: Field | None) -> bool:
    """Tell whether the values of a field are exactly those of one column."""
    return field is not None and field.paths in _COLUMNS


def _joined(operator: str, matches: Iterable[Match], parts: int) -> Match:
    several = list(matches)
    expression = operator.join(f"({match.expression})" for match in several)
    ranking = operator.join(f"({match.ranking})" for match in several)
    return Match(expression, len(several) == parts and all(match.is_exact for match in several), ranking)
