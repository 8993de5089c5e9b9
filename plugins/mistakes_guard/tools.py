"""The scanner that asks gitleaks or trufflehog, if one of them is installed.

The text goes to the tool's standard input, never into its arguments; the tool runs in an empty folder, so
that no configuration of the current one is obeyed, and verifies nothing over the network.
Formats: the JSON reports of gitleaks 8.22 or newer and of trufflehog 3.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mistakes.errors import MistakesError
from mistakes.scanning import Finding, Passage, ScanOccasion
from mistakes_guard.allowed import allowed
from mistakes_guard.joined import Joined
from mistakes_guard.rules import Rule
from mistakes_guard.secrets import found

SECONDS = 30
_SHORTEST = 6  # of a secret that a tool reports; shorter ones would be found everywhere
_MOST = 200
_CONFIGURATION = ("GITLEAKS_CONFIG", "GITLEAKS_CONFIG_TOML")


class Tool(NamedTuple):
    """A program that finds secrets: its name, arguments, and the fields of its report."""

    name: str
    arguments: tuple[str, ...]
    secret: str
    what: str


TOOLS = (
    Tool(
        "gitleaks",
        (
            "stdin",
            "--no-banner",
            "--log-level=error",
            "--exit-code=0",
            "--report-format=json",
            "--report-path=-",
        ),
        "Secret",
        "RuleID",
    ),
    Tool("trufflehog", ("stdin", "--json", "--no-verification", "--no-update"), "Raw", "DetectorName"),
)


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield what the first tool that is installed finds; nothing if none is, or if it has to be quick.

    Raises `MistakesError` if the tool fails or takes longer than half a minute.
    """
    if not occasion.quick and (tool := installed()):
        joined = Joined(passages)
        fine = allowed(occasion.journals)
        secrets = {secret: what for secret, what in ask(*tool, joined.text) if secret not in fine}
        yield from _placed(joined, secrets, occasion.language)


def installed() -> tuple[Tool, str] | None:
    """Return the first tool that is there, with its path; never one in the current folder."""
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    for tool in TOOLS:
        for folder in folders:
            if path := shutil.which(os.path.join(folder, tool.name)):
                return tool, path
    return None


def ask(tool: Tool, path: str, text: str) -> list[tuple[str, str]]:
    """Return the secrets that a tool finds in a text, each with the name of its rule."""
    environment = {name: value for name, value in os.environ.items() if name not in _CONFIGURATION}
    with tempfile.TemporaryDirectory(prefix="mistakes-") as empty:
        try:
            done = subprocess.run(
                [path, *tool.arguments],
                input=text.replace("\0", " ").encode("utf-8", "replace"),
                capture_output=True,
                cwd=empty,
                env=environment,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise _failed(tool, type(error).__name__) from None
    if done.returncode:
        raise _failed(tool, f"exit status {done.returncode}")
    return list(_read(tool, done.stdout))[:_MOST]


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


def _placed(joined: Joined, secrets: dict[str, str], language: str) -> Iterator[Finding]:
    """Yield a finding for the first place of each secret in each passage."""
    for where, text in joined.passages:
        for secret, what in secrets.items():
            start = text.find(secret)
            if start >= 0:
                rule = Rule(what, (what, what), (), "")
                yield found((where, start, start + len(secret)), rule, language, len(secret))
