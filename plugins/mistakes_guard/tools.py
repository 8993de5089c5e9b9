"""The scanner that asks gitleaks or trufflehog, if one of them is installed.

The text goes to the tool's standard input, never into its arguments; the tool runs in an empty folder, so
that no configuration of the current one is obeyed, and verifies nothing over the network.
Formats: the JSON reports of gitleaks 8 (report/finding.go) and of trufflehog 3 (pkg/output/json.go). Before
8.19 gitleaks read its standard input by another command; a trufflehog without `stdin` (3.60 has none) is not asked.
"""

from __future__ import annotations

import binascii
import json
import os
import re
import shutil
import tempfile
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from mistakes.errors import MistakesError
from mistakes.records import NamedTuple
from mistakes.scanning import Finding, Passage, ScanOccasion
from mistakes_guard.allowed import allowed
from mistakes_guard.asking import NotDone, answer
from mistakes_guard.joined import Joined
from mistakes_guard.rules import Rule
from mistakes_guard.secrets import found

SECONDS = 30
_SHORTEST = 6  # of a secret that a tool reports; shorter ones would be found everywhere
_MOST = 200
_CONFIGURATION = ("GITLEAKS_CONFIG", "GITLEAKS_CONFIG_TOML")
_REPORT = "-"  # where gitleaks before 8.22 writes a report that is to go to standard output
_OVERLOOK = "gitleaks:allow"  # a line with it is left out, and no flag of the older ones prevents that
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")


class TooOld(MistakesError):
    """A tool that does not know how it is asked, and is as good as not installed."""


class Tool(NamedTuple):
    """A program that finds secrets: its name, the ways to ask it, the newest first, the fields of its report."""

    name: str
    ways: tuple[tuple[str, ...], ...]
    secret: str
    what: str


_REPORTING = ("--no-banner", "--log-level=error", "--exit-code=0", "--report-format=json", "--report-path=-")
TOOLS = (
    Tool(
        "gitleaks",
        (("stdin", "--ignore-gitleaks-allow", *_REPORTING), ("detect", "--pipe", *_REPORTING)),
        "Secret",
        "RuleID",
    ),
    Tool("trufflehog", (("stdin", "--json", "--no-verification", "--no-update"),), "Raw", "DetectorName"),
)


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield what the first tool that is installed finds; nothing if none is, or if it has to be quick.

    One that is too old is as good as none. Raises `MistakesError` if the tool fails or takes longer than half
    a minute.
    """
    if occasion.quick:
        return
    joined = Joined(passages)
    for tool, path in every():
        with suppress(TooOld):
            yield from _found(ask(tool, path, joined.text), joined, occasion)
            return


def installed() -> tuple[Tool, str] | None:
    """Return the first tool that is there, with its path; never one in the current folder."""
    return next(every(), None)


def every() -> Iterator[tuple[Tool, str]]:
    """Yield the tools that are there, the best first, each with its path; none in the current folder."""
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    here = os.path.realpath(os.curdir)
    for tool in TOOLS:
        for folder in folders:
            path = shutil.which(os.path.join(folder, tool.name))
            if path and os.path.realpath(folder) != here:
                yield tool, path
                break


def ask(tool: Tool, path: str, text: str) -> list[tuple[str, str]]:
    """Return the secrets that a tool finds in a text, each with the name of its rule.

    Raises `TooOld` if the tool does not know what it is asked for, `MistakesError` if it fails otherwise.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _CONFIGURATION}
    sent = text.replace("\0", " ").replace(_OVERLOOK, _OVERLOOK.upper()).encode("utf-8", "replace")
    for way in tool.ways:
        with tempfile.TemporaryDirectory(prefix="mistakes-") as empty:
            try:
                status, output = answer([path, *way], sent, empty, environment, SECONDS)
                if status and _is_unknown(way, path, empty, environment):
                    continue
            except NotDone as error:
                raise _failed(tool, str(error)) from None
            output = output or _report_in(Path(empty, _REPORT))
        if status:
            raise _failed(tool, f"exit status {status}")
        return list(_read(tool, output))[:_MOST]
    raise TooOld(f"{tool.name} is too old to be asked", f"Update {tool.name}.")


def _is_unknown(way: Sequence[str], path: str, folder: str, environment: dict[str, str]) -> bool:
    """Tell whether a tool works and does not know the command that it is asked by."""
    known, works = (
        answer([path, *arguments, "--help"], b"", folder, environment, SECONDS)[0] == 0
        for arguments in (way[:1], ())
    )
    return works and not known


def _report_in(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    except OSError:
        return b""


def _failed(tool: Tool, why: str) -> MistakesError:
    # what the tool wrote may hold the secret, so that none of it is told
    hint = f"Update {tool.name}, or take it off the PATH; our own rules were tried all the same"
    return MistakesError(f"{tool.name} could not look for secrets: {why}", hint)


def _read(tool: Tool, output: bytes) -> Iterator[tuple[str, str]]:
    for row in _rows(tool, output.decode("utf-8", "replace")):
        secret = row.get(tool.secret) if isinstance(row, dict) else None
        if isinstance(secret, str) and len(secret.strip()) >= _SHORTEST:
            yield secret.strip(), _name(row.get(tool.what))


def _rows(tool: Tool, text: str) -> Iterable[Any]:
    """Return the records of a report: one array, or an object a line."""
    try:
        read = (
            json.loads(text)
            if text.lstrip()[:1] == "["
            else [json.loads(line) for line in text.split("\n") if line.strip()]
        )
    except (ValueError, RecursionError):
        raise _failed(tool, "its report is no JSON") from None
    return read if isinstance(read, list) else []


def _name(value: object) -> str:
    """Return the name of a tool's rule, if it is one and nothing else."""
    text = str(value or "")
    return text if text.replace("-", "").replace("_", "").isalnum() and len(text) <= 40 else "secret"


def _found(reported: Iterable[tuple[str, str]], joined: Joined, occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield a finding for the first place of each secret in each passage; each secret has one at least."""
    fine = allowed(occasion.journals)
    for secret, what in {secret: what for secret, what in reported if secret not in fine}.items():
        rule = Rule(what, (what, what), (), "")
        for place in _places(joined, secret):
            yield found(place, rule, occasion.language, len(secret))


def _places(joined: Joined, secret: str) -> list[tuple[str, int, int]]:
    """Return where a secret stands, as it is or encoded; the first passage if it is encoded in another way."""
    plain = [(where, text.find(secret)) for where, text in joined.passages]
    if places := [(where, start, start + len(secret)) for where, start in plain if start >= 0]:
        return places
    encoded = [
        (where, match.start(), match.end())
        for where, text in joined.passages
        for match in _ENCODED.finditer(text)
        if secret in _decoded(match[0])
    ]
    return encoded or [(where, 0, 0) for where, _ in joined.passages[:1]]


def _decoded(text: str) -> str:
    """Return what a text says in base64, "" if it is none."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
