"""Import of notes in Markdown: an Obsidian vault, or what Joplin exports (Markdown, RAW, JEX)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from mistakes.errors import NotFound, UnreadableFile
from mistakes.exchange import Record, Refusal
from mistakes.model import Source
from mistakes.records import NamedTuple
from mistakes_formats import front_matter, joplin, joplin_in, note_page, postmortem, record
from mistakes_formats.folders import Found, files_in, is_folder, storable
from mistakes_formats.record import conflict_line, digest, handed_over, read_file

LIMIT = 1024 * 1024
INDEX = "Index.md"
_OUR_INDEX = "# Mistakes\n\n## By tag\n"
_VAULT = ".obsidian"
_NOTES = (".md", ".markdown")
# folders of which nothing is a note
_ASIDE = frozenset(
    (
        "templates",
        "_templates",
        "template",
        "attachments",
        "_attachments",
        "_resources",
        "resources",
        "assets",
    )
)
_ATTACHED = frozenset(
    (
        *(
            ".png",
            ".jpg",
            ".jpeg",
            ".gif",
            ".svg",
            ".webp",
            ".bmp",
            ".avif",
            ".heic",
            ".tif",
            ".tiff",
            ".ico",
        ),
        *(".mp3", ".m4a", ".wav", ".ogg", ".flac", ".webm", ".3gp", ".mp4", ".mov", ".mkv", ".ogv", ".pdf"),
        *(".css", ".js", ".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"),
    )
)


class _Vault(NamedTuple):
    """The notes of one import: `name` is that of the vault, `refs` tells the ref of each by how links name it."""

    name: str
    refs: Mapping[str, str]


def read(path: Path, *, tagged: str = "") -> Iterator[Record]:
    """Yield the notes of a folder, each as an entry; raises `NotFound`.

    With `tagged` only notes that have that tag come. Places are paths inside the folder.
    Raises `MissingPlugin` at the first front matter if PyYAML is not installed.
    """
    yield from record.tagged(_all(path), tagged)


def _all(path: Path) -> Iterator[Record]:
    if path.suffix.lower() == ".jex":
        yield from joplin_in.archive(path)
    elif is_folder(path) and any(joplin.FILE.fullmatch(file.name) for file in files_in(path)):
        yield from joplin_in.folder(path)
    else:
        yield from _vault(path)


def _vault(path: Path) -> Iterator[Record]:
    root = _root(path)
    notes = [file for file in files_in(path) if _is_note(file)]
    vault = _Vault(root.name, _refs(notes, root))
    for file in files_in(path):
        if _is_note(file):
            yield from filter(None, [_note(file, vault, _ref(file.path, root))])
        elif not _is_aside(file):
            yield Refusal(file.name, _no_note(file))


def _root(path: Path) -> Path:
    """Return the folder of the vault that a path lies in, or else the folder that is imported."""
    whole = path.absolute()
    start = whole if is_folder(whole) else whole.parent
    return next((folder for folder in (start, *start.parents) if (folder / _VAULT).is_dir()), start)


def _is_note(file: Found) -> bool:
    return file.path.suffix.lower() in _NOTES and not _in_folder_aside(file)


def _is_aside(file: Found) -> bool:
    return _in_folder_aside(file) or file.path.suffix.lower() in _ATTACHED


def _in_folder_aside(file: Found) -> bool:
    return any(part.casefold() in _ASIDE for part in PurePosixPath(file.name).parts[:-1])


def _no_note(file: Found) -> str:
    if file.path.is_symlink():
        return "is a link, which is not followed"
    return "cannot be looked into" if is_folder(file.path) else "is no note in Markdown"


def _refs(notes: list[Found], root: Path) -> dict[str, str]:
    """Return the refs of notes by their paths and by their names, as links write them, without case."""
    refs: dict[str, str] = {}
    for file in notes:
        ref = _ref(file.path, root)
        inside = ref.partition("/")[2]
        refs.setdefault(PurePosixPath(inside).name.casefold(), ref)
        refs[inside.casefold()] = ref
    return refs


def _ref(path: Path, root: Path) -> str:
    """Return what a note is known by: the vault's name and its path in it, without the ending."""
    inside = path.absolute().relative_to(root).with_suffix("")
    return storable((Path(root.name) / inside).as_posix())


def _note(file: Found, vault: _Vault, ref: str) -> Record | None:
    """Return a note as an entry, or why it is none; None for the index of a vault that we wrote."""
    try:
        text, data = read_file(file.path, LIMIT)
    except UnreadableFile as error:
        return Refusal(file.name, error.reason)
    except NotFound:
        return Refusal(file.name, "is not there any more")
    if file.path.name == INDEX and text.startswith(_OUR_INDEX):
        return None
    if line := conflict_line(text):
        return Refusal(file.name, f"line {line} is a git conflict marker; finish the merge first")
    try:
        front = front_matter.split(text)
        found = note_page.fields(front, PurePosixPath(ref).name)
    except (front_matter.NotRead, postmortem.Unfit) as error:
        return Refusal(file.name, str(error))
    points = note_page.pointers(front.body)
    known = (vault.refs.get(_as_named(target), "") for target in points.notes)
    mentions = list(dict.fromkeys(other for other in known if other and other != ref))
    found = note_page.with_evidence(found, points.files)
    source = Source("obsidian", postmortem.own_id(front) or ref, digest(data))
    return handed_over(file.name, found | _mentioned(mentions) | {"source": source})


def _as_named(target: str) -> str:
    """Return a link's target as `_refs` names notes: without steps up, ending and case."""
    plain = storable(target).casefold()
    parts = [part for part in PurePosixPath(plain).parts if part not in ("..", ".", "/")]
    return "/".join(parts).removesuffix(".md")


def _mentioned(refs: list[str]) -> dict[str, Any]:
    return {"extra": {"x": {"obsidian": {"mentions": refs}}}} if refs else {}
