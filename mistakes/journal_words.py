"""What a journal's own file says beside its name, as far as it is set by a command: its first step, one's north star."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes.errors import UsageError
from mistakes.header import FIRST_STEPS, read_header

if TYPE_CHECKING:
    from mistakes.journal import Journal

WORDS = {
    "first_step": f"what comes first in this journal: {', '.join(FIRST_STEPS)}; its questions come sooner",
    "north_star": "what kind of person or leader you want to be; private, shown when you reach a level",
}
LONGEST = 500  # characters


def word_of(journal: Journal, name: str) -> str:
    """Return what a journal says under one of `WORDS`, "" if nothing."""
    return str(getattr(read_header(journal.root), name))


def keep_word(journal: Journal, name: str, value: str) -> None:
    """Say it durably in `journal.toml`; an empty value removes it, and everything else stays as it is.

    Raises `UsageError` for what does not fit, and for a north star in a team's journal, which others read.
    """
    from mistakes import files, tomltext
    from mistakes.layout import JOURNAL_FILE

    text = " ".join(value.split())
    _check(journal, name, text)
    path = journal.root / JOURNAL_FILE
    with journal.lock():
        before = files.safe_read(path)
        table = {key: kept for key, kept in tomltext.parse(before).items() if key != name}
        changed = tomltext.replace_data(before, table | ({name: text} if text else {}))
        files.replace(journal.root, path, changed, private=journal.private, expected=before)


def _check(journal: Journal, name: str, text: str) -> None:
    if name == "north_star" and not journal.private:
        raise UsageError("a north star is your own, and others read this journal", "Leave out -j and -T.")
    if name == "first_step" and text and text not in FIRST_STEPS:
        hint = f"mistakes config set first_step {FIRST_STEPS[0]}"
        raise UsageError(f"first_step is {' or '.join(FIRST_STEPS)}, not {text[:40]!r}", hint)
    if len(text) > LONGEST or not text.isprintable():
        raise UsageError(f"{name} takes one line of at most {LONGEST} characters", "Shorten it a little.")
