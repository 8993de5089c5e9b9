"""What brings a lesson to mind unasked: its globs of paths and commands, its words, its tags.

So that an index need not look at every trigger, each has a head: something that a need must have for
the trigger to fire, such as `migrations` for `migrations/**`; "" where there is nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from mistakes.recall.globs import command_fits, is_wild, path_fits, path_parts
from mistakes.recall.need import LONGEST, Need, lines_of
from mistakes.records import NamedTuple
from mistakes.words import STOP, terms

KINDS = ("path", "command", "tag", "word")  # the most particular first
_LONGEST_PATH = 4096
_MOST_LINES = 5_000
_MOST_COMMANDS = 32
_LETTER = re.compile(r"[^\W_]")
_SIGNS = re.compile(r"^[-/]|[<>|&$=\[\]{}]")
_ENDING = re.compile(r"\.\w+$")
_QUOTED_OR_JOINT = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.|(&&|\|\|?|;|\n|&)""", re.DOTALL)
_BEFORE = re.compile(r"(?:[A-Za-z_]\w*=\S*|sudo|doas|env|time|nohup|nice|exec|command|builtin)$")


class Trigger(NamedTuple):
    """One trigger of a lesson: its kind, its pattern, and the head by which an index finds it."""

    kind: str
    pattern: str
    head: str


class Cues(NamedTuple):
    """What of a need triggers look at, each by the heads that it can set off.

    Paths are tuples of components, commands simple commands with single spaces, words the distinct
    terms of one line, tags folded; `texts` are the texts themselves.
    """

    paths: Mapping[str, list[tuple[str, ...]]]
    commands: Mapping[str, list[str]]
    words: Mapping[str, list[frozenset[str]]]
    tags: frozenset[str]
    texts: tuple[str, ...] = ()

    @property
    def heads(self) -> dict[str, set[str]]:
        """The heads of all triggers that may fire, by kind."""
        found: dict[str, set[str]] = {"path": set(self.paths), "command": set(self.commands)}
        return {**found, "word": set(self.words), "tag": set(self.tags)}

    def size(self, trigger: Trigger) -> int:
        """Return how many texts have to be compared to tell whether a trigger fires."""
        kind, _, head = trigger
        if kind == "path":
            return 1 + len(self.paths.get(head, ()))
        texts: Mapping[str, Sequence[object]] = self.commands if kind == "command" else self.words
        return 1 + len(texts.get(head, ())) if kind != "tag" else 1


def triggers(
    paths: Iterable[str], commands: Iterable[str], words: Iterable[str], tags: Iterable[str]
) -> list[Trigger]:
    """Return the triggers of one lesson; what can never fire is left out."""
    found = [Trigger("path", pattern, head) for pattern in paths if (head := _path_head(pattern)) is not None]
    found += [Trigger("command", pattern, _command_head(pattern)) for pattern in commands if pattern.strip()]
    found += [Trigger("word", word, head) for word in words if (head := _word_head(word))]
    return found + [Trigger("tag", tag, folded(tag)) for tag in tags if folded(tag)]


@lru_cache(maxsize=2)
def cues_of(need: Need) -> Cues:
    """Return what of a need triggers look at."""
    paths: dict[str, list[tuple[str, ...]]] = {}
    for path in need.paths:
        parts = path_parts(path[-_LONGEST_PATH:])
        for head in {"", *parts, _ending(parts[-1])} if parts else ():
            paths.setdefault(head, []).append(parts)
    commands: dict[str, list[str]] = {}
    for command in simple_commands(need.commands):
        for head in {"", command.partition(" ")[0]}:
            commands.setdefault(head, []).append(command)
    words: dict[str, list[frozenset[str]]] = {}
    for line in _lines(need):
        for term in line:
            words.setdefault(term, []).append(line)
    said = (need.words, *need.tags, *need.commands, need.diff)
    texts = tuple(text[:LONGEST] for text in said)
    return Cues(paths, commands, words, frozenset(map(folded, need.tags)), texts)


