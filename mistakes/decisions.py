"""Decisions sealed before their outcome, and how well one's confidence holds.

A seal is the digest of what was decided and expected; it lies in one's own events, so that nobody, least
of all oneself, can think afterwards that one knew it all along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from mistakes.errors import UsageError
from mistakes.events import Decided, Scored
from mistakes.model import Decision, Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal

ENOUGH = 10  # scored decisions; with fewer the score says more about chance
DO_NOTHING = ("do nothing", "什么都不做")
_BINS = ((0, 60), (60, 80), (80, 101))


@attrs.frozen
class Judged:
    """A scored decision: the confidence in percent, and the outcome from 0 (wrong) to 1 (as predicted)."""

    confidence: int
    outcome: float


@attrs.frozen
class Bin:
    """Decisions of similar confidence: from and below which percent, how many, expected and real share."""

    low: int
    high: int
    count: int
    expected: float
    happened: float


@attrs.frozen
class Calibration:
    """How well confidence holds: 0 is perfect, 0.25 is what always saying 50 % earns."""

    count: int
    brier: float
    bins: tuple[Bin, ...]


@attrs.frozen
class Regrets:
    """Scored decisions to do something and to do nothing: how many of each, and how many turned out badly."""

    done: int
    done_badly: int
    left: int
    left_badly: int


def seal(entry: Mistake) -> str:
    """Return the digest of what a decision says before its outcome is known."""
    from hashlib import sha256

    decision = entry.decision
    review_on = decision.review_on.isoformat() if decision.review_on else None
    said = [entry.title, sorted(decision.options), decision.chosen, decision.prediction, decision.confidence]
    text = json.dumps([*said, review_on, sorted(decision.views)], ensure_ascii=False)
    return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def completed(decision: Decision, language: str = "en") -> Decision:
    """Return the decision with doing nothing among its options, which is always one.

    Raises `UsageError` if what was chosen is none of the options.
    """
    options = decision.options
    if options and not {option.casefold() for option in options} & {*DO_NOTHING}:
        options = (*options, DO_NOTHING[language == "zh"])
    if decision.chosen and options and decision.chosen not in options:
        listed = ", ".join(options)
        raise UsageError(f"{decision.chosen!r:.80} is none of the options", f"They are: {listed}.")
    return attrs.evolve(decision, options=options)


def decide(journal: Journal, own: Journal, entry: Mistake) -> Mistake:
    """Write a decision and seal it; the seal is an event of one's own in the journal `own`."""
    saved = journal.put(entry)
    own.record(Decided(saved.id, digest=seal(saved)))
    return saved


def score(journal: Journal, own: Journal, entry_id: str, outcome: str, share: float) -> Mistake:
    """Note how a decision turned out, from 0 (not as predicted) to 1 (as predicted).

    Raises `UsageError` if the entry is no decision or the score is out of range.
    """
    entry = journal.get(entry_id)
    if entry.kind != "decision":
        raise UsageError(f"{entry_id[-6:]} is no decision", 'Begin one with: mistakes decide "…"')
    if not 0 <= share <= 1:
        raise UsageError(f"a score lies between 0 and 1, not {share}", "0 not as predicted, 1 as predicted.")
    own.record(Scored(entry_id, outcome=share))
    return journal.change(entry_id, decision=attrs.evolve(entry.decision, outcome=outcome or str(share)))


def is_sealed(entry: Mistake, own: Journal) -> bool | None:
    """Tell whether a decision still says what was sealed; None if it was never sealed here."""
    seals = [event.digest for event in own.events(entry.id) if isinstance(event, Decided)]
    return seal(entry) in seals if seals else None


def scored(own: Journal, journals: Sequence[Journal]) -> list[tuple[Mistake, float]]:
    """Return the decisions that were scored, each with its last score, oldest first."""
    last = {event.entry: event.outcome for event in own.index.told("scored") if isinstance(event, Scored)}
    found = {}
    for journal in journals:
        for decision in journal.index.decisions():
            entry = journal.readable(decision.entry) if decision.entry in last else None
            if entry is not None:
                found[entry.id] = (entry, last[entry.id])
    return [found[entry_id] for entry_id in sorted(found)]


def calibration(pairs: Iterable[Judged]) -> Calibration | None:
    """Return how well confidence held, None if there are fewer than ten scored decisions.

    The score is Brier's: the mean of the squared differences between confidence and outcome
    (G. W. Brier, Monthly Weather Review 78, 1950).
    """
    known = list(pairs)
    if len(known) < ENOUGH:
        return None
    brier = sum((one.confidence / 100 - one.outcome) ** 2 for one in known) / len(known)
    bins = [_bin(known, low, high) for low, high in _BINS]
    return Calibration(len(known), round(brier, 4), tuple(found for found in bins if found.count))


def regrets(found: Iterable[tuple[Mistake, float]]) -> Regrets:
    """Return how often doing and not doing turned out badly (a score below one half)."""
    counts = {True: [0, 0], False: [0, 0]}
    for entry, share in found:
        did = entry.decision.chosen.casefold() not in DO_NOTHING
        counts[did][0] += 1
        counts[did][1] += share < 0.5
    return Regrets(*counts[True], *counts[False])


def _bin(known: Sequence[Judged], low: int, high: int) -> Bin:
    inside = [one for one in known if low <= one.confidence < high]
    count = max(len(inside), 1)
    expected = sum(one.confidence for one in inside) / count / 100
    happened = sum(one.outcome for one in inside) / count
    return Bin(low, min(high, 100), len(inside), round(expected, 2), round(happened, 2))
