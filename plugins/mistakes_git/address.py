"""Addresses of remotes: which ones git may be given, and how they are shown without a password."""

from __future__ import annotations

import os
import re

from mistakes_git.errors import BadAddress

SCHEMES = ("https", "ssh", "git", "file")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/@\s]*@")
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


def settled(url: str) -> str:
    """Return the address as it is kept: a folder by its whole path, all others as they are."""
    return os.path.abspath(os.path.expanduser(checked(url))) if is_local(checked(url)) else url


def masked(text: str) -> str:
    """Return a text with whoever an address names to log in left out, name and password."""
    return _USER.sub(r"\1…@", text)


def _is_scp(url: str) -> bool:
    return _SCP.fullmatch(url) is not None and not _WINDOWS.match(url) and not os.path.exists(url)
