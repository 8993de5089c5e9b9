"""Who writes: the author of entries, and the name of one person's event files."""

from __future__ import annotations

import os
import re

from mistakes.records import NamedTuple
from mistakes.settings import Settings

_ADDRESS = re.compile(r"\s*(.*?)\s*<([^<>\s]+)>\s*")


class Author(NamedTuple):
    """A name and an address; `certain` is False where only the login is known."""

    text: str
    certain: bool = True


def author(settings: Settings, journal_name: str = "") -> Author:
    """Return who writes: the journal's own setting, the general one, git's identity, or the login."""
    chosen = settings.table("authors").get(journal_name) or settings.text("author")
    text = chosen or _git_identity() or f"{_login()} <{_login()}@localhost>"
    return Author(text, certain=not text.endswith("@localhost>"))


def keep_author(settings: Settings) -> Author:
    """Keep who writes in the settings, so that git is asked once and not at every entry.

    An identity that git knows only in one repository is not kept: it may be another one elsewhere.
    """
    found = author(settings)
    if not settings.text("author") and (not found.certain or found.text == _git_identity("--global")):
        return author(settings) if settings.settle("author", found.text) != found.text else found
    return found


def who(settings: Settings, journal_name: str = "") -> str:
    """Return the name of this person's event files; it is made once and kept in the settings."""
    if kept := settings.text("who"):
        return kept
    return settings.settle("who", who_of(author(settings, journal_name).text))


def who_of(author_text: str) -> str:
    """Return the ascii slug of a name (or `p`), a hyphen, and 12 hex digits of the address's sha256.

    The address is NFC and case-folded first, so that its spelling does not make two persons of one.
    """
    import unicodedata
    from hashlib import sha256

    match = _ADDRESS.fullmatch(author_text)
    name, address = match.groups() if match else (author_text, author_text)
    folded = unicodedata.normalize("NFC", address).casefold()
    return f"{_slug(name)}-{sha256(folded.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def _slug(name: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "p"


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "me"


def _git_identity(*scope: str) -> str:
    """Return `Name <address>` as git knows it here, "" if git does not say or is not there."""
    import subprocess

    command = ["git", "config", *scope, "-z", "--get-regexp", r"^user\.(name|email)$"]
    environment = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=5, env=environment, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    values = dict(_pair(item) for item in done.stdout.decode("utf-8", "replace").split("\0") if "\n" in item)
    name, address = values.get("user.name", ""), values.get("user.email", "")
    return f"{name} <{address}>" if name and _ADDRESS.fullmatch(f"<{address}>") else ""


def _pair(item: str) -> tuple[str, str]:
    key, _, value = item.partition("\n")
    return key.lower(), " ".join(value.split())
