"""Looking at what arrives before any of it is checked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mistakes import codec, tomltext
from mistakes.errors import InvalidEntry, UnreadableFile
from mistakes.files import ENTRY_LIMIT
from mistakes.layout import ENTRIES, JOURNAL_FILE
from mistakes.syncing import Quarantined
from mistakes_git.errors import OtherJournal, Refused
from mistakes_git.git import Git
from mistakes_git.paths import TREES, fault_of, place_of, twin_key
from mistakes_git.trees import REGULAR, Change, contents, sizes

LARGEST_LOG = 64 * 1024 * 1024
_LARGEST_RULES = 64 * 1024
_MOST_READ = 2000
_HARMLESS_ATTRIBUTE = re.compile(
    r"[-!]?(?:text|eol|merge|diff|binary|whitespace|export-ignore|linguist-[a-z]+|gitlab-[a-z]+)"
    r"(?:=(?:lf|auto|union|binary|text|mistakes|true|false|[a-z-]{1,20}))?"
)


def refuse_unsafe(git: Git, base: str, theirs: str, arriving: Mapping[str, Change]) -> None:
    """Raise `Refused` if anything that arrives must not be checked out, naming who brought it."""
    found = list(_by_name(arriving)) or [*_twins(git, theirs, arriving), *_attributes(git, arriving)]
    if found:
        raise Refused([_with_author(git, base, theirs, one) for one in found])


def broken_files(git: Git, base: str, theirs: str, arriving: Mapping[str, Change]) -> Iterator[Quarantined]:
    """Yield the files that arrive and cannot be read as what they should be; they harm nothing else.

    Of a great many, as in the first sync of a large journal, only the sizes are looked at: `doctor` has the rest.
    """
    ours = {path: change.after.name for path, change in arriving.items() if change.after and _limit(path)}
    known = sizes(git, ours.values())
    for path, name in ours.items():
        if known.get(name, 0) > _limit(path):
            reason = f"is larger than {_limit(path) // 1024} KiB"
            yield _with_author(git, base, theirs, Quarantined(path, reason))
    entries = {
        path: name for path, name in ours.items() if _is_entry(path) and known.get(name, 0) <= ENTRY_LIMIT
    }
    texts = contents(git, entries.values()) if len(entries) <= _MOST_READ else {}
    for path, name in entries.items():
        if reason := _fault_of_entry(path, texts[name]) if name in texts else "":
            yield _with_author(git, base, theirs, Quarantined(path, reason))


def _is_entry(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.kind == ENTRIES


def _fault_of_entry(path: str, data: bytes) -> str:
    """Return why an entry cannot be read, "" if it can."""
    try:
        entry = codec.read_entry(data.decode("utf-8"), path)
    except UnicodeDecodeError:
        return "is not UTF-8"
    except UnreadableFile as error:
        return error.reason
    except (InvalidEntry, ValueError) as error:
        return str(error).removeprefix(f"{path}: ")
    return "" if entry.id in path else f"has the id {entry.id} inside"


def refuse_other_journal(git: Git, ours: str, theirs: str) -> None:
    """Raise `OtherJournal` if the journal there is of another kind, or none that can be read."""
    own, other = header(git, ours), header(git, theirs)
    if other is None:
        if own is not None and sizes(git, [f"{theirs}:{JOURNAL_FILE}"]):
            raise OtherJournal(f"the {JOURNAL_FILE} that arrived cannot be read", "Ask who changed it last.")
        return
    if own is not None and own.get("kind") != other.get("kind"):
        message = f"the journal there is {other.get('kind')}, the one here is {own.get('kind')}"
        raise OtherJournal(message, "A journal's kind never changes; check the address.")


def header(git: Git, commit: str) -> tomltext.Table | None:
    """Return what a commit's `journal.toml` says, None if there is none that can be read."""
    name = f"{commit}:{JOURNAL_FILE}"
    size = sizes(git, [name]).get(name)
    if size is None or size > ENTRY_LIMIT:
        return None
    try:
        text = contents(git, [name])[name].decode("utf-8")
        return tomltext.parse(text)
    except ValueError:
        return None


