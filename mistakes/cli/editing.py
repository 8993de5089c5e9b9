"""Entries in the user's editor: a new one on a template, an old one as its file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mistakes import codec, tomltext
from mistakes.cli.editor import Draft, chosen_editor
from mistakes.cli.session import Session
from mistakes.errors import EditorFailed, InvalidEntry, MistakesError, UnreadableFile, UsageError
from mistakes.model import Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal

_TEMPLATE = '''\
# What happened, in one line:
title = {title}

# The story, in facts a camera would show:
story = """
{story}"""

tags = {tags}

# What contributed? kinds: person task tool team environment assumption
# [[conditions]]
# kind = "tool"
# text = ""

# What you take from it; `when` and `then` make it a plan:
# [[lessons]]
# text = ""
# when = ""
# then = ""

# What it cost:
# [price]
# hours = 0.5
'''


def write_new(session: Session, entry: Mistake) -> Mistake:
    """Return the entry as completed in the editor; a text that is no entry is kept as a draft.

    Raises `EditorFailed` if the editor failed or nothing was written.
    """
    draft = _draft(session, "new", _template(entry))
    fixed = {
        key: value for key, value in codec.to_table(entry).items() if key not in ("title", "story", "tags")
    }

    def read(text: str) -> Mistake:
        return codec.structure(fixed | codec.read_table(text, "The new entry"), "The new entry")

    return _until_valid(session, draft, read)


def edit_text(session: Session, journal: Journal, entry_id: str, *, scanned: bool = False) -> Mistake:
    """Change an entry's file in the editor and save it once it is valid; the text is never lost.

    `scanned` tells that a secret in it was looked at, in a team's journal.
    """
    text, before = journal.read(entry_id)
    draft = _draft(session, entry_id[-6:], text)

    def accept(typed: str) -> Mistake:
        _look_through(session, journal, typed, before, scanned=scanned)
        return journal.save_text(entry_id, text, typed)

    return _until_valid(session, draft, accept)


def edit_broken(session: Session, journal: Journal, entry_id: str, *, scanned: bool = False) -> Mistake:
    """Correct an entry's file that cannot be read; it replaces the broken one once it is valid."""
    text = journal.raw_text(entry_id)
    draft = _draft(session, entry_id[-6:], text)

    def accept(typed: str) -> Mistake:
        _look_through(session, journal, typed, None, scanned=scanned)
        return journal.mend(entry_id, text, typed)

    return _until_valid(session, draft, accept)


def _draft(session: Session, name: str, text: str) -> Draft:
    """Return a text for the editor; where nobody can be asked it is only one that somebody chose."""
    if session.no_input or not (session.asks or chosen_editor(session.settings)):
        hint = "Say with options what is to change: mistakes edit --help"
        raise UsageError("no editor is opened where nobody can be asked", hint)
    return Draft(name, text)


def _look_through(
    session: Session, journal: Journal, typed: str, before: Mistake | None, *, scanned: bool
) -> None:
    if not journal.private:
        from mistakes.cli.scanned import look_through

        entry = codec.read_entry(typed, "The edited text")
        look_through(session, journal, entry, before, scanned=scanned)


def _until_valid(session: Session, draft: Draft, accept: Callable[[str], Mistake]) -> Mistake:
    """Edit until `accept` takes the text, asking before each new try; then drop the draft."""
    while True:
        text = draft.edit(session.settings)
        try:
            accepted = accept(text)
        except (InvalidEntry, UnreadableFile) as error:
            if not _again(session, error):
                raise _kept(draft, error) from None
            continue
        except MistakesError as error:
            raise _kept(draft, error) from None
        draft.done()
        return accepted


def _again(session: Session, error: MistakesError) -> bool:
    if not session.asks:
        return False
    session.note(error.message)
    return input("Edit it again? [Y/n] ").strip().lower() in ("", "y", "yes")


def _kept(draft: Draft, error: MistakesError) -> EditorFailed:
    return EditorFailed(error.message, draft.kept())


def _template(entry: Mistake) -> str:
    def value(item: object) -> str:
        return tomltext.dump({"x": item}).removeprefix("x = ").strip()

    story = entry.story.replace("\\", "\\\\").replace('"""', '""\\"')
    return _TEMPLATE.format(title=value(entry.title), story=story, tags=value(list(entry.tags)))
