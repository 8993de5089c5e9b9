"""The git hook that shows lessons before a commit: put in beside whatever is there, and taken away again."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mistakes.briefing.changes import hooks_folder, is_ignored, top_of
from mistakes.cli.capture_words import words
from mistakes.cli.session import Session
from mistakes.errors import AlreadyExists, NotFound, NotSaved
from mistakes.records import NamedTuple

NAME = "pre-commit"
EARLIER = f"{NAME}.before-mistakes"
FRAMEWORK = ".pre-commit-config.yaml"
_FIRST = (
    "#!/bin/sh\n# Shows lessons for what is staged. To take it away: mistakes brief --uninstall-git-hook\n"
)
_LAST = "# end of what mistakes brief --install-git-hook wrote\n"
_SCRIPT = """\
earlier="$(dirname -- "$0")/{earlier}"
if [ -x "$earlier" ]; then
    "$earlier" "$@" || exit
fi
show() {{
{calls}
}}
{show}
exit 0
"""
_STRICTLY = """\
if ! show; then
    echo "Once you have read this, commit again." >&2
    exit 1
fi"""
_SNIPPET = """\
-   repo: local
    hooks:
    -   id: mistakes-brief
        name: lessons for what is staged
        entry: mistakes brief --hook --staged{strict}
        language: system
        always_run: true
        pass_filenames: false
        verbose: true
"""


class Hook(NamedTuple):
    """The hook of a repository: its path, where an earlier one is kept, and whether the folder is shared.

    Shared is a folder that is part of the repository itself, so that others get what lies in it.
    """

    path: str
    earlier: str
    is_shared: bool


def install_hook(session: Session, *, strict: bool) -> None:
    """Put the hook in, or say what the pre-commit framework needs where that is in charge."""
    top = top_of(".")
    if top and os.path.lexists(os.path.join(top, FRAMEWORK)):
        return _say_snippet(session, strict=strict)
    hook = _hook()
    text = _FIRST + _script(hook, strict=strict) + _LAST
    before = _text_of(hook.path)
    if before != text:
        with _saving(hook.path):
            _put(hook, text, is_ours=_is_ours(before))
    state = "there already" if before == text else "changed" if _is_ours(before) else "installed"
    earlier = hook.earlier if os.path.lexists(hook.earlier) else None
    if session.json:
        return session.out.json({"hook": hook.path, "state": state, "earlier": earlier, "snippet": None})
    said = words(session.settings)
    session.out.text(said[f"hook {state}"].format(path=hook.path))
    if earlier:
        session.out.text(said["hook before"])
    if hook.is_shared:
        session.out.text(said["hook shared"])
    _say_who_speaks(session)
    return None


def uninstall_hook(session: Session) -> None:
    """Take the hook away and put back the one that was there before."""
    hook = _hook()
    text = _text_of(hook.path)
    if not _is_ours(text):
        changed = text is not None and text.startswith(_FIRST)
        hint = "It was changed by hand; take the lines out yourself." if changed else "Nothing was changed."
        raise NotFound(f"{hook.path} is not the hook that mistakes put there", hint)
    with _saving(hook.path):
        is_back = os.path.lexists(hook.earlier)
        os.replace(hook.earlier, hook.path) if is_back else os.unlink(hook.path)
    if session.json:
        return session.out.json({"hook": hook.path, "state": "removed", "earlier": None, "snippet": None})
    told = words(session.settings)["hook back" if is_back else "hook removed"]
    session.out.text(told.format(path=hook.path))
    return None


def _say_snippet(session: Session, *, strict: bool) -> None:
    snippet = _SNIPPET.format(strict=" --strict" if strict else "")
    if session.json:
        record = {"hook": None, "state": "left to pre-commit", "earlier": None, "snippet": snippet}
        return session.out.json(record)
    session.out.text(words(session.settings)["hook left"].format(file=FRAMEWORK))
    session.out.line()
    for line in snippet.splitlines():
        session.out.line(line)
    session.out.line()
    _say_who_speaks(session)
    return None


def _say_who_speaks(session: Session) -> None:
    from mistakes.briefing.trust import speaking

    if not speaking(session.settings):
        session.out.text(words(session.settings)["nobody speaks"])


def _hook() -> Hook:
    folder = hooks_folder()
    top, real = os.path.realpath(top_of(".")), os.path.realpath(folder)
    is_inside = real.startswith(os.path.join(top, "")) and ".git" not in real[len(top) :].split(os.sep)
    path = os.path.join(folder, NAME)
    return Hook(path, os.path.join(folder, EARLIER), is_inside and not is_ignored(path))


def _script(hook: Hook, *, strict: bool) -> str:
    arguments = "brief --hook --staged" + (" --strict" if strict else "")
    found = "" if hook.is_shared else _this_program()
    last = f"command -v mistakes >/dev/null 2>&1; then\n        mistakes {arguments} </dev/null\n    fi"
    if found:
        first = shlex.split(found)[0]
        calls = f"    if [ -x {shlex.quote(first)} ]; then\n        {found} {arguments} </dev/null\n    elif {last}"
    else:
        calls = f"    if {last}"
    show = _STRICTLY if strict else "show || true"
    return _SCRIPT.format(earlier=EARLIER, calls=calls, show=show)


def _this_program() -> str:
    """Return how this very program is called, as words of a shell, so that a hook needs no PATH."""
    script = os.path.abspath(sys.argv[0])
    name = os.path.splitext(os.path.basename(script))[0]
    if name == "mistakes" and os.access(script, os.X_OK) and os.path.isfile(script):
        return shlex.quote(script.replace(os.sep, "/"))
    return f"{shlex.quote(sys.executable.replace(os.sep, '/'))} -P -m mistakes" if sys.executable else ""


def _is_ours(text: str | None) -> bool:
    return text is not None and text.startswith(_FIRST) and text.endswith(_LAST)


def _text_of(path: str) -> str | None:
    """Return what a hook says, "" if it cannot be read as text, None if there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read(65_536)
    except FileNotFoundError:
        return "" if os.path.lexists(path) else None
    except (OSError, ValueError):
        return ""


def _put(hook: Hook, text: str, *, is_ours: bool) -> None:
    """Write the hook in one step; the one that is there stays what it is, under another name."""
    os.makedirs(os.path.dirname(hook.path), exist_ok=True)
    if os.path.lexists(hook.path) and not is_ours:
        if os.path.lexists(hook.earlier) and not _is_same(hook.path, hook.earlier):
            raise AlreadyExists(f"{hook.earlier} is there already", "Look at both hooks, and move one away.")
        _keep(hook.path, hook.earlier)
    new = f"{hook.path}.{os.getpid()}.tmp"
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o777)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(new, hook.path)
    except OSError:
        with suppress(OSError):
            os.unlink(new)
        raise


def _keep(path: str, name: str) -> None:
    """Let a file go by another name as well."""
    if os.path.lexists(name):
        return
    try:
        os.link(path, name, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, name, follow_symlinks=False)


def _is_same(path: str, other: str) -> bool:
    """Tell whether two names stand for one file, as they do if an earlier attempt was cut short."""
    return os.path.samestat(os.lstat(path), os.lstat(other)) or _text_of(path) == (_text_of(other) or None)


@contextmanager
def _saving(path: str) -> Iterator[None]:
    """Turn trouble with the hook's folder into an error that says where."""
    try:
        yield
    except OSError as error:
        raise NotSaved(f"{path}: {error.strerror or error}", "The hooks are as they were.") from error
