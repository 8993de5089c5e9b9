"""The look of the site: templates and files of its own, and those of a user's folder in place of them.

A user's folder (`--theme DIR`) holds templates (`chapter.html`), a style sheet (`site.css`), pictures and
fonts. A template there replaces ours of the same name, and may build on it as `default/chapter.html`.
Such a theme's templates run in Jinja's sandbox; all templates escape what they are given, and refuse names
that are not there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mistakes.errors import MistakesError, UnreadableFile, UsageError
from mistakes.files import read_bytes
from mistakes_book.digest import digest_of_files
from mistakes_book.markup import missing

if TYPE_CHECKING:
    from jinja2 import Environment, Template

STYLE = "site.css"
OURS = "default/"
BOUND = ("epub", "print")
LARGEST_FILE = 4 * 1024 * 1024
MOST_FILES = 200
_LARGEST_TEMPLATE = 256 * 1024
_TEMPLATE = ".html"
_CARRIED = frozenset(
    (".css", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".otf")
)
_HINT = "See docs/how-to/make-the-book.md for what a theme may hold."


class BadTheme(MistakesError):
    """A theme's template cannot be used; the message names the file, the line and what is wrong there."""

    kind = "bad-theme"


@attrs.frozen
class Theme:
    """Templates by name, and `statics`: the files of the folder `static/`, by name.

    `is_foreign` tells that some may be a user's, and run in the sandbox.
    """

    templates: Mapping[str, str]
    statics: Mapping[str, bytes]
    is_foreign: bool = False

    @property
    def digest(self) -> str:
        """A digest of all of it, which changes whenever a page might."""
        named = (
            (name, text.encode("utf-8", "surrogatepass")) for name, text in sorted(self.templates.items())
        )
        return digest_of_files((*named, *sorted(self.statics.items())))

    def environment(self, **words: Any) -> Environment:
        """Return the environment in which the templates are rendered; `words` are known to all of them.

        Raises `MissingPlugin` where Jinja2 is not installed.
        """
        try:
            from jinja2 import DictLoader, Environment, StrictUndefined
            from jinja2.sandbox import ImmutableSandboxedEnvironment
        except ImportError as error:
            missing(error)
        # the sandbox looks at every attribute, which costs a fifth of the time; our own templates need none
        kind = ImmutableSandboxedEnvironment if self.is_foreign else Environment
        made = kind(
            loader=DictLoader(dict(self.templates)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        made.globals.update(words)
        return made


def load(folder: str = "", output: str = "") -> Theme:
    """Return our own look, or with `folder` that of a user's folder over ours.

    `output` is "" for the site; that of an output in `BOUND` lies in a folder of its name, in the user's
    folder too. Raises `UsageError` if it is no folder or holds something that is neither a template, a
    style sheet, a picture nor a font, `UnreadableFile` for what is no regular file or too large.
    """
    templates = dict(_templates(output))
    statics = {name: text.encode() for name, text in _ours("static").items() if _is_of(name, output)}
    templates |= {OURS + name: text for name, text in templates.items()}
    for name, data in _theirs(folder, output).items() if folder else ():
        if name.endswith(_TEMPLATE):
            templates[name] = _text(os.path.join(folder, output, name), data)
        else:
            statics[name] = data
    return Theme(templates, statics, is_foreign=bool(folder))


def template(environment: Environment, name: str) -> Template:
    """Return a template; raises `BadTheme` if it cannot be read as one."""
    from jinja2 import TemplateError

    try:
        return environment.get_template(name)
    except TemplateError as error:
        raise _bad(name, error) from error


def rendered(template: Template, values: Mapping[str, Any]) -> str:
    """Return what a template makes of the values; raises `BadTheme` if it asks for what is not there."""
    from jinja2 import TemplateError

    try:
        return template.render(values)
    except MistakesError:
        raise
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise _bad(template.name or "", error) from error


def _bad(name: str, error: Exception) -> BadTheme:
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    if isinstance(error, TemplateNotFound):
        return BadTheme(f"{name}: there is no template {error.name}", _HINT)
    if isinstance(error, TemplateSyntaxError):
        return BadTheme(f"{error.name or name}, line {error.lineno}: {error.message}", _HINT)
    return BadTheme(f"{name}: {error}", _HINT)


def _templates(output: str) -> Mapping[str, str]:
    return {**_ours("templates/bound"), **_ours(f"templates/{output}")} if output else _ours("templates")


def _is_of(name: str, output: str) -> bool:
    """Tell whether a file of ours belongs to an output; the site has all that no other one has."""
    return name == f"{output}.css" if output else name not in {f"{bound}.css" for bound in BOUND}


@cache
def _ours(folder: str) -> Mapping[str, str]:
    found = (file for file in files("mistakes_book").joinpath(folder).iterdir() if file.is_file())
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(found, key=lambda file: file.name)}


def _theirs(folder: str, output: str) -> dict[str, bytes]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise UsageError(f"{folder} is not a folder with a theme: {error.strerror}", _HINT) from error
    if not output:
        names = [name for name in names if name not in BOUND]
    else:
        folder = os.path.join(folder, output)
        names = sorted(os.listdir(folder)) if output in names and os.path.isdir(folder) else []
    names = [name for name in names if not name.startswith(".")]
    if len(names) > MOST_FILES:
        raise UsageError(f"{folder} holds {len(names)} files, more than the {MOST_FILES} of a theme", _HINT)
    return {name: _read(folder, name) for name in names}


def _read(folder: str, name: str) -> bytes:
    suffix = os.path.splitext(name)[1]
    if suffix != _TEMPLATE and suffix not in _CARRIED:
        raise UsageError(f"{os.path.join(folder, name)} is nothing that a theme holds", _HINT)
    limit = _LARGEST_TEMPLATE if suffix == _TEMPLATE else LARGEST_FILE
    try:
        return read_bytes(Path(folder, name), limit)[0]
    except UnreadableFile as error:
        raise UnreadableFile(error.path, error.reason, _HINT) from error


def _text(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, "is not UTF-8 text", "Save it as UTF-8.") from error