def _by_name(arriving: Mapping[str, Change]) -> Iterator[Quarantined]:
    for path, change in arriving.items():
        if change.after is None:
            continue
        fault = _mode_fault(change.after.mode) or fault_of(path)
        if fault:
            yield Quarantined(path, fault)


def _mode_fault(mode: str) -> str:
    if mode == REGULAR:
        return ""
    known = {"120000": "is a link", "160000": "is another repository", "100755": "is a program"}
    return known.get(mode, f"has the mode {mode}")


def _twins(git: Git, theirs: str, arriving: Mapping[str, Change]) -> Iterator[Quarantined]:
    """Yield paths that some computers cannot tell apart; in our own trees no two can look alike."""
    added = [path for path, change in arriving.items() if change.after and not path.startswith(_prefixes())]
    if not added:
        return
    tops = [name for name in git.run("ls-tree", "-z", "--name-only", theirs).fields if name not in TREES]
    said = git.run("ls-tree", "-r", "-z", "--name-only", theirs, "--", *tops, more=_LITERALLY).fields
    groups: dict[str, list[str]] = {}
    for path in dict.fromkeys(above for one in said for above in _with_folders(one)):
        groups.setdefault(twin_key(path), []).append(path)
    for twins in groups.values():
        if len(twins) > 1:
            yield Quarantined(twins[1], f"is the same as {twins[0]} to some computers")


_LITERALLY = {"GIT_LITERAL_PATHSPECS": "1"}


def _with_folders(path: str) -> Iterator[str]:
    parts = path.split("/")
    yield from ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


def _prefixes() -> tuple[str, ...]:
    return tuple(f"{tree}/" for tree in TREES)


def _attributes(git: Git, arriving: Mapping[str, Change]) -> Iterator[Quarantined]:
    """Yield rules for git that name a filter or change what is written."""
    rules = {
        path: change.after.name
        for path, change in arriving.items()
        if change.after and change.after.mode == REGULAR and path.rsplit("/", 1)[-1] == ".gitattributes"
    }
    known = sizes(git, rules.values())
    small = {path: name for path, name in rules.items() if known.get(name, 0) <= _LARGEST_RULES}
    yield from (Quarantined(path, "is too large") for path in rules.keys() - small.keys())
    texts = contents(git, small.values())
    for path, name in small.items():
        if word := _strange_rule(texts[name].decode("utf-8", "replace").splitlines()):
            yield Quarantined(path, f"has the rule {word[:40]}, which is not used in a journal")


def _strange_rule(lines: Iterable[str]) -> str:
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            words = line.split()[1:] if not line.lstrip().startswith('"') else line.rpartition('"')[2].split()
            for word in words:
                if not _HARMLESS_ATTRIBUTE.fullmatch(word):
                    return word
    return ""


def _limit(path: str) -> int:
    place = place_of(path)
    if place is None or place.kind == "other":
        return 0
    return LARGEST_LOG if place.kind == "events" else ENTRY_LIMIT


def _with_author(git: Git, base: str, theirs: str, found: Quarantined) -> Quarantined:
    """Return what was found with the commit that brought it, and its author."""
    span = f"{base}..{theirs}" if base else theirs
    said = git.run(
        *("log", "-1", "--format=%h%x00%an <%ae>", "--end-of-options", span, "--", found.path),
        more=_LITERALLY,
        ok=(0, 128),
    ).text
    commit, _, author = (said or _searched(git, span, found.path)).partition("\0")
    return found._replace(commit=commit, author=author)


def _searched(git: Git, span: str, path: str) -> str:
    """Return commit and author of a path that git takes for no path, such as one with `..`."""
    options = ("log", "--max-count=1000", "-m", "-z", "--name-only", "--no-renames")
    said = git.run(*options, "--format=%x01%h%x00%an <%ae>", "--end-of-options", span, ok=(0, 128))
    for block in said.out.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        commit, author, *paths = block.split("\0")
        if path in [one.removeprefix("\n") for one in paths]:
            return f"{commit}\0{author.strip()}"
    return ""
