"""What may be wrong around the journals: the user's settings, folders, waiting drafts, plugins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from mistakes import places
from mistakes.doctor.journal import header_of
from mistakes.doctor.problem import Problem, problem
from mistakes.errors import MistakesError, UnreadableFile
from mistakes.layout import is_who
from mistakes.settings import SETTINGS, Settings

_EXPECTED = {
    **{"text": "expected text", "flag": "expected true or false"},
    **{"list": "expected a list of texts", "table": "expected names and texts"},
}


def diagnose_user() -> Iterator[Problem]:
    """Yield what is wrong with the user's own files on this computer, and with the plugins."""
    try:
        settings = Settings.load()
    except UnreadableFile as error:
        yield problem("settings", error.path, error.reason)
    except MistakesError as error:
        yield problem("user-folder", "", error.message, error.hint)
        return
    else:
        yield from _settings_problems(settings)
    yield from _folder_problems()
    yield from _drafts()


def _settings_problems(settings: Settings) -> Iterator[Problem]:
    wrong = list(_wrong_settings(settings))
    yield from wrong
    if not wrong:
        yield from _place_problems(settings)
        yield from _identity_problems(settings)
        yield from _plugin_problems(settings)


def _wrong_settings(settings: Settings) -> Iterator[Problem]:
    readers: dict[str, Callable[[str], object]] = {"text": settings.text, "flag": settings.flag}
    readers |= {"list": settings.texts, "table": settings.table}
    for setting in SETTINGS:
        name = setting.name.removesuffix(".NAME")
        try:
            readers[setting.kind](name)
        except MistakesError:
            yield problem("settings", settings.path, _EXPECTED[setting.kind], where=name)


def _place_problems(settings: Settings) -> Iterator[Problem]:
    from mistakes.journals import personal_root

    own = personal_root(settings)
    about = header_of(own)
    if about and not about.private:
        cure = "Let MISTAKES_JOURNAL, or the setting `personal`, name a personal journal"
        yield problem("settings", own, "is a team journal, and is named as your personal one", cure)
    for name, folder in settings.table("journals").items():
        if header_of(Path(os.path.expanduser(folder))) is None:
            message = f"{folder} cannot be opened as a journal"
            yield problem("named-journal", settings.path, message, where=f"journals.{name}")


def _identity_problems(settings: Settings) -> Iterator[Problem]:
    from mistakes.identity import author

    kept = settings.text("who")
    if kept and not is_who(kept):
        yield problem(
            "settings", settings.path, "expected small letters a-z, digits and hyphens", where="who"
        )
    found = author(settings)
    if not found.certain:
        yield problem("author", settings.path, f"nobody is set as the author; entries are by {found.text}")


def _plugin_problems(settings: Settings) -> Iterator[Problem]:
    from mistakes.plugins import Plugins

    for plugin in Plugins.installed(settings).enabled():
        if plugin.problem:
            cure = f"Everything else works; update or remove it: pip install --upgrade {plugin.distribution}"
            yield problem(
                "plugin-broken", "", f"plugin {plugin.title} cannot be used: {plugin.problem}", cure
            )


def _folder_problems() -> Iterator[Problem]:
    uses = {
        places.cache_folder(): "search is slower without it",
        places.state_folder(): "drafts and the record for undo are kept there",
    }
    for folder, use in uses.items():
        if not _can_be_written(folder):
            yield problem("user-folder", folder, f"cannot be written; {use}")


def _can_be_written(folder: Path) -> bool:
    """Tell whether the folder, or the nearest one above it that exists, is a folder to write in."""
    existing = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def _drafts() -> Iterator[Problem]:
    try:
        with os.scandir(places.state_folder() / "drafts") as found:
            names = sorted(item.path for item in found if item.is_file(follow_symlinks=False))
    except OSError:
        return
    for path in names:
        yield _draft(path)


def _draft(path: str) -> Problem:
    name = os.path.basename(path)
    if "answer-" in name:
        cure = "mistakes reflect offers it when that question comes next; or remove the file"
        return problem("draft", path, "is an answer that was begun", cure)
    if name.startswith("decision-") or name.endswith("-outcome.toml"):
        cure = "mistakes decide goes on with it; or remove the file"
        return problem("draft", path, "is a decision that was begun", cure)
    return problem("draft", path, "is text that could not be saved")
