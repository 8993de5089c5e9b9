"""A conversation on a terminal: one question at a time, each answer saved at once, with a way back.

It may be stopped at any moment; what was answered before is on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from mistakes import drafts
from mistakes.cli.catalogue import of_error
from mistakes.cli.prompting import Key, Unfinished, ask, read_answer
from mistakes.errors import MistakesError, UsageError
from mistakes.events import Event, Retracted
from mistakes.practice import Question
from mistakes.records import NamedTuple
from mistakes_prompts.answering import Kept, keep, revise, skip
from mistakes_prompts.own import own_journal
from mistakes_prompts.placing import accepts
from mistakes_prompts.showing import lines_of_tips, saved_text, show_question, show_tips, show_why
from mistakes_prompts.tongue import words
from mistakes_prompts.unfinished import command_for, draft_of

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal

_NEXT_QUESTION = 8  # lines that a question takes with what stands around it, on a narrow screen


class Turn(NamedTuple):
    """A question that was asked: what was answered and where it is kept, or that it was skipped."""

    question: Question
    text: str = ""
    kept: Kept | None = None
    skipped: Event | None = None


class Conversation:
    """Asks questions until they are all answered, or somebody has had enough."""

    def __init__(
        self,
        journal: Journal,
        out: Output,
        language: str,
        questions: Sequence[Question],
        *,
        why: bool = False,
    ) -> None:
        self.turns = [Turn(question) for question in questions]
        self.interrupted = False
        self._journal = journal
        self._out = out
        self._language = language
        self._spoken = "zh" if language.startswith("zh") else "en"
        self._words = words(language)
        self._why = why

    @property
    def answered(self) -> list[Turn]:
        """The questions that have an answer."""
        return [turn for turn in self.turns if turn.kept]

    def run(self) -> None:
        """Ask until the last question, or until the person stops."""
        place = 0
        while 0 <= place < len(self.turns):
            step = self._ask(place)
            if step is None:
                return
            place = max(place + step, 0)

    def _ask(self, place: int) -> int | None:
        """Ask one question; return how far to go from here, None to stop."""
        turn = self.turns[place]
        begun = "" if turn.text else drafts.find(draft_of(turn.question))
        self._show(place, turn, begun)
        while (reply := self._read(turn.question, begun)) is Key.WHY:
            show_why(self._out, turn.question, self._words)
        if isinstance(reply, Unfinished):
            self._interrupt(turn.question, reply.text)
        if isinstance(reply, Unfinished) or reply is Key.STOP:
            return None
        if reply is Key.BACK:
            return self._back(place)
        if reply is Key.SKIP:
            return self._pass_over(place, turn)
        return self._answer(place, turn, str(reply))

    def _show(self, place: int, turn: Turn, begun: str) -> None:
        show_question(self._out, turn.question, (place + 1, len(self.turns)), self._words, self._journal)
        if self._why:
            show_why(self._out, turn.question, self._words)
        if there := turn.text or begun:
            self._out.text(self._words["old" if turn.text else "begun"], style=self._out.paint.dim)
            self._out.text(there, "  ")
            self._out.text(self._words["old_keys" if turn.text else "begun_keys"], style=self._out.paint.dim)

    def _back(self, place: int) -> int:
        if place == 0:
            self._out.text(self._words["first"], style=self._out.paint.dim)
            return 0
        return -1

    def _pass_over(self, place: int, turn: Turn) -> int:
        """Go on without a new answer; a question without one is noted as skipped."""
        if turn.kept is None and turn.skipped is None:
            self.turns[place] = turn._replace(skipped=skip(self._journal, turn.question))
            self._out.text(self._words["skipped"], style=self._out.paint.dim)
        return 1

    def _answer(self, place: int, turn: Turn, text: str) -> int | None:
        """Save an answer and go on; what does not fit may be typed anew, or stays as a note."""
        try:
            kept = self._saved(turn, turn.question, text)
        except UsageError as error:
            return self._refused(place, turn, text, error)
        return self._finish(place, turn, text, kept)

    def _refused(self, place: int, turn: Turn, text: str, error: UsageError) -> int | None:
        self._out.text(of_error(error, self._spoken), style=self._out.paint.yellow)
        self._out.text(self._words["note_keys"], style=self._out.paint.dim)
        reply = self._read(turn.question, refused=text)
        if isinstance(reply, str):
            return self._answer(place, turn, reply)
        if isinstance(reply, Unfinished):
            self._interrupt(turn.question, reply.text or text)
            return None
        # only a note takes any words
        kept = self._saved(turn, turn.question._replace(fills="", kind="question"), text)
        step = self._finish(place, turn, text, kept)
        return None if reply is Key.STOP else step

    def _finish(self, place: int, turn: Turn, text: str, kept: Kept) -> int | None:
        self.turns[place] = Turn(turn.question, text, kept)
        drafts.drop(draft_of(turn.question))
        self._acknowledge(turn.question, kept)
        is_last = place + 1 == len(self.turns)
        return 1 if is_last or self._has_read(turn.question) else None

    def _has_read(self, question: Question) -> bool:
        """Wait for Enter where the next question would push tips off the screen; tell whether to go on."""
        if lines_of_tips(self._out, question) + _NEXT_QUESTION <= get_terminal_size().lines:
            return True
        try:
            ask(self._words["go_on"])
        except (EOFError, KeyboardInterrupt):
            return False
        return True

    def _saved(self, turn: Turn, question: Question, text: str) -> Kept:
        """Save an answer in the place of an earlier one; if that fails the text is kept as a draft."""
        try:
            if turn.kept:
                return revise(self._journal, question, turn.kept, text)
            kept = keep(self._journal, question, text)
        except UsageError:
            raise
        except BaseException:
            self._keep_draft(question, text)
            raise
        if turn.skipped:
            event = turn.skipped
            own_journal(self._journal).record(Retracted(event.entry, event=event.id))
        return kept

    def _acknowledge(self, question: Question, kept: Kept) -> None:
        out = self._out
        other = self._journal.handle(kept.other) if kept.other else ""
        said = saved_text(kept.field, noted=kept.is_noted, other=other, language=self._language)
        out.text(said, "  ", "", style=out.paint.green)
        if question.before:
            out.text(self._words["before"], style=out.paint.dim)
            out.text(question.before, "  ")
        show_tips(out, question, self._words)

    def _read(self, question: Question, offered: str = "", *, refused: str = "") -> str | Key | Unfinished:
        """Read an answer; what is typed of it is a draft at once, so that not even a power cut takes it."""

        def typed(text: str) -> None:
            with suppress(MistakesError, OSError):
                if there := text or offered or refused:
                    drafts.keep(draft_of(question), there)
                else:
                    drafts.drop(draft_of(question))

        if refused:
            typed(refused)
        return read_answer(one_line=bool(accepts(question.fills)), offered=offered, typed=typed)

    def _interrupt(self, question: Question, text: str) -> None:
        self.interrupted = True
        self._keep_draft(question, text)

    def _keep_draft(self, question: Question, text: str) -> None:
        """Keep what was typed but not saved, to be offered when the question comes again."""
        if text.strip():
            drafts.keep(draft_of(question), text)
            command = command_for(self._journal, question.entry, question.id)
            self._out.text(self._words["kept_draft"].format(command=command))
