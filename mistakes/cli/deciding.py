"""Asking for a decision at a terminal: one thing after the other, again where it does not fit, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mistakes import drafts
from mistakes.cli.catalogue import of_error
from mistakes.cli.deciding_words import WORDS
from mistakes.cli.prompting import ask, ask_lines, ask_until
from mistakes.errors import UsageError
from mistakes.locales import language
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal
    from mistakes.model import Decision, Mistake

PREFIX = "decision-"  # of the names of drafts
Answers = dict[str, Any]


class Step(NamedTuple):
    """One thing to ask: its name, whether it takes several lines, and how an answer is read.

    `read` gets the answer and what was answered before; it raises `UsageError` for what does not fit.
    `shown` are lines to show first, of what was answered before.
    """

    name: str
    several: bool = False
    read: Callable[[Any, Mapping[str, Any]], Any] = lambda answer, _: answer
    shown: Callable[[Mapping[str, Any]], Iterable[str]] = lambda _: ()


class Talk:
    """One round of questions about a decision, with a draft of what was answered so far."""

    def __init__(self, session: Session, draft: str, title: str = "") -> None:
        self._out = session.out
        self._language = language(session.settings)
        self._words = WORDS[self._language]
        self._draft = draft
        self._typed: Answers = {"title": title}
        self._before = _kept(draft)

    def ask(self, steps: tuple[Step, ...], given: Mapping[str, Any]) -> Answers:
        """Return the answers with what was given already; whoever leaves finds them the next time."""
        answers = {"language": self._language, **given}
        if self._before:
            self._out.text(self._words["begun"], style=self._out.paint.dim)
        try:
            for step in steps:
                if answers.get(step.name) in (None, (), ""):
                    answers[step.name] = self._answer(step, answers)
        except (EOFError, KeyboardInterrupt):
            self._leave()
            raise
        return answers

    def done(self) -> None:
        """Drop the draft: everything is saved."""
        drafts.drop(self._draft)

    def _answer(self, step: Step, answers: Mapping[str, Any]) -> Any:
        def once() -> Any:
            return step.read(self._read(step), answers)

        def refused(error: UsageError) -> None:
            self._before.pop(step.name, None)
            self._out.text(of_error(error, self._language), style=self._out.paint.yellow)

        for line in step.shown(answers):
            self._out.text(line, "     ", "  ")
        answer = ask_until(once, refused)
        self._keep()
        return answer

    def _keep(self) -> None:
        drafts.keep(self._draft, _text({**self._before, **self._typed}))

    def _read(self, step: Step) -> Any:
        """Ask once, and remember what was typed; Enter alone takes what was typed the last time."""
        old = self._before.get(step.name)
        if old:
            shown = ", ".join(old) if step.several else old
            self._out.text(self._words["before"].format(answer=shown), style=self._out.paint.dim)
        if step.several:
            lines: list[str] = []
            self._typed[step.name] = lines
            ask_lines(self._words[step.name], lines, self._keep)
        else:
            self._typed[step.name] = ask(self._words[step.name])
        self._typed[step.name] = self._typed[step.name] or old or ([] if step.several else "")
        return tuple(self._typed[step.name]) if step.several else self._typed[step.name]

    def _leave(self) -> None:
        typed = {**self._before, **{name: said for name, said in self._typed.items() if said}}
        if any(typed[name] for name in typed if name != "title"):
            drafts.keep(self._draft, _text(typed))
            self._out.line()
            self._out.text(self._words["kept"])


def talk_about(session: Session, draft: str, title: str = "") -> Talk | None:
    """Return the round of questions for somebody at a terminal, None elsewhere."""
    return Talk(session, draft, title) if session.asks else None


def tell_of_seal(session: Session, before: Mistake | None, saved: Mistake) -> None:
    """Say beside the result if a change has broken the seal of a decision."""
    from mistakes.decisions import is_sealed
    from mistakes.journals import personal

    own = personal(session.settings)
    if own and before and is_sealed(before, own) and is_sealed(saved, own) is False:
        session.note(WORDS[language(session.settings)]["seal broken"])


def postpone(session: Session, journal: Journal, entry: Mistake, day: date) -> None:
    """Let a sealed decision be looked at on a later day, and say so."""
    from mistakes.cli.show import entry_json
    from mistakes.decisions import postpone

    saved = postpone(journal, session.personal(), entry.id, day)
    if session.json:
        return session.out.json(entry_json(journal, saved, journal.standing(saved)) | {"sealed": True})
    words, told = WORDS[language(session.settings)], {"id": journal.handle(saved.id), "title": saved.title}
    session.out.text(words["heard"].format(**told))
    return session.out.text(words["asks"].format(day=day))


def draft_of(title: str) -> str:
    """Return the name of the draft of a decision with this title."""
    from hashlib import sha256

    return PREFIX + sha256(title.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def begun_titles() -> list[str]:
    """Return the titles of the decisions that were begun and not sealed."""
    found = [_kept(name).get("title", "") for name in drafts.names(PREFIX)]
    return sorted(title for title in found if title)


def percent(answer: Any, _: Mapping[str, Any] | None = None) -> int | None:
    """Return a percentage however it was said; raises `UsageError` if it is none."""
    from mistakes.answers import percent_in

    text = str(answer or "").strip()
    if not text:
        return None
    if (found := percent_in(text)) is None:
        raise UsageError(f"{text[:20]!r} is no percentage", "Such as: 70, about 70 %, 七成")
    return found


def day(answer: Any, _: Mapping[str, Any] | None = None) -> date | None:
    """Return the day that was typed, None for nothing; raises `UsageError` if it is none, or has passed."""
    from mistakes.when import parse_due

    if not answer:
        return None
    now = datetime.now().astimezone()
    found = parse_due(answer, now)
    if found < now.date():
        raise UsageError(f"{found} has passed", 'Say when it will have turned out, such as "in 3 months".')
    return found


def past_days(answers: Any, _: Mapping[str, Any] | None = None) -> tuple[date, ...]:
    """Return the days that were typed, in order; raises `UsageError` for one that is none."""
    from mistakes.when import as_date, parse_moment

    now = datetime.now().astimezone()
    return tuple(sorted({as_date(parse_moment(answer, now)) for answer in answers}))


def share(answer: Any, _: Mapping[str, Any] | None = None) -> float:
    """Return how far it was as predicted, from 0 to 1; raises `UsageError` if that was not said."""
    from mistakes.answers import share_in

    text = str(answer or "").strip()
    if (found := share_in(text)) is None:
        hint = "Say yes, partly, no (是, 部分, 否), a number from 0 to 1, or a percentage."
        raise UsageError(f"{text[:20]!r} is no score" if text else "the score is missing", hint)
    return found


def result(answer: Any, _: Mapping[str, Any] | None = None) -> int | None:
    """Return how good it was, from 1 to 5, None for nothing; raises `UsageError` if it is neither."""
    from mistakes.answers import number_in

    text = str(answer or "").strip()
    if not text:
        return None
    found = number_in(text, most=5)
    if found not in (1, 2, 3, 4, 5):
        raise UsageError(f"{text[:20]!r} is no result", "A whole number from 1 (poor) to 5 (good).")
    return int(found)


def chosen(answer: Any, answers: Mapping[str, Any]) -> str:
    """Return the option that was meant by its words or number; raises `UsageError` if it is none of them."""
    return _with_all_options(answers, answer or "").chosen


def numbered(answers: Mapping[str, Any]) -> list[str]:
    """Return the options by their numbers, doing nothing among them; none if none was named."""
    options = _with_all_options(answers).options
    return [f"{number}  {option}" for number, option in enumerate(options, 1)]


def _with_all_options(answers: Mapping[str, Any], chosen: str = "") -> Decision:
    from mistakes.decisions import completed
    from mistakes.model import Decision

    decision = Decision(options=tuple(answers.get("options") or ()), chosen=chosen)
    return completed(decision, answers.get("language", "en"))


BEFORE = (
    Step("options", several=True),
    Step("chosen", read=chosen, shown=numbered),
    Step("prediction"),
    Step("confidence", read=percent),
    Step("review_on", read=day),
    Step("views", several=True),
)
FEEDBACK = Step("feedback", several=True, read=past_days)
AFTER = (Step("outcome"), Step("score", read=share), Step("result", read=result))


def _kept(name: str) -> Answers:
    from mistakes import tomltext

    try:
        table = tomltext.parse(drafts.find(name))
    except tomltext.NotToml:
        return {}
    return {key: value for key, value in table.items() if isinstance(value, str | list) and value}


def _text(typed: Answers) -> str:
    from mistakes import tomltext

    return tomltext.dump({name: said for name, said in typed.items() if said})
