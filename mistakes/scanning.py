"""Looking through a text before others read it: what would be published, and what plugins find in it.

A scanner finds secrets, names of people, blaming words, platitudes; it is a plugin's, and is imported
when something is scanned. One that fails hides nothing that the others find, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.errors import SecretFound
from mistakes.model import PRIVATE_FIELDS, REQUIRED
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event
    from mistakes.exchange import Progress, Selection
    from mistakes.journal import Journal
    from mistakes.model import Mistake

KINDS = ("secret", "name", "blame", "platitude")
MAY_STOP = ("secret", "name")  # what is said unkindly is a suggestion, never a block
BATCH, WRITERS = 64 * 1024, 64  # characters scanned at once; writers whose texts wait for that
SHORTEST_SECRET = 4  # a shorter text stands in every sentence
LONGEST_NAME = 16  # a longer key of an unknown table might be a secret, and stands in no place
_STAMPS = frozenset((*REQUIRED, *PRIVATE_FIELDS)) - {"title"}
_OF_ROWS = {"conditions": ("key", "kind"), "lessons": ("key", "added"), "actions": ("key",)}
_WRITERS = {"deleted": ("by", "at"), "conflict": ("author", "at", "against")}


class Passage(NamedTuple):
    """A text that would be published, and its place, such as `story` or `lessons.p7w4sn.text`."""

    where: str
    text: str


class Finding(NamedTuple):
    """Something in a passage, from character `start` up to `end`, that nobody may have meant to publish.

    `kind` is one of `KINDS`. `shown` tells what it is and holds nothing secret; `advice` says what to do,
    or a better phrasing. `stops` asks for a look before it is published; all else are suggestions.
    """

    kind: str
    where: str
    start: int
    end: int
    shown: str
    advice: str
    stops: bool = False


class ScanOccasion(NamedTuple):
    """What a scanner should know: where the text goes, who wrote it, the reader's language, who may read it.

    The journals tell the names that are known; `public` tells that strangers will read it too, `quick` that
    many texts are looked through only to count: no other program is worth starting then.
    """

    journals: tuple[Journal, ...]
    author: str = ""
    language: str = "en"
    public: bool = False
    quick: bool = False


class Scan(NamedTuple):
    """What was found, in the order of the text; which scanners looked, and which of them failed."""

    findings: tuple[Finding, ...] = ()
    scanners: tuple[str, ...] = ()
    unscanned: tuple[str, ...] = ()

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """What somebody has to look at before it is published."""
        return tuple(finding for finding in self.findings if finding.stops)

    @property
    def suggestions(self) -> tuple[Finding, ...]:
        """What is worth a thought, and stops nothing."""
        return tuple(finding for finding in self.findings if not finding.stops)


def scan(
    journal: Journal,
    entry: Mistake,
    *,
    before: Mistake | None = None,
    language: str = "en",
    public: bool = False,
    quick: bool = False,
) -> Scan:
    """Return what the scanners find in an entry that is to lie in a journal; with `before`, only in what is new.

    `language` is that of the advice, `en` or `zh`; `public` looks as for strangers.
    """
    known = set(passages(before)) if before else set()
    texts = [passage for passage in passages(entry) if passage not in known]
    how = {"public": public, "quick": quick}
    return scan_passages([journal], texts, author=entry.author, language=language, **how)


def scan_passages(
    journals: Sequence[Journal],
    texts: Iterable[Passage],
    *,
    author: str = "",
    language: str = "en",
    public: bool = False,
    quick: bool = False,
) -> Scan:
    """Return what the scanners find in some passages; the journals, at least one, tell the known names."""
    occasion = ScanOccasion(tuple(journals), author, language, public, quick)
    given = tuple(texts)
    if not given:
        return Scan()
    found: list[Finding] = []
    done: list[str] = []
    failed: list[str] = []
    plugins = journals[0].plugins
    for scanner in plugins.scanners():
        results = plugins.attempt(scanner.target, given, occasion)
        is_sound = isinstance(results, list | tuple) and _all_sound(results, dict(given))
        (done if is_sound else failed).append(scanner.name)
        found += results if is_sound else ()
    places = {where: number for number, (where, _) in enumerate(given)}
    found.sort(key=lambda finding: (places[finding.where], finding.start, KINDS.index(finding.kind)))
    return Scan(tuple(dict.fromkeys(_masked(found, dict(given)))), tuple(done), tuple(failed))


def scan_selection(
    journals: Sequence[Journal],
    selection: Selection,
    *,
    language: str = "en",
    progress: Progress | None = None,
) -> Iterator[Scan]:
    """Yield what strangers should not read in an export, a scan for each batch of texts of one writer.

    Places begin with the handle of the entry or event. Memory does not grow with the export; `progress`
    is told how many entries were read.
    """
    for author, texts in by_writer(_of_selection(selection, progress)):
        found = scan_passages(journals, texts, author=author, language=language, public=True)
        yield found._replace(findings=tuple(with_handles(journals, found.findings)))


def by_writer(texts: Iterable[tuple[str, list[Passage]]]) -> Iterator[tuple[str, list[Passage]]]:
    """Yield the passages of one writer together, as many as are worth one scan: what each text costs is little."""
    waiting: dict[str, list[Passage]] = {}
    sizes: dict[str, int] = {}
    for author, own in texts:
        waiting.setdefault(author, []).extend(own)
        sizes[author] = sizes.get(author, 0) + sum(len(text) for _, text in own)
        if sizes[author] > BATCH or len(waiting) > WRITERS:
            sizes.pop(author)
            yield author, waiting.pop(author)
    yield from waiting.items()


def _of_selection(selection: Selection, progress: Progress | None) -> Iterator[tuple[str, list[Passage]]]:
    from mistakes.exchange import count

    for entry in count(selection.entries(), progress):
        yield entry.author, named(entry.id, passages(entry))
    for event in selection.events():
        yield event.by, named(event.id, event_passages(event))


def named(an_id: str, texts: Iterable[Passage]) -> list[Passage]:
    """Return passages with the id of their entry or event in front of their places."""
    return [Passage(f"{an_id}: {where}", text) for where, text in texts]


def with_handles(journals: Sequence[Journal], findings: Iterable[Finding]) -> list[Finding]:
    """Return what was found in passages that `named` made, with a handle for the id, as in `4sn02q: story`."""
    from mistakes.handles import handles_among

    found = [(finding, *finding.where.partition(": ")) for finding in findings]
    short = handles_among(journals, {an_id for _, an_id, *_ in found}, walk=False) if found else {}
    return [finding._replace(where=short[an_id] + colon + place) for finding, an_id, colon, place in found]


def refuse_secrets(scan: Scan, hint: str = "") -> None:
    """Raise `SecretFound` with the places, if something was found that stops."""
    if scan.stopping:
        raise SecretFound([(finding.where, finding.shown) for finding in scan.stopping], hint)


def passages(entry: Mistake) -> Iterator[Passage]:
    """Yield every text of an entry that would be published, with its place.

    Who wrote it, when, and what is private are left out; what this version does not know is not.
    """
    from mistakes.codec import to_table

    table = {name: value for name, value in to_table(entry).items() if name not in _STAMPS}
    return distinct(
        passage
        for name, value in table.items()
        for passage in _texts(name, value, _WRITERS.get(name, ()), _OF_ROWS.get(name, ()))
    )


def event_passages(event: Event) -> Iterator[Passage]:
    """Yield every text of an event that would be published, such as a comment's."""
    import attrs

    from mistakes.events import Event

    stamp = {field.name for field in attrs.fields(Event)}
    for field in attrs.fields(type(event)):
        if field.name not in stamp:
            yield from _texts(field.name, getattr(event, field.name))
    yield from _texts("extra", event.extra)


