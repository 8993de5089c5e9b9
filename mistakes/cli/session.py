"""What one run of the command line shares: the options given, the journals meant, the output."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mistakes.cli.output import Output
    from mistakes.items import Item
    from mistakes.journal import Journal
    from mistakes.journals import Journals
    from mistakes.plugins import Plugins
    from mistakes.settings import Settings


class Session:
    """One run: `place`, `team`, `json` and `no_input` are the options that every command has.

    `status` is what the program exits with if nothing fails; `failed` tells that something did, and `told` what
    was said of it. `missed` are
    the paths of what had to be left out, beside what the journals read by `reading` know themselves.
    """

    def __init__(self) -> None:
        self.place = ""
        self.team = False
        self.json = False
        self.no_input = False
        self.status = 0
        self.failed = False
        self.told = ""
        self.missed: set[str] = set()
        self._read: list[Journal] = []
        self._settings: Settings | None = None
        self._output: Output | None = None

    @property
    def settings(self) -> Settings:
        """The user's settings, read when first needed."""
        if self._settings is None:
            from mistakes.settings import Settings

            self._settings = Settings.load()
        return self._settings

    @property
    def plugins(self) -> Plugins:
        """The installed plugins, found when first needed."""
        from mistakes.plugins import installed

        return installed()

    @property
    def out(self) -> Output:
        """Where results go."""
        if self._output is None:
            from mistakes.cli.output import Output

            self._output = Output(sys.stdout, os.environ)
        return self._output

    @property
    def asks(self) -> bool:
        """Tell whether a question may be asked: both ends are terminals and nobody forbade it."""
        if self.no_input or self.json:
            return False
        return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()

    def require_settings(self) -> None:
        """Raise what keeps the settings from being read: without them there are no plugins, nor what they bring."""
        self.settings.all()

    def reading(self) -> Journals:
        """Return the journals that this run reads."""
        from mistakes.journals import for_reading

        journals = for_reading(self.settings, self.place, team=self.team)
        for journal in journals:
            journal.own, journal.beside = self.personal, lambda: journals
        self._read += journals
        return journals

    def known(self) -> Journals:
        """Return the journals that this run reads, and the teams' that one has joined or trusts."""
        from mistakes.journals import Journals

        reading = self.reading()
        known = Journals([*reading, *self.elsewhere(reading)])
        for journal in known:
            journal.beside = lambda: known
        return known

    def elsewhere(self, reading: Journals) -> Journals:
        """Return the teams' journals that one has joined or trusts, beside those that this run reads.

        There are none if a journal was named.
        """
        from mistakes.journals import Journals, joined_or_trusted

        if self.place or self.team:
            return Journals(())
        there = {os.path.realpath(journal.root) for journal in reading}
        teams = joined_or_trusted(self.settings)
        others = Journals([team for team in teams if os.path.realpath(team.root) not in there])
        for journal in others:
            journal.own, journal.beside = self.personal, lambda: (*reading, *others)
        return others

    def named(self, typed: str, kinds: Collection[str], *, is_team_meant: bool = False) -> Item:
        """Return the entry, lesson or action that was typed, by its end or its number in the last brief.

        It is looked for in the journals that this run reads, then in the teams' that one has joined or trusts;
        with `is_team_meant` in all of them at once. Raises `NotFound`, `Ambiguous`, `UsageError`.
        """
        from mistakes.cli.named import named_item

        return named_item(self, typed, kinds, is_team_meant=is_team_meant)

    def shown_last(self) -> Item:
        """Return the only lesson that the last brief showed; raises `UsageError` if there is not one."""
        from mistakes.cli.named import numbered_item

        return numbered_item(self, None, ("lesson",))

    def writing(self) -> Journal:
        """Return the journal that this run writes to, begun if it is the personal one and not there."""
        from mistakes.journals import for_writing

        journal, begun = for_writing(self.settings, self.place, team=self.team)
        journal.own, journal.beside = self.personal, self._beside
        if begun:
            from mistakes.cli.capture_words import words

            self.note(words(self.settings)["journal begins"].format(path=journal.root))
            self._say_who_writes(journal)
        return journal

    def one_reading(self) -> Journal:
        """Return the one journal that an export or a report is about: the named one, or the personal one."""
        journals = self.reading()
        if not journals:
            from mistakes.errors import NotFound

            raise NotFound("there is no journal yet", 'Begin with: mistakes add "what happened"')
        return journals[0]

    def exported(self, others: Sequence[str] = ()) -> Journals:
        """Return the journal that an export is about, with the others that were named as well."""
        from mistakes.journals import Journals, named

        journals = [self.one_reading(), *(named(place, self.settings) for place in others)]
        self._read += journals
        return Journals(journals)

    def personal(self) -> Journal:
        """Return the personal journal, begun if it is not there; private events lie in no other."""
        from mistakes.journals import for_writing

        return for_writing(self.settings)[0]

    def found(self, typed: str | None) -> tuple[Journal, str]:
        """Return the journal and full id of the entry that was typed, or of the newest one."""
        journals = self.reading()
        if typed is not None:
            return journals.find(typed)
        for journal, entry, _ in journals.newest(1):
            return journal, entry.id
        from mistakes.errors import NotFound

        raise NotFound("there are no entries yet", 'Begin with: mistakes add "what happened"')

    def _beside(self) -> Journals:
        from mistakes.journals import for_reading

        return for_reading(self.settings, self.place, team=self.team)

    def note(self, text: str) -> None:
        """Say something beside the result, on stderr, in one safe line."""
        from mistakes.cli.output import say

        say(text)

    def require_output(self) -> None:
        """Raise `MistakesError` if there is no stdout to write a result to."""
        if sys.stdout is None:
            from mistakes.errors import MistakesError

            raise MistakesError(
                "standard output is closed", "Nothing was done; send it somewhere, such as > /dev/null"
            )

    def close(self) -> None:
        """Say how many files could not be read, and what plugins had trouble with, after everything else.

        After an error with `--json` nothing is said either, so that stderr stays one JSON value.
        """
        if self.json and self.failed:
            return
        self._say_unreadable()
        module = sys.modules.get("mistakes.plugins")
        for warning in dict.fromkeys(module.warnings() if module else ()):
            if self.told and self.told in warning:
                continue
            from mistakes.cli.catalogue import warned

            self.note(warned(warning, self._settings))

    def _say_unreadable(self) -> None:
        """Say that something was left out, unless the error has named it: nothing ever is silently."""
        if not (self.missed or self._read):
            return
        from mistakes.errors import MistakesError

        with suppress(MistakesError, OSError):
            left_out = self.missed.union(*(journal.left_out for journal in self._read))
            if count := sum(path not in self.told for path in left_out):
                from mistakes.cli.capture_words import words

                told = words(self.settings)["one unread" if count == 1 else "unread"]
                self.note(told.format(count=count))

    def _say_who_writes(self, journal: Journal) -> None:
        from mistakes.cli.capture_words import words
        from mistakes.identity import author

        who, example = author(self.settings, journal.name).text, '"Name <you@example.com>"'
        self.note(words(self.settings)["writes as"].format(who=who, example=example))
