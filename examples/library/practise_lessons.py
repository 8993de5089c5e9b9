"""Walks the loop without a terminal: recall what is due, answer a question, be reminded, seal a decision."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Decision, Journal, Lesson, Reviewed, decisions
from mistakes.days import learning_day
from mistakes.recall.need import Need

KIM = "Kim <kim@example.com>"

with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="personal")
    plan = Lesson("Paper is patient", when="I am about to sign", then="I read the last page first")
    entry = journal.add(title="Signed a lease unread", lessons=[plan], author=KIM)

    tomorrow = learning_day() + timedelta(days=1)
    for due in journal.due(tomorrow, limit=3):
        print(due.lesson.when, "-", due.why)
        journal.record(Reviewed(due.entry.id, lesson=due.lesson.key or "", grade="had"))

    for question in journal.questions(entry.id, limit=2, language="en"):
        print(question.id, question.fills, [term for term, _ in question.why])
        if question.fills == "story":
            journal.answer(question, "The agent was in a hurry, and so was I.")
        else:
            journal.skip(question)
    print(journal.get(entry.id).story)

    for reminder in journal.brief(Need(words="sign the contract for the office"), limit=3):
        print(reminder.entry.title, round(reminder.score, 1), reminder.why)

    choice = Decision(options=("rent", "do nothing"), chosen="rent", prediction="We stay", confidence=70)
    draft = journal.draft("Rent the office", kind="decision", decision=choice, author=KIM)
    decided = decisions.decide(journal, journal, draft)
    decisions.score(journal, journal, decided.id, "We moved out in May", 0.0, result=2)
    print(decisions.is_sealed(journal.get(decided.id), journal), decisions.scored(journal, [journal])[0][1])
