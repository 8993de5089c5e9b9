"""What there is now for the person at the keyboard: what quests ask for, the last Qs, what to be glad of.

It is remembered until something changes; only then is it gathered, which takes more to import, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from mistakes.discovery import state
from mistakes.records import NamedTuple
from mistakes_game.caches import cache_file
from mistakes_game.counts.gladness import NOTHING, Plain
from mistakes_game.counts.told import Told
from mistakes_game.reading.oneself import oneself
from mistakes_game.reading.vouched import named, of_all

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.reading.play import Play

# To be counted up whenever the same journals would come to something else: caches remember it.
FORMULA = 8
CACHE = "counts"  # the purpose of the file in which it is kept


class Present(NamedTuple):
    """What there is now, of all months.

    `situation` is how much there is of what quests ask for, `qs` iq, eq and lq of the last entries that say
    so, newest first, `told` which quests were taken and refused, `glad` is for `gladness`, and `coached` how
    many actions of others were done with one's help.
    """

    situation: Mapping[str, int] = {}
    qs: list[tuple[int, int, int]] = []  # noqa: RUF012  it is empty for ever
    told: list[Told] = []  # noqa: RUF012
    glad: Plain = NOTHING
    coached: int = 0

    def plain(self) -> list[Any]:
        """Return it as plain values of JSON."""
        return [self.situation, self.qs, [told.plain() for told in self.told], self.glad, self.coached]


class Remembered(NamedTuple):
    """What was remembered: its name; of `unseen` months it is not known what changed."""

    name: str
    present: Present
    unseen: int


def present(play: Play, *, most: int | None = None) -> Present:
    """Return what there is now on the day of a game.

    If more entries than `most` changed, they are left for another time; with None all are looked at.
    """
    with settled(play) as home:
        return remembered(play, home, most).present if home else Present()


@contextmanager
def settled(play: Play) -> Iterator[Journal | None]:
    """Yield the journal in whose cache all is kept, None without any; within, files are looked at once."""
    with ExitStack() as stack:
        for journal in play.journals:
            stack.enter_context(journal.settled())
        yield play.personal or next(iter(play.journals), None)


def remembered(play: Play, home: Journal, most: int | None) -> Remembered:
    """Return what there was before, worked out again if something changed."""

    def work() -> Any:
        from mistakes_game.counts.gathering import now

        return now(play, home, most)

    return _of_plain(*kept(play, home, most, "gathered", work))


def kept(play: Play, home: Journal, most: int | None, what: str, work: Callable[[], Any]) -> tuple[str, Any]:
    """Return what some work came to, done again only if something changed, and the name it is remembered under."""
    name = f"game {what} {FORMULA} {play.day} {_state(play, home)}"
    if most is None:
        return name, home.index.remembered(name, work)
    # what was left before may have been looked at since
    before = f"{name} {most} {_cache(home)}"
    plain = home.index.remembered(before, work)
    after = f"{name} {most} {_cache(home)}"
    return after, plain if after == before else home.index.remembered(after, lambda: plain)


def _cache(home: Journal) -> tuple[str, int, int]:
    """Return the state of the cache."""
    return state(cache_file.path_of(CACHE, home.root))


def _state(play: Play, home: Journal) -> str:
    """Return what changes when the other journals do, or the person does."""
    from mistakes.ids import new_id

    others = [
        journal.index.remembered("game state", new_id) for journal in play.journals if journal is not home
    ]
    one = oneself(play)
    doubted = named(of_all(play.journals))
    return f"{sorted(one.persons)} {sorted(one.names)} {sorted(others)} {doubted}"


def _of_plain(name: str, plain: Any) -> Remembered:
    (situation, qs, told, glad, coached), unseen = plain
    rows = [(iq, eq, lq) for iq, eq, lq in qs]
    return Remembered(
        name, Present(situation, rows, [Told.of_plain(row) for row in told], glad, coached), unseen
    )
