"""A query's tree as SQL over the index: what the full-text index finds, and what is left to ask.

What goes to the full-text index is a quoted row of tokens, and travels as a parameter.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from mistakes.index.condition import TRUE, Checks, Condition, both, condition, joined, present
from mistakes.index.match import Match, TextLeaf, match_of, text_check, text_pattern
from mistakes.index.schema import has_words
from mistakes.query import Query
from mistakes.query.tree import And, Node, Not, Or, Phrase, Regex, Word
from mistakes.records import NamedTuple


class Filter(NamedTuple):
    """A compiled query: an entry matches if `words` do (None: always) and `where` holds.

    `words` is an expression for the full-text index; `ranking` finds the same and tells what matches best.
    """

    words: str | None
    where: Condition
    ranking: str | None = None

    @property
    def source(self) -> Condition:
        """The end of a SELECT that finds the entries that match, as `e`."""
        sql, parameters = self.where
        if self.words is None:
            return Condition(f"FROM entries e WHERE ({sql})", parameters)
        found = "FROM words CROSS JOIN entries e ON e.n = words.rowid WHERE words MATCH ?"
        return Condition(f"{found} AND ({sql})", (self.words, *parameters))


class Compiler:
    """Compiles queries for one connection, which `checks` serves."""

    def __init__(self, db: sqlite3.Connection, checks: Checks) -> None:
        self._db = db
        self._has_words = has_words(db)
        self._checks = checks

    def compile(self, query: Query) -> Filter:
        """Return what finds the entries that match."""
        match = self._match(query.root)
        where = self._left_open(query.root, query.today)
        return Filter(match.expression, where, match.ranking) if match else Filter(None, where)

    def _match(self, node: Node) -> Match | None:
        return match_of(node) if self._has_words else None

    def _left_open(self, node: And, today: date) -> Condition:
        """Return the parts of an AND that its match in the full-text index does not settle."""
        found: list[Condition] = []
        for part in node.parts:
            match = self._match(part)
            if match is None:
                found.append(self._condition(part, today))
            elif not match.is_exact:
                found.append(self._unsure(part, today))
        return both(*found)

    def _unsure(self, part: Node, today: date) -> Condition:
        """Return what is left to ask of a part that the full-text index has found roughly."""
        if isinstance(part, Word | Phrase):
            return self._checks.asked(text_check(part))
        return self._left_open(part, today) if isinstance(part, And) else self._condition(part, today)

    def _condition(self, node: Node, today: date) -> Condition:
        match node:
            case Not(part):
                inner = self._condition(part, today)
                return Condition(f"NOT ({inner.sql})", inner.parameters)
            case And():
                match = self._match(node)
                return both(_found(match) if match else TRUE, self._left_open(node, today))
            case Or(parts):
                match = self._match(node)
                if match and match.is_exact:
                    return _found(match)
                return joined(" OR ", [self._condition(part, today) for part in parts])
            case Word() | Phrase() | Regex():
                return self._text(node)
        return condition(node, today, self._checks)

    def _text(self, leaf: TextLeaf) -> Condition:
        if leaf.field and leaf.field.paths == ("author",):
            return self._author(leaf)
        match = self._match(leaf)
        if match and match.is_exact:
            return _found(match)
        return both(_found(match) if match else present(leaf.field), self._checks.asked(text_check(leaf)))

    def _author(self, leaf: TextLeaf) -> Condition:
        """Authors are few, so each of them is looked at, not each entry."""
        occurs = text_pattern(leaf)
        authors = self._db.execute("SELECT author, name FROM authors")
        numbers = [str(number) for number, name in authors if occurs(name)]
        return Condition(f"e.author IN ({', '.join(numbers)})")


def _found(match: Match) -> Condition:
    return Condition("e.n IN (SELECT rowid FROM words WHERE words MATCH ?)", (match.expression,))
