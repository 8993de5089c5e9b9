"""The balance of the three Qs: to know (IQ), to feel (EQ), to care (LQ), in what the last lessons taught.

It helps to choose questions and quests; it changes no points.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from math import log

from mistakes.records import NamedTuple
from mistakes_game.words.wording import words

LAST = 60
EVEN, LEANING = 0.9, 0.6
# Of those that were trained alike the first is the lowest: without care the rest serves nobody.
TIES = ("lq", "eq", "iq")
_ORDER = ("iq", "eq", "lq")


class Balance(NamedTuple):
    """How what was learned is shared out: shares of the three, 0 … 1 (all 0 if nothing is known).

    `evenness` is the entropy of the shares in units of the greatest possible, 0 … 1; `lowest` the one that
    was trained least; `lessons` how many entries tell.
    """

    iq: float
    eq: float
    lq: float
    evenness: float
    lowest: str
    lessons: int

    def share(self, name: str) -> float:
        """Return the share of `iq`, `eq` or `lq`."""
        return self[_ORDER.index(name)]  # type: ignore[return-value]


def balance(qs: Iterable[tuple[int, int, int]]) -> Balance:
    """Return the balance of the last lessons: how much each taught of iq, eq and lq, 0 … 3, newest first.

    Only those that taught something count, at most 60. The entropy is that of the shares of the three
    sums: E = −Σ p ln p ÷ ln 3.
    """
    last = list(islice((one for one in qs if any(one)), LAST))
    sums = [sum(part) for part in zip(*last, strict=True)] or [0, 0, 0]
    total = sum(sums)
    iq, eq, lq = (part / total if total else 0.0 for part in sums)
    entropy = -sum(share * log(share) for share in (iq, eq, lq) if share) / log(3)
    return Balance(iq, eq, lq, min(max(entropy, 0.0), 1.0), lowest(*sums), len(last))


def lowest(iq: float, eq: float, lq: float) -> str:
    """Return which of the three was trained least; of several it is lq, then eq."""
    much = {"iq": iq, "eq": eq, "lq": lq}
    return min(TIES, key=much.__getitem__)


def balance_line(found: Balance, language: str = "en") -> str:
    """Return the balance in one line, with what each Q means."""
    said = words(language)
    if not found.lessons:
        return said["balance none"]
    name = "even" if found.evenness >= EVEN else "leaning" if found.evenness >= LEANING else "one-sided"
    shares = {which: f"{found.share(which):.0%}" for which in _ORDER}
    return said[f"balance {name}"].format(**shares, lowest=named(found.lowest, language))


def named(which: str, language: str = "en") -> str:
    """Return a Q with its gloss, such as `LQ (care)`."""
    said = words(language)
    return said["named"].format(q=said[which], gloss=said[f"{which} gloss"])
