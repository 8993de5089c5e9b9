"""The section `question` of `today`: one question, the same all day long, and how to answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mistakes.locales import language_tag
from mistakes.practice import NOTHING, Occasion, Question, Shown
from mistakes_prompts.asking import Basis, Wish, about, begin, is_homework_day, newest_of, of_the_neediest
from mistakes_prompts.shelf import files, own_folder
from mistakes_prompts.tongue import words

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake


def of_today(occasion: Occasion) -> Shown:
    """Return one question for the day; nothing if there are no entries yet, or nothing is left to ask.

    It looks at the newest entries only. One day of each week has a question about oneself; where only a
    team's journals are shown, the question is always about an entry that one wrote there.
    """
    newest = {journal: newest_of(journal, occasion.day) for journal in occasion.journals}
    own = next((journal for journal in newest if journal.private), None) or next(iter(newest), None)
    if own is None or not any(newest.values()):
        return NOTHING
    return _question(own, newest, occasion)._replace(made_of=_made_of(own, occasion.journals))


def _question(own: Journal, newest: Mapping[Journal, Sequence[Mistake]], occasion: Occasion) -> Shown:
    from mistakes import Journals

    wish = Wish("reflect", occasion.day, 1, _language(own, occasion)).settled(own.settings)
    basis = begin(own, occasion.day, newest[own])
    if own.private and is_homework_day(own, occasion.day):
        about_oneself = _about_oneself(own, wish, basis, occasion.language)
        if about_oneself.lines:
            return about_oneself
    found = of_the_neediest(newest, wish, basis, answers=False)
    if found is None:
        return _about_oneself(own, wish, basis, occasion.language) if own.private else NOTHING
    question = found[1][0]
    title = next(entry.title for entry in newest[found[0]] if entry.id == question.entry)
    handle = Journals(occasion.journals).handles([question.entry], walk=False)[question.entry]
    return _shown(question, f"mistakes reflect {handle}", occasion.language, title)


def _made_of(own: Journal, journals: Iterable[Journal]) -> tuple[str, ...] | None:
    """Return the files of all packs with their folders; None if git may call the user otherwise tomorrow."""
    if not all(journal.private for journal in journals) and not own.settings.text("author"):
        return None
    paths = [path for path, _ in files(own.plugins)]
    folders = {own_folder(), *(path.parent for path in paths)}
    return tuple(map(str, [*sorted(folders), *paths]))


def _language(own: Journal, occasion: Occasion) -> str:
    """Return the page's language, or the user's own kind of it, such as `zh-TW`."""
    exact = language_tag(own.settings)
    return exact if exact.startswith(occasion.language) else occasion.language


def _about_oneself(own: Journal, wish: Wish, basis: Basis, language: str) -> Shown:
    found = about(own, None, wish._replace(when="weekly"), basis, answers=False)
    return _shown(found[0], f"mistakes reflect --question {found[0].id}", language) if found else NOTHING


def _shown(question: Question, command: str, language: str, title: str = "") -> Shown:
    own = words(language)
    about_it = [own["about"].format(title=title)] if title else []
    data = {"question": question.id, "text": question.text, "entry": question.entry or None}
    return Shown((question.text, *about_it, command), data | {"command": command}, own["today"])
