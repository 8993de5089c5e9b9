"""What the program says when something does not fit, in the reader's language.

The library and its plugins raise errors in English. As in gettext the English message is the key of its
translation; `{}` in a key stands for what differs from case to case. What has no translation stays English.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.errors import MistakesError
from mistakes.locales import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mistakes.settings import Settings

_DEEPEST = 2  # messages within messages
_LONGEST = 1_000  # characters; what a server says, for one, may be long, and is no message of ours
# a key with fewer letters of its own says little, and what differs has few blanks then
_TELLING, _FEW = 12, 2
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_ALL_QUOTED = re.compile(rf"(?:{_QUOTED.pattern})(?:, (?:{_QUOTED.pattern}))*")
_AROUND_QUOTES = re.compile(r"(?<=[\u3000-\u9fff，；]) (?=“)|(?<=”) (?=[\u3000-\u9fff])")
_PLACE = re.compile(r"\{(\d):said\}|\{(\d)(:typed)?\}")


def spoken(settings: Settings | None) -> str:
    """Return the language in which to tell what went wrong; settings that cannot be read do not matter."""
    from mistakes.settings import Settings as Known

    try:
        return language(settings or Known.load())
    except MistakesError:
        return language(Known(Path(), {}))


def in_language(text: str, language: str) -> str:
    """Return a message in a language, the English one where there is no other."""
    return _translated(text, _chinese(), _DEEPEST) if language == "zh" else text


def sentence(message: str, hint: str, language: str) -> str:
    """Return what happened and what to do next in one line."""
    said, advice = in_language(message, language), in_language(hint, language)
    if said != message:
        return f"{said.rstrip('。？')}{'？' if said.endswith('？') else '。'}{advice}" if advice else said
    ending = "" if message.endswith(("?", "!", "。", "？")) else "."
    return f"{message.rstrip('.')}{ending} {advice}" if advice else message


def warned(text: str, settings: Settings | None) -> str:
    """Return a warning, with the word for it before it."""
    language = spoken(settings)
    return f"注意：{in_language(text, language)}" if language == "zh" else f"warning: {text}"


def of_error(error: MistakesError, language: str) -> str:
    """Return an error in one line, as `sentence` does."""
    return sentence(error.message, error.hint, language)


def _chinese() -> Mapping[str, str]:
    from mistakes.cli.catalogue_zh import MESSAGES

    return MESSAGES


def _translated(text: str, messages: Mapping[str, str], depth: int) -> str:
    """Return the translation of the key that fits best: the one with the most words of its own."""
    if len(text) > _LONGEST:
        return text
    bare = text.rstrip(".")
    found = messages.get(bare) or messages.get(text)
    if found and not _PLACE.search(found):
        return found
    best: tuple[int, str, re.Match[str]] | None = None
    for key, translation in messages.items():
        if "{}" not in key:
            continue
        parts = key.split("{}")
        weight = sum(map(len, parts))
        if (best is None or weight > best[0]) and all(part in text for part in parts):
            pattern = "(.*?)".join(map(re.escape, parts))
            match = re.fullmatch(pattern, bare, re.DOTALL) or re.fullmatch(pattern, text, re.DOTALL)
            if match and (weight >= _TELLING or _is_plain(match, key, translation)):
                best = (weight, translation, match)
    return _filled(best[1], best[2], messages, depth) if best else text


def _is_plain(match: re.Match[str], key: str, translation: str) -> bool:
    """Tell whether a key of few words fits a message, and not a sentence that only begins or ends like it."""
    for number, value in enumerate(match.groups()):
        is_message = f"{{{number}:said}}" in translation
        most = 0 if number == 0 and key.startswith("{}") else _FEW
        if not is_message and not _QUOTED.fullmatch(value) and value.count(" ") > most:
            return False
    return True


def _filled(translation: str, match: re.Match[str], messages: Mapping[str, str], depth: int) -> str:
    """Put what differs into a translation; `{0:said}` is a message itself, `{0:typed}` is for a shell."""

    def place(found: re.Match[str]) -> str:
        value = match[int(found[1] or found[2]) + 1] or ""
        if found[1] and depth:
            return _translated(value, messages, depth - 1).rstrip("。")
        is_listed = not found[3] and _ALL_QUOTED.fullmatch(value)
        return (
            "、".join(f"“{one[1] or one[2] or ''}”" for one in _QUOTED.finditer(value))
            if is_listed
            else value
        )

    return _AROUND_QUOTES.sub("", _PLACE.sub(place, translation))