def fires(trigger: Trigger, cues: Cues) -> bool:
    """Tell whether a need sets a trigger off."""
    kind, pattern, head = trigger
    if kind == "path":
        return any(path_fits(pattern, parts) for parts in cues.paths.get(head, ()))
    if kind == "command":
        return any(command_fits(pattern, command) for command in cues.commands.get(head, ()))
    if kind == "word":
        wanted = frozenset(terms(pattern.lower()))
        found = any(wanted <= line for line in cues.words.get(head, ()))
        return found and (_says_all(pattern) or " ".join(pattern.casefold().split()) in _whole(cues.texts))
    return folded(pattern) in cues.tags


def asked_by(kind: str, pattern: str) -> list[str]:
    """Return what a trigger asks for, each thing once: the more of it, the more particular the trigger.

    These are the terms of a word, and the word itself where it fires only as it is written; the parts of
    a path and the words of a command that are not wild; the name of a tag.
    """
    if kind == "word":
        return [*dict.fromkeys(terms(pattern.lower())), *([] if _says_all(pattern) else [pattern])]
    if kind == "tag":
        return [folded(pattern)]
    parts = path_parts(pattern) if kind == "path" else pattern.split()
    return [part for part in dict.fromkeys(parts) if not is_wild(part)]


def simple_commands(lines: Iterable[str]) -> list[str]:
    """Return command lines, and the simple commands that they are made of, as patterns look at them.

    What stands before a command (`sudo`, `NAME=value`) and the folder of a program are left out.
    """
    found: dict[str, None] = {}
    for line in (line[:LONGEST] for line in lines):
        found[" ".join(line.split())] = None
        for part in _split(line)[:_MOST_COMMANDS]:
            found[_plain(part)] = None
    return [command for command in found if command]


def folded(tag: str) -> str:
    """Return a tag without case and without the `#` before it."""
    return tag.strip().lstrip("#").casefold()


def _path_head(pattern: str) -> str | None:
    """Return a component that a path must have, or the ending of its name; None if nothing can fit."""
    parts = path_parts(pattern)
    if not parts:
        return None
    plain = [part for part in parts if not is_wild(part)]
    if plain:
        return max(plain, key=len)
    ending = _ending(parts[-1])
    return "" if parts[-1] == "**" or is_wild(ending) else ending


def _ending(name: str) -> str:
    found = _ENDING.search(name)
    return found[0] if found else ""


def _command_head(pattern: str) -> str:
    """Return the first word if it is a program's name and no wildcard."""
    first = pattern.split()[0]
    return "" if is_wild(first) or _BEFORE.match(first) or "/" in first else first


def _word_head(word: str) -> str:
    found = terms(word)
    return max(found, key=len) if found else ""


def _says_all(word: str) -> bool:
    """Tell whether the terms of a word hold all of it, as those of `set -e` and `plan B` do not."""
    parts = [part for part in word.lower().split() if part not in STOP]
    return not any(_SIGNS.search(part) or (_LETTER.search(part) and not terms(part)) for part in parts)


@lru_cache(maxsize=2)
def _whole(texts: tuple[str, ...]) -> str:
    """Return texts as one, in small letters and with single spaces."""
    return " ".join("\n".join(texts).casefold().split())


def _lines(need: Need) -> Iterator[frozenset[str]]:
    texts = [need.words[:LONGEST].lower(), *need.tags, *(command[:LONGEST] for command in need.commands)]
    found = [*lines_of("\n".join(texts)), *lines_of(need.diff[:LONGEST])]
    yield from map(frozenset, found[:_MOST_LINES])


def _split(line: str) -> list[str]:
    """Return the simple commands of a command line; quotes are honoured, nothing else of a shell is."""
    parts, start = [], 0
    for found in _QUOTED_OR_JOINT.finditer(line):
        if found[1]:
            parts.append(line[start : found.start()])
            start = found.end()
    return [*parts, line[start:]]


def _plain(command: str) -> str:
    words = command.split()
    while len(words) > 1 and _BEFORE.match(words[0]):
        del words[0]
    if words:
        words[0] = words[0].rpartition("/")[2] or words[0]
    return " ".join(words)