def distinct(found: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the passages, each with a place of its own, whatever keys somebody thought of."""
    counts: dict[str, int] = {}
    for where, text in found:
        counts[where] = counts.get(where, 0) + 1
        yield Passage(where if counts[where] == 1 else f"{where} ({counts[where]})", text)


def _texts(where: str, value: Any, *left_out: tuple[str, ...]) -> Iterator[Passage]:
    """Yield the texts in a value of TOML; the names in `left_out` are no text of its tables."""
    if isinstance(value, str):
        if value.strip():
            yield Passage(where, value)
    elif isinstance(value, Mapping):
        for number, (key, item) in enumerate(value.items()):
            if not any(key in names for names in left_out):
                yield from _of_key(where, key, number, item)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _texts(_row(where, number, item, left_out), item, *left_out)


def _row(where: str, number: int, item: Any, left_out: Sequence[tuple[str, ...]]) -> str:
    """Return the place of a row: by its key where it has one, else by its number."""
    keyed = any("key" in names for names in left_out) and isinstance(item, Mapping) and item.get("key")
    return f"{where}.{keyed}" if keyed else f"{where}[{number}]"


def _of_key(where: str, key: str, number: int, item: Any) -> Iterator[Passage]:
    """Yield what stands under a key; one that is long enough to hide something is a text itself."""
    if len(key) <= LONGEST_NAME:
        yield from _texts(f"{where}.{key}", item)
        return
    yield Passage(f"{where}[{number}]", key)
    yield from _texts(f"{where}[{number}].value", item)


def _all_sound(results: Iterable[Any], texts: Mapping[str, str]) -> bool:
    return all(
        isinstance(one, Finding)
        and one.kind in KINDS
        and 0 <= one.start <= one.end <= len(texts.get(one.where, ""))
        and (not one.stops or one.kind in MAY_STOP)
        and isinstance(one.shown + one.advice, str)
        for one in results
    )


def _masked(findings: Sequence[Finding], texts: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the findings without any secret that was found, should a scanner have shown it."""
    secrets = {texts[one.where][one.start : one.end] for one in findings if one.kind == "secret"}
    ordered = sorted((secret for secret in secrets if len(secret) >= SHORTEST_SECRET), key=len, reverse=True)
    for finding in findings:
        shown, advice = finding.shown, finding.advice
        for secret in ordered:
            shown, advice = shown.replace(secret, "…"), advice.replace(secret, "…")
        yield finding._replace(shown=shown, advice=advice)
