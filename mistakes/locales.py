"""The language in which a person is spoken to: the setting `language`, else the locale's, else English."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.settings import Settings

LANGUAGES = ("en", "zh")
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(settings: Settings | None = None) -> str:
    """Return the language to use: `en`, or `zh` for every kind of Chinese."""
    chosen = settings.text("language") if settings else ""
    locale = next((os.environ[name] for name in _LOCALE if os.environ.get(name)), "")
    return "zh" if (chosen or locale).lower().startswith("zh") else "en"
