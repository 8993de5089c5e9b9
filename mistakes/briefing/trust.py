"""Which journals may speak unasked: those that one has joined or trusted, so that no stranger's does.

A journal is joined if the settings name it, trusted if `mistakes journals trust` was told its folder.
The personal journal speaks unasked only if the setting `brief.private` says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.errors import MistakesError, NotAJournal, UsageError
from mistakes.layout import JOURNAL_FILE
from mistakes.whereabouts import IN_A_REPOSITORY, is_journal, journal_above

if TYPE_CHECKING:
    from mistakes.settings import Settings

_LARGEST_HEADER = 256 * 1024


def is_trusted(settings: Settings, root: Path | str) -> bool:
    """Tell whether a journal was joined or trusted; its folder counts, whatever links lead there."""
    return journal_in(root) in chosen(settings)


def chosen(settings: Settings) -> list[str]:
    """Return the folders of the journals that one has joined or trusts, whether anything lies there or not."""
    return list(dict.fromkeys([*_joined(settings), *_trusted(settings)]))


def trust(settings: Settings, root: Path | str) -> bool:
    """Let the journal in a folder speak unasked; return False if it may already.

    Raises `NotAJournal` if there is none, `UsageError` for a personal one.
    """
    real, kind = journal_in(root), _kind(journal_in(root))
    if kind == "personal":
        hint = "To let your own speak unasked: mistakes config set brief.private true"
        raise UsageError(f"{root} is a personal journal", hint)
    if not kind:
        raise NotAJournal(f"{root} is not a journal (it has no {JOURNAL_FILE})", "Name the journal's folder.")
    if is_trusted(settings, real):
        return False
    settings.set_texts("trusted", [*settings.texts("trusted"), real])
    return True


def distrust(settings: Settings, root: Path | str) -> bool:
    """Let the journal in a folder speak no more unasked; return False if it was not trusted."""
    real = journal_in(root)
    kept = [path for path in settings.texts("trusted") if journal_in(path) != real]
    changed = len(kept) < len(settings.texts("trusted"))
    settings.set_texts("trusted", kept)
    return changed


def speaking(settings: Settings, start: str = "") -> list[str]:
    """Return the folders of the journals that may speak unasked, the one that `start` lies in first.

    `start` is the current folder unless given. Folders that are gone, or hold no team's journal, are left out.
    """
    here = journal_above(os.path.realpath(start) if start else "")
    known = dict.fromkeys([os.path.realpath(here)] if here and is_trusted(settings, here) else [])
    known |= dict.fromkeys(chosen(settings))
    team = [root for root in known if _kind(root) == "team"]
    return [*team, *_personal(settings)]


def _personal(settings: Settings) -> Iterator[str]:
    if settings.flag("brief.private"):
        from mistakes.places import data_folder

        chosen = os.environ.get("MISTAKES_JOURNAL") or settings.text("personal")
        root = journal_in(chosen or data_folder() / "journal")
        if _kind(root) == "personal":
            yield root


def _joined(settings: Settings) -> list[str]:
    return [journal_in(path) for path in settings.table("journals").values()]


def _trusted(settings: Settings) -> list[str]:
    return [journal_in(path) for path in settings.texts("trusted")]


def journal_in(path: Path | str) -> str:
    """Return the real path of the journal that a folder is, or that lies in it as in a code repository."""
    root = os.path.realpath(os.path.expanduser(os.fspath(path).replace("\0", "")))
    inner = os.path.join(root, IN_A_REPOSITORY)
    return inner if is_journal(inner) and not is_journal(root) else root


def _kind(root: str) -> str:
    """Return what kind of journal lies in a folder, "" if none that can be read does."""
    from mistakes import tomltext
    from mistakes.files import safe_read

    try:
        kind = tomltext.parse(safe_read(Path(root, JOURNAL_FILE), _LARGEST_HEADER)).get("kind")
    except (OSError, MistakesError, tomltext.NotToml):
        return ""
    return kind if kind in ("personal", "team") else ""
