"""The scanner for keys, tokens and passwords: first the anchored rules, then what is simply random."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mistakes.scanning import Finding, Passage, ScanOccasion
from mistakes_guard.allowed import allowed
from mistakes_guard.guess import is_placeholder, is_secret
from mistakes_guard.joined import Joined
from mistakes_guard.randomness import random_tokens
from mistakes_guard.rules import RULES, TOKEN, Rule

LONGEST_KEY = 8192  # of a private key, from its first line to its last
ADVICE = (
    "Take it out, and put a new one in its place wherever it is used: whoever reads this could use it.",
    "请删去它，并在使用它的地方换一个新的：读到的人都能拿去用。",
)
Span = tuple[int, int, Rule | None]


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield what looks like a secret, each once; what the journal allows is left out."""
    joined = Joined(passages)
    fine = allowed(occasion.journals)
    for start, end, rule in _apart(sorted(_spans(joined), key=lambda span: span[:2])):
        if joined.text[start:end] not in fine:
            yield found(joined.place(start, end), rule, occasion.language, end - start)


def found(place: tuple[str, int, int], rule: Rule | None, language: str, length: int) -> Finding:
    """Return the finding of a secret, which tells its kind, how such ones begin, and how long it is."""
    tongue = int(language.startswith("zh"))
    what = (rule.what if rule else TOKEN)[tongue]
    shown = (
        f"{rule.begins if rule else ''}… ({what}{(', {} characters', '，{} 个字符')[tongue].format(length)})"
    )
    return Finding("secret", *place, shown, ADVICE[tongue], stops=True)


def _spans(joined: Joined) -> Iterator[Span]:
    for rule in RULES:
        if any(keyword in joined.lower for keyword in rule.keywords):
            yield from _of_rule(rule, joined)
    for start, end in random_tokens(joined.text):
        if not is_placeholder(joined.text[start:end]):
            yield start, end, None


def _of_rule(rule: Rule, joined: Joined) -> Iterator[Span]:
    for match in rule.compiled.finditer(joined.lower if rule.small else joined.text):
        groups = match.groupdict()
        start, end = match.span("secret" if "secret" in groups else 0)
        value = joined.text[start:end]
        if rule.id == "private-key":
            yield start, _end_of_key(joined.text, end), rule
        elif not _is_none(rule, value, groups.get("name") or "", groups.get("quote") or ""):
            yield start, end, rule


def _is_none(rule: Rule, value: str, name: str, quote: str) -> bool:
    """Tell whether what fits a rule is no secret after all."""
    if rule.guess and name:
        return not is_secret(name, value, quoted=bool(quote))
    return is_placeholder(value)


def _end_of_key(text: str, start: int) -> int:
    """Return where a private key ends: with its last line, or with the lines of letters that there are."""
    stop = min(len(text), start + LONGEST_KEY)
    last = text.find("-----END", start, stop)
    border = text.find("\0", start, stop)
    ends = [place for place in (last, border) if place >= 0]
    return min(ends) if ends else start


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans that overlap no earlier one: of two at one place the rule's, not the guess's."""
    reached = -1
    for start, end, rule in spans:
        if start >= reached:
            reached = end
            yield start, end, rule
