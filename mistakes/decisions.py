"""Decisions sealed before their outcome, and how well one's confidence holds.

A seal is the digest of what was decided and expected; it lies in one's own events, so that nobody, least
of all oneself, can think afterwards that one knew it all along.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from mistakes.errors import UsageError
from mistakes.events import Decided, Scored
from mistakes.model import Decision, Mistake

if TYPE_CHECKING:
    from datetime import date

    from mistakes.journal import Journal

ENOUGH = 10  # scored decisions; with fewer the score says more about chance
DO_NOTHING = ("do nothing", "什么都不做")
_BINS = ((0, 60), (60, 80), (80, 101))
_POOR = 2  # a result from 1 to 5, and so much trust out of 3, is one to regret


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
    """Scored decisions to do something and to do nothing: how many of each, and how many turned out badly.

    Of `unknown` ones nobody said how they turned out.
    """

    done: int
    done_badly: int
    left: int
    left_badly: int
    unknown: int


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

    What was chosen may be the number of an option, or the option in other capitals; doing nothing may be said
    in either language. Raises `UsageError` if it is none of them.
    """
    options = decision.options
    if options and not {option.casefold() for option in options} & {*DO_NOTHING}:
        options = (*options, DO_NOTHING[language == "zh"])
    chosen = decision.chosen and _option(options, decision.chosen)
    return attrs.evolve(decision, options=options, chosen=chosen)


def _option(options: Sequence[str], typed: str) -> str:
    if not options:
        return typed
    by_name = {option.casefold(): option for option in reversed(options)}
    by_name = {str(number): option for number, option in enumerate(options, 1)} | by_name
    nothing = next((by_name[name] for name in DO_NOTHING if name in by_name), None)
    by_name |= dict.fromkeys(DO_NOTHING, nothing) if nothing else {}
    if typed.casefold() not in by_name:
        listed = ", ".join(options)
        raise UsageError(f"{typed!r:.80} is none of the options", f"They are: {listed}.")
    return by_name[typed.casefold()]


def decide(journal: Journal, own: Journal, entry: Mistake) -> Mistake:
    """Write a decision and seal it; the seal is an event of one's own in the journal `own`."""
    from mistakes.history import as_one

    with as_one(journal.root, own.root):
        saved = journal.put(entry)
        own.record(Decided(saved.id, digest=seal(saved)))
    return saved


def seal_existing(
    journal: Journal,
    own: Journal,
    entry_id: str,
    decision: Decision,
    *,
    tags: Sequence[str] = (),
    story: str = "",
) -> Mistake:
    """Say what was decided in an entry that is no sealed decision yet, and seal it; tags and a story are added.

    Raises `UsageError` if the entry is no decision, is sealed, has its outcome, or says what somebody else
    has decided.
    """
    from mistakes.history import as_one

    refuse_decided(journal, own, journal.get(entry_id))
    with as_one(journal.root, own.root):
        saved = journal.edit(entry_id, lambda now: with_choice(now, decision, tags, story))
        own.record(Decided(entry_id, digest=seal(saved)))
    return saved


def with_choice(entry: Mistake, decision: Decision, tags: Sequence[str] = (), story: str = "") -> Mistake:
    """Return an entry with what was decided, and with more tags and more of a story."""
    told = f"{entry.story.rstrip()}\n\n{story}" if entry.story.strip() and story else story or entry.story
    return attrs.evolve(entry, decision=decision, tags=tuple(dict.fromkeys((*entry.tags, *tags))), story=told)


def is_undecided(entry: Mistake) -> bool:
    """Tell whether a decision says nothing yet of what was chosen and expected, nor how it turned out."""
    decision = entry.decision
    said = (decision.chosen, decision.prediction, decision.outcome)
    return not any(said) and decision.confidence is None


def refuse_decided(journal: Journal, own: Journal, entry: Mistake) -> None:
    """Raise `UsageError` if what was decided in an entry cannot be said any more, or by somebody else only."""
    from mistakes.people import is_own

    refuse_others(journal, entry)
    handle = journal.handle(entry.id)
    if is_sealed(entry, own) is not None:
        hint = "A view, the outcome and the score may follow: --view, --outcome, --score."
        raise UsageError(f"{handle} is sealed, and stays as it is", hint)
    if entry.decision.outcome:
        hint = "What you expect is sealed before the outcome; its score may follow: --score."
        raise UsageError(f"{handle} has its outcome already", hint)
    if not (is_undecided(entry) or is_own(journal, entry)):
        name = entry.author.partition(" <")[0]
        hint = 'What you think of it is a view: --view "NAME: TEXT"'
        raise UsageError(f"{handle} was decided by {name:.60}", hint)


def hear(journal: Journal, entry_id: str, views: Sequence[str]) -> Mistake:
    """Add views to a decision whose outcome is not known yet; its seal holds for those that were there before.

    Raises `UsageError` if the entry is no decision, or has its outcome.
    """
    entry = journal.get(entry_id)
    refuse_others(journal, entry)
    if entry.decision.outcome:
        handle = journal.handle(entry_id)
        hint = f"What somebody says of it now is a comment: mistakes comment {handle} TEXT"
        raise UsageError(f"{handle} has its outcome already", hint)

    def heard(now: Mistake) -> Mistake:
        several = tuple(dict.fromkeys((*now.decision.views, *views)))
        return attrs.evolve(now, decision=attrs.evolve(now.decision, views=several))

    return journal.edit(entry_id, heard)


