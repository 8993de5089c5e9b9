"""The look at a text before others read it: a secret asks or is refused, everything else is a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mistakes.errors import SecretFound

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.events import Event
    from mistakes.import_look import ImportLook
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.scanning import Finding, Scan

_SHOWN = 5
_SHOWN_OF_MANY = 20
_WORDS = {
    "en": {
        "suggestion": "suggestion: {where}: “{shown}”",
        "secret": "this looks like a secret: {where}: {shown}",
        "more": "and {count} more suggestions",
        "more_one": "and 1 more suggestion",
        "more_some": "and more like them",
        "all_the_same": "Go on all the same? [y/N] ",
        "unscanned": "nobody has looked for: {names}",
        "held": "held back: {count}. Take the secrets out; if they are none, do it again with --scanned",
    },
    "zh": {
        "suggestion": "建议：{where}：“{shown}”",
        "secret": "这像是秘密：{where}：{shown}",
        "more": "还有 {count} 条建议",
        "more_one": "还有 1 条建议",
        "more_some": "还有更多类似的建议",
        "all_the_same": "仍然继续？[y/N] ",
        "unscanned": "没有检查：{names}",
        "held": "暂不收下：{count} 条。请删去秘密；如果不是秘密，加上 --scanned 再来一次",
    },
}
_HINT = "Nothing was written. Take it out; if it is no secret, do the same again with --scanned"


def look_through(
    session: Session,
    journal: Journal,
    entry: Mistake,
    before: Mistake | None = None,
    *,
    scanned: bool = False,
    keep: bool = False,
) -> None:
    """Look through an entry that a team will read, before it is written; nothing is done for a personal one.

    With `before` only what is new is looked at. A secret asks on a terminal; elsewhere, or if the answer is
    no, `SecretFound` is raised, unless `scanned` says that it was seen. `keep` keeps the refused entry as a
    draft, as it stands nowhere else. Everything else is told, and stops nothing.
    """
    if journal.private:
        return
    from mistakes.locales import language
    from mistakes.scanning import scan

    spoken = language(session.settings)
    found = scan(journal, entry, before=before, language=spoken)
    try:
        settle(session, found, scanned=scanned)
    except SecretFound as error:
        if not keep:
            raise
        raise SecretFound(error.places, f"{error.hint}; your text is kept in {_kept(entry)}") from None


def look_through_event(session: Session, journal: Journal, event: Event, *, scanned: bool = False) -> None:
    """Do the same for an event that a team will read, such as a comment, before it is recorded."""
    if journal.private:
        return
    from mistakes.locales import language
    from mistakes.scanning import event_passages, scan_passages

    spoken, author = language(session.settings), journal.author()
    found = scan_passages([journal], event_passages(event), author=author, language=spoken)
    settle(session, found, scanned=scanned)


def settle(session: Session, found: Scan, *, scanned: bool = False, shown: int = _SHOWN) -> None:
    """Tell what a scan found; raise `SecretFound` for a secret unless it was seen, or a person says so."""
    from mistakes.locales import language
    from mistakes.scanning import refuse_secrets

    words = _WORDS[language(session.settings)]
    if not session.json:
        _suggest(session, found.suggestions, words, shown)
    if found.unscanned and not session.json:
        session.note(words["unscanned"].format(names=", ".join(found.unscanned)))
    if found.stopping and not scanned and not _agreed(session, found.stopping, words):
        refuse_secrets(found, _HINT)


def settle_many(session: Session, scans: Sequence[Scan], *, scanned: bool = False) -> None:
    """Do the same for what many texts hold together."""
    from mistakes.scanning import Scan

    findings = tuple(finding for scan in scans for finding in scan.findings)
    failed = dict.fromkeys(name for scan in scans for name in scan.unscanned)
    settle(session, Scan(findings, (), tuple(failed)), scanned=scanned, shown=_SHOWN_OF_MANY)


def import_look(session: Session, journal: Journal, *, scanned: bool = False) -> ImportLook | None:
    """Return the look at what is about to be imported into a team's journal, None for a personal one."""
    from mistakes.import_look import ImportLook
    from mistakes.locales import language

    if journal.private:
        return None
    spoken = language(session.settings)
    return ImportLook(journal, scanned=scanned, language=spoken, secret=_WORDS[spoken]["secret"])


def tell_look(session: Session, look: ImportLook) -> None:
    """Say the suggestions for what was imported, and what to do about the records that were refused."""
    from mistakes.locales import language

    if session.json:
        return
    words = _WORDS[language(session.settings)]
    _suggest(session, look.suggested, words, _SHOWN_OF_MANY)
    if look.has_more:
        session.note(words["more_some"])
    if look.unscanned:
        session.note(words["unscanned"].format(names=", ".join(look.unscanned)))
    if look.held:
        session.note(words["held"].format(count=look.held))


def _suggest(session: Session, findings: Sequence[Finding], words: dict[str, str], shown: int) -> None:
    """Say each suggestion in a line; an advice that was given is not given twice."""
    given: set[str] = set()
    for finding in findings[:shown]:
        line = words["suggestion"].format(where=finding.where, shown=finding.shown)
        session.note(line if finding.advice in given else f"{line}. {finding.advice}")
        given.add(finding.advice)
    if (more := len(findings) - shown) > 0:
        session.note(words["more" if more > 1 else "more_one"].format(count=more))


def _agreed(session: Session, findings: Sequence[Finding], words: dict[str, str]) -> bool:
    """Show a person each secret, and ask whether to go on; nobody is asked without a terminal."""
    if not session.asks:
        return False
    from mistakes.cli.prompting import ask

    for finding in findings[:_SHOWN_OF_MANY]:
        session.note(f"{words['secret'].format(where=finding.where, shown=finding.shown)}. {finding.advice}")
    return ask(words["all_the_same"]).lower() in ("y", "yes", "是")


def _kept(entry: Mistake) -> str:
    """Keep a refused entry as a private draft, and return where."""
    from mistakes import codec, files, places

    return str(files.keep_draft(places.state_folder() / "drafts", "new", codec.write_entry(entry)))
