"""From the text of a query to its tree: terms, groups, OR, and everything else taken literally."""

from __future__ import annotations

import re
from datetime import datetime

from mistakes.errors import QueryError
from mistakes.query import patterns, values
from mistakes.query.fields import field_named
from mistakes.query.tree import And, Node, Not, Or, Phrase, Regex, Word
from mistakes.query.words import fold

MOST_TERMS = 100
DEEPEST = 10
_FIELD = re.compile(r"([\w.-]+)(:|>=|<=|>|<|=)(?=[^\s])")
_PATTERN = re.compile(r"/((?:\\.|[^/\\])+)/(?=[\s)]|\Z)")
_QUOTED = re.compile(r'"([^"]*)"')
_NEGATED = re.compile(r'-(?=[\w"/(])')
_BLANK = re.compile(r"\s*")
_OR = re.compile(r"OR(?=\s|\Z)")
_FOLLOWING = re.compile(r"(?:\s+[^\s\"()/:<>=-][^\s\"():<>=]*){1,4}")


class Parser:
    """One reading of a query; `at` is how far it has come, `depth` how many groups are open.

    Parentheses that do not pair up are read as letters, in a second reading with `grouping` off.
    """

    def __init__(self, text: str, now: datetime) -> None:
        self._text = text
        self._now = now
        self._at = 0
        self._depth = 0
        self._terms = 0
        self._grouping = True

    def query(self) -> And:
        """Return the tree of the whole text."""
        root = self._all()
        if self._depth:
            self._at = self._depth = self._terms = 0
            self._grouping = False
            root = self._all()
        return root

    def _all(self) -> And:
        """Read terms up to the end of the text or of the group."""
        parts: list[Node] = []
        joined = False
        while not self._ends():
            if parts and not joined and self._joins():
                joined = True
                continue
            part = self._term()
            if part is not None:
                parts[-1:] = [_either(parts[-1], part)] if joined else [*parts[-1:], part]
                joined = False
        return And(tuple(parts))

    def _ends(self) -> bool:
        self._skip(_BLANK)
        return self._at >= len(self._text) or (self._depth > 0 and self._text[self._at] == ")")

    def _joins(self) -> bool:
        """Step over an OR that has a term behind it; one that has none is a word."""
        found = _OR.match(self._text, self._at)
        rest = self._text[found.end() :].lstrip() if found else ""
        if found is None or not rest or (self._depth and rest[0] == ")") or _OR.match(rest):
            return False
        self._at = found.end()
        return True

    def _term(self) -> Node | None:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise QueryError(f"a query may have {MOST_TERMS} terms", "Use fewer words.")
        if self._skip(_NEGATED):
            part = self._positive()
            return Not(part) if part is not None else None
        return self._positive()

    def _positive(self) -> Node | None:
        if self._grouping and self._text[self._at] == "(":
            return self._group()
        if found := _QUOTED.match(self._text, self._at):
            self._at = found.end()
            return _phrase(found[1])
        if found := _PATTERN.match(self._text, self._at):
            self._at = found.end()
            return Regex(patterns.checked(found[1].replace("\\/", "/")))
        return self._condition() or _word(self._bare())

    def _group(self) -> Node | None:
        """Read a group; where it never closes, the whole text is read again without groups."""
        if self._depth >= DEEPEST:
            raise QueryError(f"a query may nest {DEEPEST} groups", "Use fewer parentheses.")
        start = self._at
        self._at += 1
        self._depth += 1
        inside = self._all()
        if self._at >= len(self._text):
            return None
        self._at += 1
        self._depth -= 1
        if not inside.parts:
            return Word(self._text[start : self._at])
        return inside if len(inside.parts) != 1 else inside.parts[0]

    def _condition(self) -> Node | None:
        """Read `field:value` if the field is one; the parser does not move otherwise."""
        found = _FIELD.match(self._text, self._at)
        if found is None or not values.is_name(found[1]):
            return None
        start, self._at = self._at, found.end()
        if quoted := _QUOTED.match(self._text, self._at):
            self._at = quoted.end()
            value, is_quoted = quoted[1], True
        elif self._is_text(found[1]) and (pattern := _PATTERN.match(self._text, self._at)):
            self._at = pattern.end()
            return Regex(patterns.checked(pattern[1].replace("\\/", "/")), field_named(found[1]))
        else:
            value, is_quoted = self._bare(), False
        if not value.strip():
            self._at = start
            return None
        return self._valued(found[1], found[2], value, is_quoted)

    def _valued(self, name: str, operator: str, value: str, is_quoted: bool) -> Node:
        """Return the condition; the value of a date goes on as long as it makes a date."""
        field = field_named(name)
        if field and field.comparison == "date" and not is_quoted:
            longer = _FOLLOWING.match(self._text, self._at)
            for words in _shorter_and_shorter(longer[0] if longer else ""):
                if condition := values.dates(field, operator, value + words, self._now):
                    self._at += len(words)
                    return condition
        return values.condition(name, operator, value, is_quoted, self._now)

    def _is_text(self, name: str) -> bool:
        field = field_named(name)
        return field is not None and field.comparison == "text"

    def _bare(self) -> str:
        """Read up to the next space, or to the parenthesis that ends the group."""
        start, opened = self._at, 0
        while self._at < len(self._text) and not self._text[self._at].isspace():
            character = self._text[self._at]
            if character == ")" and not opened and self._depth:
                break
            opened += (character == "(") - (character == ")" and opened > 0)
            self._at += 1
        return self._text[start : self._at]

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None


def _either(before: Node, part: Node) -> Node:
    return Or((*before.parts, part)) if isinstance(before, Or) else Or((before, part))


def _phrase(text: str) -> Node:
    if not fold(text).strip():
        return Regex(re.escape(f'"{text}"'))
    return Phrase(text)


def _word(text: str) -> Node:
    return Word(text) if fold(text).strip() else Regex(re.escape(text))


def _shorter_and_shorter(words: str) -> list[str]:
    """Return the words following, fewer and fewer of them, down to none."""
    ends = [found.start() for found in re.finditer(r"(?<=\S)(?=\s|\Z)", words)]
    return [*(words[:end] for end in reversed(ends)), ""]
