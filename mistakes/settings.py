"""The user's settings: one TOML file in the user's config folder, never inside a journal.

A change is made to what the file holds at that moment, under a lock: programs that run for long keep what
others have set meanwhile.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mistakes import places
from mistakes.errors import UnreadableFile, UsageError
from mistakes.records import NamedTuple
from mistakes.tomltext import Table, same


class Setting(NamedTuple):
    """One setting: its dotted name, what it is for, and its kind: `text`, `flag`, a `list` or `table` of texts.

    `values` are those it may have, if they are few; the first one is as good as none.
    """

    name: str
    summary: str
    kind: str = "text"
    values: tuple[str, ...] = ()


SETTINGS = (
    Setting("author", "who writes your entries, as `Name <address>`; otherwise git's identity"),
    Setting("who", "the name of your event files; made once, keep it"),
    Setting("aliases", "your other e-mail addresses, so that all of you counts as one", "list"),
    Setting("personal", "the folder of your personal journal"),
    Setting("language", "the language of prompts: en or zh; otherwise that of your locale"),
    Setting(
        "role",
        "whose questions you get beside those for everybody: frontline, middle, senior, agent",
        values=("self", "frontline", "middle", "senior", "agent"),
    ),
    Setting(
        "voice",
        "how questions are put: plain, or distanced, as if it had happened to a friend",
        values=("plain", "distanced"),
    ),
    Setting("editor", "the editor for `add -e` and `edit`; otherwise VISUAL or EDITOR"),
    Setting("journals.NAME", "the folder of a journal, so that `-j NAME` finds it", "table"),
    Setting("authors.NAME", "who writes your entries in the journal NAME", "table"),
    Setting("trusted", "folders of journals that may speak unasked: mistakes journals trust", "list"),
    Setting("brief.private", "true: lessons of your personal journal come unasked too", "flag"),
    Setting("brief.hushed", "lessons that never come unasked: mistakes brief --hush", "list"),
    Setting("review.cap", "how many lessons a day are asked at most; 5 unless set, 0 for none"),
    Setting(
        "review.scheduler", "when lessons come back: ladder, or fsrs (extra fsrs)", values=("ladder", "fsrs")
    ),
    Setting("git.commit", "true: sync commits a journal's files inside a code repository", "flag"),
    Setting("sync.auto", "true: sync in the background after every change", "flag"),
    Setting("game", "full, calm (no points, no badges, no quests), or off", values=("full", "calm", "off")),
    Setting("streak", "the unit of the streak: week, or day", values=("week", "day")),
    Setting("plugins.disable", "names of plugins that stay switched off", "list"),
)
# what a text has to look like, in signs, in words, and for example
_AUTHOR = (r"[^<>]*[^<>\s] <[^<>\s]+>", "a name and an address", '"Name <you@example.com>"')
_FORMS = {
    "author": _AUTHOR,
    "authors.NAME": _AUTHOR,
    "who": (r"[a-z0-9]+(?:-[a-z0-9]+)*", "small letters a-z, digits and hyphens", "mei-lin-1a2b3c4d5e6f"),
    "language": (r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", "en, zh, or another tag such as zh-TW", "zh"),
    "review.cap": (r"\d{1,2}|100", "a whole number from 0 to 100", "5"),
}


_PATIENCE = 10.0  # seconds to wait for another process that changes the settings


class Settings:
    """The settings as they were on disk when last looked at; `set` changes the file and this object.

    A missing file is empty settings. What another process has set since is seen, and kept, by each change.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.path = path
        self._table = table

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """Read the settings; raises `UnreadableFile` if the file is there but broken."""
        path = path or places.config_folder() / "config.toml"
        return cls(path, _read(path)[1])

    def text(self, name: str) -> str:
        """Return a text setting, "" if it is not set; raises `UsageError` if it is something else."""
        value = self._lookup(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise UsageError(f"{self.path}: {name}: expected text", f"Run: mistakes config set {name} VALUE")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list setting, empty if it is not set."""
        value = self._lookup(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise UsageError(f"{self.path}: {name}: expected a list of texts", "Correct it in an editor.")
        return tuple(value)

    def flag(self, name: str) -> bool:
        """Return a setting that is true or false, False if it is not set."""
        value = self._lookup(name)
        if value not in (None, True, False, "true", "false"):
            raise UsageError(
                f"{self.path}: {name}: expected true or false", f"Run: mistakes config set {name} true"
            )
        return value in (True, "true")

    def table(self, name: str) -> dict[str, str]:
        """Return a table of texts, such as the named journals, empty if it is not set."""
        value = self._lookup(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise UsageError(f"{self.path}: [{name}]: expected names and texts", "Correct it in an editor.")
        return dict(value)

    def all(self) -> dict[str, Any]:
        """Return every setting that is set, by its dotted name."""
        return dict(_flat(self._table, ""))

    def set(self, name: str, value: str) -> None:
        """Set one setting durably; an empty value removes it. Raises `UsageError` for an unknown name."""
        new = _typed(known(name), value)
        self._keep(name, lambda _: new)

    def set_texts(self, name: str, values: Sequence[str]) -> None:
        """Set a list setting durably; an empty list removes it. Raises `UsageError` for an unknown name.

        What was added to the list, or taken out of it, by another process since this object looked at it
        stays added, or out.
        """
        known(name)
        before = self.texts(name)
        self._keep(name, lambda there: _joined(before, values, there))

    def settle(self, name: str, value: str) -> str:
        """Set a text setting durably unless it is set, by whomever, and return what it is from now on."""
        new = _typed(known(name), value)
        self._keep(name, lambda there: there or new)
        return self.text(name)

    def _keep(self, name: str, change: Callable[[Any], Any]) -> None:
        """Set a setting to what `change` makes of its value on disk, and all others as they are there."""
        from mistakes import files, tomltext

        files.make_folder(self.path.parent, private=True)
        with files.locked(self.path.parent, lambda: self.path.with_suffix(".lock"), _PATIENCE):
            text, there = _read(self.path)
            table = _changed(there, name, change(_value(there, name)))
            if not same(table, there):
                changed = tomltext.replace_data(text or "", table)
                files.replace(self.path.parent, self.path, changed, private=True, expected=text)
        self._table = table

    def _lookup(self, name: str) -> Any:
        return _value(self._table, name)


def known(name: str) -> Setting:
    """Return the setting of that name; `journals.NAME` stands for any name. Raises `UsageError`."""
    for setting in SETTINGS:
        head, _, last = setting.name.rpartition(".")
        if name == setting.name or (
            last == "NAME" and name.startswith(f"{head}.") and _is_name(name[len(head) + 1 :])
        ):
            return setting
    names = ", ".join(setting.name for setting in SETTINGS)
    raise UsageError(f"there is no setting {name!r}", f"Settings are: {names}")


def _read(path: Path) -> tuple[str | None, Table]:
    """Return the text of a settings file, None if there is none, and what it holds."""
    from mistakes import tomltext
    from mistakes.files import safe_read

    try:
        text = safe_read(path)
        return text, tomltext.parse(text)
    except FileNotFoundError:
        return None, {}
    except tomltext.NotToml as error:
        raise UnreadableFile(str(path), str(error), "Correct your settings in an editor.") from None
    except UnreadableFile as error:
        if _lies_in_no_folder(path):
            return None, {}
        hint = "Let HOME, or XDG_CONFIG_HOME, name a folder that you can read."
        raise error if os.path.lexists(path) else UnreadableFile(error.path, error.reason, hint) from None


def _lies_in_no_folder(path: Path) -> bool:
    """Tell whether what should be a folder above a file is none, as with HOME=/dev/null: so nothing is there."""
    there = next((folder for folder in path.parents if os.path.lexists(folder)), path.parent)
    return not os.path.isdir(there)


def _value(table: Table, name: str) -> Any:
    value: Any = table
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _changed(table: Table, name: str, value: Any) -> Table:
    """Return the table with one setting set, or taken out if the value is empty."""
    head, _, last = name.rpartition(".")
    held = table.get(head, {}) if head else table
    if not isinstance(held, dict):
        raise UsageError(f"[{head}]: expected names and texts", "Correct your settings in an editor.")
    inner = held | {last: value} if value else {key: old for key, old in held.items() if key != last}
    return table | {head: inner} if head else inner


def _joined(before: Sequence[str], wanted: Sequence[str], there: Any) -> list[str]:
    """Return a list with our additions and removals, and those that others have made meanwhile."""
    theirs = [item for item in there if isinstance(item, str)] if isinstance(there, list) else []
    removed = {item for item in before if item not in theirs}
    added = [item for item in theirs if item not in before]
    return list(dict.fromkeys([*(item for item in wanted if item not in removed), *added]))


def _is_name(text: str) -> bool:
    return bool(text) and all(character.isalnum() or character in "-_" for character in text)


def _typed(setting: Setting, value: str) -> Any:
    if setting.kind == "list":
        return [item.strip() for item in value.split(",") if item.strip()]
    if setting.kind == "flag":
        if value.lower() not in ("", "true", "false"):
            raise UsageError(f"{setting.name} is true or false", f"mistakes config set {setting.name} true")
        return value.lower() == "true"
    if value and setting.values and value not in setting.values:
        raise UsageError(
            f"{setting.name} is {_either(setting.values)}, not {value[:40]!r}",
            f"mistakes config set {setting.name} {setting.values[0]}",
        )
    if value and setting.name in _FORMS:
        form, words, example = _FORMS[setting.name]
        if not re.fullmatch(form, value.strip()):
            name = setting.name
            raise UsageError(
                f"{name} is {words}, not {value[:40]!r}", f"mistakes config set {name} {example}"
            )
    return value.strip()


def _either(values: Sequence[str]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"


def _flat(table: Table, prefix: str) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, value in table.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return rows
