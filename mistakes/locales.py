"""The language in which a person is spoken to: the setting `language`, else the locale's, else English."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.settings import Settings

LANGUAGES = ("en", "zh")
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def locale_name() -> str:
    """Return the locale of the environment as it is set, such as `zh_CN.UTF-8`; "" if none is."""
    return next((os.environ[name] for name in _LOCALE if os.environ.get(name)), "")


def language_tag(settings: Settings, asked: str = "") -> str:
    """Return a language such as `en`, `zh` or `zh-TW`: the one asked for, the setting, the locale's."""
    name = (asked or settings.text("language") or locale_name()).partition(".")[0].partition("@")[0]
    tag = name.replace("_", "-")
    return "en" if tag in ("", "C", "POSIX") else tag


def journal_name(name: str, language: str) -> str:
    """Return what a journal is called in a sentence: its name, or in Chinese what the usual `personal` means."""
    return "个人日志" if (name, language) == ("personal", "zh") else name


def language(settings: Settings) -> str:
    """Return the one of `LANGUAGES` to use: `zh` for every kind of Chinese, `en` for all others."""
    return "zh" if language_tag(settings).lower().startswith("zh") else "en"
