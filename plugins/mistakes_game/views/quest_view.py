"""`mistakes game quest`: the quest of the week, and refusing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes.errors import UsageError
from mistakes_game.meaning.as_json import quest_json
from mistakes_game.meaning.overall import quest_of
from mistakes_game.views.viewing import OPEN

if TYPE_CHECKING:
    from mistakes_game.meaning.quests import Offer
    from mistakes_game.views.viewing import Viewing


def show(view: Viewing) -> None:
    """Write the quest of the week: what it asks, how far it is, the command that helps."""
    quest = quest_of(view.play)
    if view.session.json:
        return view.session.out.json({"quest": quest_json(quest, view.language)})
    if quest is None:
        return view.session.out.text(view.words["quest none"])
    if quest.how == "refused":
        return view.session.out.text(view.words["quest off"])
    return _show(view, quest)


def refuse(view: Viewing) -> None:
    """Note that the quest of the week is refused, which is free."""
    from mistakes_game.meaning.quests import refuse as note

    quest = quest_of(view.play)
    if quest is None or quest.how not in (*OPEN, "refused"):
        raise UsageError(
            "there is no quest to refuse", "It is done already." if quest else "One comes on Monday."
        )
    if quest.how != "refused":
        note(view.session.personal(), quest.quest)
    if view.session.json:
        return view.session.out.json({"quest": quest_json(quest._replace(how="refused"), view.language)})
    return view.session.out.text(view.words["quest off"])


def _show(view: Viewing, quest: Offer) -> None:
    from mistakes_game.views.overview import quest_line

    out, words = view.session.out, view.words
    out.text(quest_line(quest, view), style=out.paint.bold)
    out.text(quest.quest.text.said(view.language))
    if quest.how in OPEN:
        if quest.todo:
            out.text(words["quest todo"].format(todo=quest.todo))
        out.text(words["quest refuse"], style=out.paint.dim)
