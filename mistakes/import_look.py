"""The look at what is about to be imported into a team's journal: a record with a secret is held back.

It is here, and not in a command, so that whoever imports into what others read is looked at alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.importing import Arriving
    from mistakes.journal import Journal
    from mistakes.scanning import Finding, Passage

MOST_SUGGESTED = 20
_SECRET = "this looks like a secret: {where}: {shown}"  # noqa: S105  words for people


class ImportLook:
    """The look at the records of one import; it is that run's alone.

    A record with a secret is refused, unless `scanned` says that it was seen. Of the suggestions the first
    twenty are kept, so that memory does not grow with the import; `held` counts the records refused, `unscanned`
    names the scanners that failed. `language` is that of the advice, `secret` the words of a refusal.
    """

    def __init__(
        self, journal: Journal, *, scanned: bool = False, language: str = "en", secret: str = _SECRET
    ) -> None:
        self.held = 0
        self.suggested: list[Finding] = []
        self.has_more = False
        self.unscanned: dict[str, None] = {}
        self._journal = journal
        self._scanned = scanned
        self._language = language
        self._secret = secret

    def __call__(self, arriving: Sequence[Arriving]) -> list[str]:
        """Return for each record why it is refused, "" if it is not."""
        from mistakes.scanning import by_writer, scan_passages

        reasons = [""] * len(arriving)
        for author, texts in by_writer(_of_arriving(arriving, self._journal.author())):
            found = scan_passages([self._journal], texts, author=author, language=self._language)
            self.unscanned |= dict.fromkeys(found.unscanned)
            for finding in found.findings:
                self._take(finding, arriving, reasons)
        self.held += sum(map(bool, reasons))
        return reasons

    def _take(self, finding: Finding, arriving: Sequence[Arriving], reasons: list[str]) -> None:
        """Sort a finding, whose place begins with the number of its record."""
        number, _, where = finding.where.partition(": ")
        if not finding.stops:
            place = f"{arriving[int(number)].where}: {where}"
            self.has_more = len(self.suggested) >= MOST_SUGGESTED
            self.suggested += [finding._replace(where=place)] if not self.has_more else []
        elif not self._scanned and not reasons[int(number)]:
            reasons[int(number)] = self._secret.format(where=where, shown=finding.shown)


def _of_arriving(arriving: Sequence[Arriving], own: str) -> Iterator[tuple[str, list[Passage]]]:
    """Yield the writer of each record with its passages, named by the record's number."""
    from mistakes.scanning import Passage, distinct, event_passages, passages

    for number, one in enumerate(arriving):
        texts = [*(passages(one.entry) if one.entry else ())]
        for event in one.events:
            texts += (Passage(f"{event.do}.{where}", text) for where, text in event_passages(event))
        author = one.entry.author if one.entry else own
        yield author, [Passage(f"{number}: {where}", text) for where, text in distinct(texts)]
