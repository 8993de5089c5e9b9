"""Text through the user's editor, which is never lost whatever the editor does."""

from __future__ import annotations

import os
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path

from mistakes import files, places
from mistakes.errors import EditorFailed, UnreadableFile
from mistakes.settings import Settings

_QUIET_VIM = ("-n", "-i", "NONE", "--cmd", "set noundofile nobackup nowritebackup")
_DEFAULT = "notepad" if os.name == "nt" else "vi"


class Draft:
    """A file in the user's drafts that an editor works on; it stays until `done` is called."""

    def __init__(self, name: str, text: str) -> None:
        self.path: Path = files.keep_draft(places.state_folder() / "drafts", name, text)
        self._begun_with = text

    def edit(self, settings: Settings) -> str:
        """Run the editor and return the text; raises `EditorFailed` if it did not end well."""
        command = editor_command(settings)
        try:
            done = subprocess.run([*command, str(self.path)], check=False)
        except OSError as error:
            hint = f"Set one with: mistakes config set editor nano. {self.kept()}"
            raise EditorFailed(f"the editor {command[0]!r} cannot be run ({error.strerror})", hint) from None
        if done.returncode != 0:
            raise EditorFailed(f"the editor ended with status {done.returncode}", self.kept())
        return self._read()

    def kept(self) -> str:
        """Say what became of the text when nothing came of it; one that nobody touched is dropped."""
        with suppress(OSError, UnreadableFile):
            if files.safe_read(self.path) == self._begun_with:
                self.done()
                return "Nothing was changed."
        return f"Nothing was changed; your text is kept in {self.path}"

    def done(self) -> None:
        """Remove the draft, once its text is safe or nobody wants it."""
        files.remove(self.path)

    def _read(self) -> str:
        try:
            return files.safe_read(self.path)
        except FileNotFoundError:
            raise EditorFailed("the editor removed the text", "Nothing was changed.") from None
        except UnreadableFile as error:
            raise EditorFailed(f"the edited text {error.reason}", f"It is kept in {self.path}") from None


def chosen_editor(settings: Settings) -> str:
    """Return the editor that the user has named: the setting, VISUAL or EDITOR; "" for none."""
    return settings.text("editor") or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def editor_command(settings: Settings) -> list[str]:
    """Return the editor with its arguments: the one that was chosen, or the system's usual one."""
    chosen = chosen_editor(settings) or _DEFAULT
    try:
        command = shlex.split(chosen, posix=os.name != "nt")
    except ValueError:
        command = [chosen]
    if Path(command[0]).stem in ("vi", "vim", "nvim"):
        command += _QUIET_VIM if Path(command[0]).stem != "vi" else ()
    return command