def postpone(journal: Journal, own: Journal, entry_id: str, day: date) -> Mistake:
    """Look at a sealed decision again on a later day than the one it has; all else stays sealed as it was.

    Raises `UsageError` if it has its outcome, was changed after it was sealed or never sealed, or if the day
    is no later one.
    """
    from mistakes.history import as_one

    entry = journal.get(entry_id)
    refuse_others(journal, entry)
    handle, before = journal.handle(entry_id), entry.decision.review_on
    if entry.decision.outcome:
        hint = "What you expect is sealed before the outcome; its score may follow: --score."
        raise UsageError(f"{handle} has its outcome already", hint)
    if not is_sealed(entry, own):
        raise UsageError(f"{handle} does not say what was sealed", "Only a sealed decision can wait longer.")
    if before and day <= before:
        raise UsageError(f"{day} is not after {before}", "A decision that is sealed can only wait longer.")
    with as_one(journal.root, own.root):
        saved = journal.edit(entry_id, lambda now: _on(now, day))
        own.record(Decided(entry_id, digest=seal(saved)))
    return saved


def _on(entry: Mistake, day: date) -> Mistake:
    return attrs.evolve(entry, decision=attrs.evolve(entry.decision, review_on=day))


def score(
    journal: Journal, own: Journal, entry_id: str, outcome: str, share: float, result: int | None = None
) -> Mistake:
    """Note how a decision turned out, from 0 (not as predicted) to 1 (as predicted).

    How good that was is another question: `result` runs from 1 (poor) to 5 (good), None leaves it as it is.
    Raises `UsageError` if the entry is no decision or a number is out of range.
    """
    from mistakes.history import as_one

    refuse_others(journal, journal.get(entry_id))
    if not 0 <= share <= 1:
        raise UsageError(f"a score lies between 0 and 1, not {share}", "0 not as predicted, 1 as predicted.")
    if result is not None and not 1 <= result <= 5:
        raise UsageError(f"a result runs from 1 to 5, not {result}", "1 is poor, 5 is good.")

    def scored(now: Mistake) -> Mistake:
        told = outcome or now.decision.outcome or f"{share:g}"
        good = now.result if result is None else result
        return attrs.evolve(now, decision=attrs.evolve(now.decision, outcome=told), result=good)

    with as_one(journal.root, own.root):
        saved = journal.edit(entry_id, scored)
        own.record(Scored(entry_id, outcome=share))
    return saved


def refuse_others(journal: Journal, entry: Mistake) -> None:
    """Raise `UsageError` if the entry of a journal is no decision."""
    if entry.kind != "decision":
        message = f"{journal.handle(entry.id)}, {entry.title:.60}, is no decision"
        raise UsageError(message, 'Begin one with: mistakes decide "…"')


def is_sealed(entry: Mistake, own: Journal) -> bool | None:
    """Tell whether a decision still says what was sealed; None if it was never sealed here.

    Views that were heard later stand behind those of the seal, and do not break it.
    """
    return holds(entry, {event.digest for event in own.events(entry.id) if isinstance(event, Decided)})


def seals(own: Journal) -> dict[str, set[str]]:
    """Return the digests of all that was sealed, by the id of the decision."""
    found: dict[str, set[str]] = {}
    for event in own.index.told("decided"):
        if isinstance(event, Decided):
            found.setdefault(event.entry or "", set()).add(event.digest)
    return found


def holds(entry: Mistake, seals: Collection[str]) -> bool | None:
    """Tell whether a decision still says what one of its seals holds; None if there is none."""
    if not seals:
        return None
    views = entry.decision.views
    earlier = (views[:count] for count in range(len(views), -1, -1))
    return any(
        seal(attrs.evolve(entry, decision=attrs.evolve(entry.decision, views=some))) in seals
        for some in earlier
    )


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
    """Return how often doing and not doing turned out badly, by what the entries say of their results.

    The score does not count: it says how well the outcome was foreseen, and a disaster can be foreseen.
    """
    several = [(_did(entry), turned_out_badly(entry)) for entry, _ in found]

    def count(did: bool, badly: tuple[bool | None, ...]) -> int:
        return sum(one[0] == did and one[1] in badly for one in several)

    both, poor = (True, False, None), (True,)
    unknown = sum(badly is None for _, badly in several)
    return Regrets(count(True, both), count(True, poor), count(False, both), count(False, poor), unknown)


def _did(entry: Mistake) -> bool:
    return entry.decision.chosen.casefold() not in DO_NOTHING


def turned_out_badly(entry: Mistake) -> bool | None:
    """Tell whether an entry is one to regret: its result was poor, else it was not the right thing, else it cost trust.

    None if it says nothing of that.
    """
    if entry.result is not None:
        return entry.result <= _POOR
    if entry.right_thing is not None:
        return not entry.right_thing
    return True if (entry.price.trust or 0) >= _POOR else None


def _bin(known: Sequence[Judged], low: int, high: int) -> Bin:
    inside = [one for one in known if low <= one.confidence < high]
    count = max(len(inside), 1)
    expected = sum(one.confidence for one in inside) / count / 100
    happened = sum(one.outcome for one in inside) / count
    return Bin(low, min(high, 100), len(inside), round(expected, 2), round(happened, 2))
