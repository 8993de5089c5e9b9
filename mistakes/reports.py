"""Sections of `stats` about how mistakes came about, and how well decisions were judged.

Numbers are of a journal, never of a person, and nothing is called bad.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.hooks import Section
from mistakes.practice import Occasion, Shown

if TYPE_CHECKING:
    from mistakes.decisions import Calibration
    from mistakes.index.balance import Balance
    from mistakes.journal import Journal

SECTIONS = (
    Section("balance", "How it came about", "mistakes.reports:balance", "stats", "30"),
    Section("owners", "Open actions", "mistakes.reports:open_actions", "stats", "35"),
    Section("decisions", "Decisions", "mistakes.reports:decisions", "stats", "36"),
)
_SHOWN = 3
_ONE_OWNER, _OWNERS = 0.8, 3
_RIGHT = {True: "right", False: "other"}
_DONE = {True: "well", False: "badly"}


def balance(occasion: Occasion) -> Shown | None:
    """Return what contributed, what was right, what was luck, whom it was about, who tried something new."""
    journal = _journal(occasion)
    found = journal.index.balance(journal.parsed(occasion.query))
    lines = (*_right(found), *_hands(found), *_conditions(found), *_growth(found), *_lucky(journal, found))
    if not lines:
        return None
    right = {f"{_RIGHT[right]}-{_DONE[done]}": count for (right, done), count in found.right.items()}
    stretched = {"entries": found.stretched, "hours": found.stretched_hours}
    data = {"right_things": right, "leads": dict(found.leads), "conditions": dict(found.conditions)}
    lucky = {"lucky": list(found.lucky), "lucky_count": found.lucky_count}
    return Shown(lines, data | {"stretched": stretched} | lucky)


def _right(found: Balance) -> Iterator[str]:
    cells = found.right
    if any(cells.values()):
        yield f"right thing, done right {cells[True, True]:,}, done badly {cells[True, False]:,}"
        yield f"another thing, done right {cells[False, True]:,}, done badly {cells[False, False]:,}"


def _hands(found: Balance) -> Iterator[str]:
    if any(found.leads.values()):
        yield "leading " + " · ".join(f"{lead} {count:,}" for lead, count in found.leads.items())


def _conditions(found: Balance) -> Iterator[str]:
    kinds = sorted(((count, kind) for kind, count in found.conditions.items() if count), reverse=True)
    if kinds:
        yield "what contributed: " + " · ".join(f"{kind} {count:,}" for count, kind in kinds)


def _growth(found: Balance) -> Iterator[str]:
    from mistakes.amounts import format_hours

    if found.stretched:
        cost = f"; it cost {format_hours(found.stretched_hours)}" if found.stretched_hours else ""
        yield f"somebody tried something new in {found.stretched:,}{cost}"


def _lucky(journal: Journal, found: Balance) -> Iterator[str]:
    """Yield the entries whose result was good although the process was poor."""
    if found.lucky:
        yield f"lucky wins {found.lucky_count:,}: well in spite of the process; the next one may not be"
    for entry_id in found.lucky[:_SHOWN]:
        if entry := journal.readable(entry_id):
            yield f"  {entry.id[-6:]}  {entry.title}"


def open_actions(occasion: Occasion) -> Shown | None:
    """Return a hint if nearly all open actions rest on one of several persons; names nobody."""
    owners = _journal(occasion).index.owners()
    total = sum(owners)
    if len(owners) < _OWNERS or max(owners) < _ONE_OWNER * total:
        return None
    line = f"{max(owners):,} of {total:,} open actions rest on one person; who could grow by taking one?"
    return Shown((line,), {"open": total, "most": max(owners), "persons": len(owners)})


def decisions(occasion: Occasion) -> Shown | None:
    """Return how well confidence held, and what was regretted: doing, or not doing."""
    journal = _journal(occasion)
    if not journal.private or not journal.index.decisions():
        return None
    from mistakes import decisions as decided

    found = decided.scored(journal, [journal])
    if not found:
        return None
    judged = [
        decided.Judged(e.decision.confidence, share)
        for e, share in found
        if e.decision.confidence is not None
    ]
    calibration, regrets = decided.calibration(judged), decided.regrets(found)
    lines = [
        f"to do something: {regrets.done:,}, turned out badly {regrets.done_badly:,} · "
        f"to do nothing: {regrets.left:,}, turned out badly {regrets.left_badly:,}"
    ]
    data: dict[str, object] = {"scored": len(found), "done": regrets.done, "done_badly": regrets.done_badly}
    data |= {"left": regrets.left, "left_badly": regrets.left_badly, "brier": None, "bins": []}
    if calibration is None:
        lines.append(
            f"{len(judged):,} scored; from {decided.ENOUGH} on you see how well your confidence holds"
        )
    else:
        lines += _calibrated(calibration)
        bins = [[one.low, one.high, one.count, one.expected, one.happened] for one in calibration.bins]
        data |= {"brier": calibration.brier, "bins": bins}
    return Shown(tuple(lines), data)


def _calibrated(calibration: Calibration) -> Iterator[str]:
    yield f"Brier score {calibration.brier:.2f} over {calibration.count:,} (0 is perfect, 0.25 is a coin's)"
    for one in calibration.bins:
        yield f"{one.low}–{one.high} % sure: expected {one.expected:.0%}, happened {one.happened:.0%} ({one.count:,})"


def _journal(occasion: Occasion) -> Journal:
    return occasion.journals[0]
