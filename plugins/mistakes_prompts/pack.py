"""What a pack of questions is made of: frozen records, and how a text is found in a language.

The file format is told in `docs/reference/packs.md`; `mistakes_prompts.reading` makes these records of
a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from mistakes.model import Mistake

SCHEMA = 1
LONGEST_TEXT = 200
PLACEHOLDERS = ("title", "lesson", "days")
AUDIENCES = ("self", "frontline", "middle", "senior", "team", "agent")
KINDS = ("question", "scenario", "scale", "choice", "compare", "premortem", "homework")
OCCASIONS = (
    *("capture", "reflect", "review", "weekly", "on:repeat", "on:shared", "before:decision", "level-up"),
)
VOICES = ("plain", "distanced", "calm")
QS = ("iq", "eq", "lq")
# these tell a case or ask about oneself, so that no entry is meant by them
WITHOUT_ENTRY = ("scenario", "homework")
_WITH_ENTRY = frozenset(("capture", "reflect", "review", "on:repeat"))

Texts: TypeAlias = Mapping[str, str]


class Needs(NamedTuple):
    """What must hold before a prompt is useful.

    `kind` and `status` hold alternatives, `tags` too; every field of `has` must be told, none of
    `missing`. An empty one asks for nothing.
    """

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Tip(NamedTuple):
    """Something to read after an answer, never before."""

    id: str
    text: Texts


class Prompt(NamedTuple):
    """A question as its pack holds it; `tips` are those shown after an answer.

    `fills` is the field the answer goes to, "" if it stays a note; `q` is `iq`, `eq`, `lq` or "";
    `cooldown` is in days; `audience` holds the roles it is for.
    """

    id: str
    pack: str
    text: Texts
    kind: str = "question"
    when: tuple[str, ...] = ("reflect",)
    audience: tuple[str, ...] = ("self",)
    needs: Needs = Needs()
    fills: str = ""
    q: str = ""
    minutes: int = 1
    cooldown: int = 30
    voice: tuple[str, ...] = ("plain",)
    tips: tuple[Tip, ...] = ()
    distanced: Texts = {}  # noqa: RUF012  a read-only mapping

    @property
    def is_about_an_entry(self) -> bool:
        """Tell whether it asks about one entry, and not about a case or oneself."""
        if self.kind in WITHOUT_ENTRY:
            return False
        uses = self.fills or self.needs != Needs() or self.placeholders
        return bool(uses or _WITH_ENTRY.intersection(self.when))

    def asks_of(self, entry: Mistake, day: date, *, is_shared: bool = False) -> bool:
        """Tell whether it asks about this entry on a day: as all of its kind do, or as the occasion is there.

        What is for before a decision asks about one whose day has not come; what is for sharing about what
        others can read.
        """
        if self.kind in WITHOUT_ENTRY:
            return False
        return self.is_about_an_entry or bool(
            occasions_of(entry, day, is_shared=is_shared).intersection(self.when)
        )

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of what its texts take from the entry."""
        texts = (*self.text.values(), *self.distanced.values())
        return frozenset(name for name in PLACEHOLDERS if any(f"{{{name}}}" in text for text in texts))

    @property
    def is_gentle(self) -> bool:
        """Tell whether it may be asked of somebody who feels bad: it calms, or looks from a distance."""
        return "calm" in self.voice or bool(self.distanced)


def occasions_of(entry: Mistake, day: date, *, is_shared: bool = False) -> frozenset[str]:
    """Return the occasions that an entry itself is on a day, beside those on which somebody reflects."""
    decision = entry.decision
    has_time = decision.review_on is None or day < decision.review_on
    is_open = entry.kind == "decision" and has_time and not decision.outcome
    found = [("before:decision", is_open), ("on:shared", is_shared)]
    return frozenset(name for name, holds in found if holds)


class Pack(NamedTuple):
    """A pack as its file holds it; `origin` is the plugin it came with, "" for the user's own."""

    id: str
    version: str
    title: Texts
    path: str
    license: str = ""
    source: tuple[str, ...] = ()
    audience: tuple[str, ...] = ("self",)
    prompts: tuple[Prompt, ...] = ()
    tips: tuple[Tip, ...] = ()
    origin: str = ""

    def texts(self) -> Iterator[Texts]:
        """Yield every text of the pack, in all its languages."""
        yield self.title
        for prompt in self.prompts:
            yield prompt.text
            if prompt.distanced:
                yield prompt.distanced
        for tip in self.tips:
            yield tip.text

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages in which it has any text, sorted."""
        return tuple(sorted({locale for texts in self.texts() for locale in texts}))


def ids_of(pack: Pack) -> Iterator[str]:
    """Yield every id that a pack uses."""
    yield from (prompt.id for prompt in pack.prompts)
    yield from (tip.id for tip in pack.tips)


def in_language(texts: Texts, language: str) -> str:
    """Return the text in a language such as `zh-TW`: in it, else in `zh`, else in English."""
    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        if found := texts.get("-".join(parts[:length])):
            return found
    return texts.get("en", "")
