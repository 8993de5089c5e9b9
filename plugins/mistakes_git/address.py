"""Addresses of remotes: which ones git may be given, and how they are shown without a password."""

from __future__ import annotations

import os
import re

from mistakes_git.errors import BadAddress

SCHEMES = ("https", "ssh", "git", "file")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_SCHEME = r"(\b[A-Za-z][A-Za-z0-9+.-]{0,20}://)"
_NAMES = "password|passwd|passphrase|secret|token|api[_-]?key"
# every part has an upper bound, as a hostile server may say anything of any length
_SECRETS = (
    # a colon that no port follows begins a password, which may hold anything if somebody did not encode it
    (
        re.compile(
            _SCHEME
            + r"[^/@:\s'\"]{0,200}:(?!\d{1,5}(?:[/\s'\"]|$))[^\s'\"@]{0,999}(?:@[^\s'\"@]{0,999}){0,9}@"
        ),
        r"\1…@",
    ),
    (re.compile(_SCHEME + r"[^/\s'\"@]{0,999}(?:@[^/\s'\"@]{0,999}){0,9}@"), r"\1…@"),
    (re.compile(r"(?i)\b(authorization:\s{0,9}(?:[a-z]{1,20}\s{1,9})?)[^\s'\"]+"), r"\1…"),
    (re.compile(rf"(?i)((?:{_NAMES})\s{{0,9}}[=:]\s{{0,9}})(?!…)[^\s'\"&;,)]+"), r"\1…"),
    (re.compile(r"(\bsshpass\s{1,9}-p\s{0,9})\S+"), r"\1…"),
    (re.compile(r"\b(gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AKIA)[A-Za-z0-9_-]{12,}"), r"\1…"),
)
_SECRET_NAME = re.compile(r"(?i)password|passwd|passphrase|secret|token|api_?key|credential")
_SHORTEST_SECRET = 8  # a shorter value of the environment stands in words by chance
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*::")
_SCP = re.compile(r"(?:[\w.-]+@)?[\w.-]+:(?!:)[^\\]*")
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")


def checked(url: str) -> str:
    """Return the address if git may be given it: https, ssh, git, file, `host:path`, or a folder.

    Raises `BadAddress`. Others can make git run a program, or send all in the clear.
    """
    if not url or len(url) > 2000 or url.startswith("-") or not url.isprintable():
        raise BadAddress(
            f"{masked(url[:60])!r} is no address of a repository", "Such as https://… or git@host:path"
        )
    if _HELPER.match(url):
        raise BadAddress(
            f"{masked(url[:60])!r} would run a program", "Take https, ssh, git, file or a folder."
        )
    if match := _URL.fullmatch(url):
        scheme, rest = match.groups()
        if scheme.lower() not in SCHEMES:
            message = f"{scheme}:// is not a kind of address that is used here"
            raise BadAddress(message, f"Take one of {', '.join(SCHEMES)}, or a folder.")
        host = rest.partition("/")[0].rpartition("@")[2]
        if host.startswith("-") or "@-" in rest:
            raise BadAddress("a host's name cannot begin with a hyphen", "Check the address.")
    elif _is_scp(url) and url.rpartition("@")[2].startswith("-"):
        raise BadAddress("a host's name cannot begin with a hyphen", "Check the address.")
    return url


def is_local(url: str) -> bool:
    """Tell whether an address is a folder of this computer."""
    return not _URL.fullmatch(url) and not _is_scp(url)


def folder_of(url: str) -> str:
    """Return the folder of git's own files of a remote on this computer, "" if it is none, or none to be sure of."""
    path = url.removeprefix("file://") if "%" not in url else ""
    if not (is_local(url) or url.startswith("file://")) or not os.path.isabs(path):
        return ""
    folders = (os.path.join(path, ".git"), path)  # in the order of git
    return next((one for one in folders if os.path.isdir(os.path.join(one, "objects"))), "")


def settled(url: str) -> str:
    """Return the address as it is kept: a folder by its whole path, all others as they are."""
    return os.path.abspath(os.path.expanduser(checked(url))) if is_local(checked(url)) else url


def masked(text: str) -> str:
    """Return a text without what lets somebody log in: in addresses, headers, settings, as well-known tokens.

    The values of variables of the environment that are named like a password or a token are left out too.
    """
    for value in _environment_secrets():
        text = text.replace(value, "…")
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


def _environment_secrets() -> list[str]:
    found = {value for name, value in os.environ.items() if _SECRET_NAME.search(name)}
    long = (value for value in found if len(value) >= _SHORTEST_SECRET and not os.path.isabs(value))
    return sorted(long, key=len, reverse=True)


def _is_scp(url: str) -> bool:
    return _SCP.fullmatch(url) is not None and not _WINDOWS.match(url) and not os.path.exists(url)
