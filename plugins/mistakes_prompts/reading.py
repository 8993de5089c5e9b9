"""A pack's file as records: everything that is wrong with it at once, each with its line.

A pack is data: unknown keys, texts that look like code, and ids that are used twice make it unusable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from mistakes import tomltext
from mistakes.errors import UnreadableFile
from mistakes.files import safe_read
from mistakes.query.fields import KINDS as ENTRY_KINDS
from mistakes.query.fields import STATUSES
from mistakes_prompts import pack as form
from mistakes_prompts.finding import Finding
from mistakes_prompts.lines import Where, where
from mistakes_prompts.pack import LONGEST_TEXT, Needs, Pack, Prompt, Texts, Tip
from mistakes_prompts.targets import TARGETS
from mistakes_prompts.texts import faults_of

MOST_PROMPTS = 200
LONGEST_COOLDOWN = 3650
_MANY, _SOME = 10, 6
_PACK_KEYS = ("id", "version", "schema", "license", "source", "for", "title")
_PROMPT_KEYS = (
    *("id", "kind", "when", "for", "needs", "fills", "q", "minutes", "cooldown_days", "voice"),
    *("tips_after", "text", "text_distanced"),
)
_TIP_KEYS = ("id", "text")
_NEEDS = ("kind", "status", "tags", "has", "missing")
_ID = re.compile(r"[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){0,4}")
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def read_pack(path: Path, origin: str = "") -> tuple[Pack | None, list[Finding]]:
    """Return the pack in a file, None if it cannot be used, and what is wrong with it."""
    try:
        text = safe_read(path)
        table = tomltext.parse(text)
    except FileNotFoundError:
        return None, [Finding(str(path), 1, "is not there")]
    except UnreadableFile as error:
        return None, [Finding(str(path), 1, error.reason)]
    except tomltext.NotToml as error:
        found = re.search(r"line (\d+)", str(error))
        return None, [Finding(str(path), int(found[1]) if found else 1, f"is not TOML: {error}")]
    reader = _Reader(str(path), text)
    pack = reader.pack(table, origin)
    return (None if reader.findings else pack), sorted(reader.findings, key=lambda one: one.line)


class _Reader:
    """Reads one table and collects what is wrong with it; what is wrong reads as its default."""

    def __init__(self, path: str, text: str) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._text_of_file = text
        self._here = ("", 0)

    @cached_property
    def _lines(self) -> Where:
        """Where everything stands, which only a fault makes worth looking for."""
        return where(self._text_of_file)

    def pack(self, table: dict[str, Any], origin: str) -> Pack:
        self._known(table, ("pack", "prompt", "tip"))
        about = self._begin("pack", 0, table.get("pack"), _PACK_KEYS)
        if about.get("schema") != form.SCHEMA or isinstance(about.get("schema"), bool):
            self._say("schema", f"has to be {form.SCHEMA}")
        if not isinstance(about.get("version"), str):
            self._say("version", 'has to be a text, such as "1.0.0"')
        found = Pack(
            id=self._id(about),
            version=str(about.get("version", "")),
            title=self._texts(about, "title", question=False),
            path=self._path,
            license=self._text(about, "license"),
            source=self._list(about, "source"),
            audience=self._list(about, "for", form.AUDIENCES) or ("self",),
            origin=origin,
        )
        tips = tuple(self._tip(number, tip) for number, tip in self._items(table, "tip"))
        by_id = {tip.id: tip for tip in tips}
        prompts = tuple(
            self._prompt(number, one, found, by_id) for number, one in self._items(table, "prompt")
        )
        if not prompts:
            self.findings.append(Finding(self._path, 1, "has no [[prompt]]"))
        self._unique([("prompt", one.id) for one in prompts], [("tip", one.id) for one in tips])
        return found._replace(prompts=prompts, tips=tips)

    def _prompt(self, number: int, table: Any, pack: Pack, tips: dict[str, Tip]) -> Prompt:
        table = self._begin("prompt", number, table, _PROMPT_KEYS)
        wanted = self._list(table, "tips_after")
        for name in wanted:
            if name not in tips:
                self._say("tips_after", f"there is no tip {name!r} in this file")
        found = Prompt(
            id=self._id(table),
            pack=pack.id,
            text=self._texts(table, "text", question=True),
            kind=self._one_of(table, "kind", form.KINDS) or "question",
            when=self._list(table, "when", form.OCCASIONS, needed=True),
            audience=self._list(table, "for", form.AUDIENCES) or pack.audience,
            needs=self._needs(table),
            fills=self._one_of(table, "fills", sorted(TARGETS)),
            q=self._one_of(table, "q", form.QS),
            minutes=self._number(table, "minutes", 1, 1, 60),
            cooldown=self._number(table, "cooldown_days", 30, 0, LONGEST_COOLDOWN),
            voice=self._list(table, "voice", form.VOICES) or ("plain",),
            tips=tuple(tips[name] for name in wanted if name in tips),
            distanced=self._texts(table, "text_distanced", question=True)
            if "text_distanced" in table
            else {},
        )
        if found.kind in form.WITHOUT_ENTRY and (found.fills or "needs" in table or found.placeholders):
            self._say("kind", f"a {found.kind} is about no entry: leave out fills, needs and placeholders")
        return found

    def _tip(self, number: int, table: Any) -> Tip:
        table = self._begin("tip", number, table, _TIP_KEYS)
        return Tip(self._id(table), self._texts(table, "text", question=False))

    def _needs(self, prompt: dict[str, Any]) -> Needs:
        table = prompt.get("needs", {})
        if not isinstance(table, dict):
            self._say("needs", 'has to be a table, such as { missing = ["story"] }')
            return Needs()
        for key in table:
            if key not in _NEEDS:
                self._say("needs", f"unknown key {key!r}; known are {', '.join(_NEEDS)}")
        return Needs(
            kind=self._list(table, "kind", ENTRY_KINDS, of="needs"),
            status=self._list(table, "status", STATUSES, of="needs"),
            tags=self._list(table, "tags", of="needs"),
            has=self._list(table, "has", sorted(TARGETS), of="needs"),
            missing=self._list(table, "missing", sorted(TARGETS), of="needs"),
        )

    def _begin(self, name: str, number: int, table: Any, keys: tuple[str, ...]) -> dict[str, Any]:
        self._here = (name, number)
        if not isinstance(table, dict):
            self._say("", f"[{name}] is missing" if table is None else f"{name} has to be a table")
            return {}
        for key in table:
            if key not in keys:
                self._say(key, f"unknown key {key!r}; known are {', '.join(keys)}")
        return table

    def _items(self, table: dict[str, Any], name: str) -> Iterable[tuple[int, Any]]:
        items = table.get(name, [])
        if not isinstance(items, list):
            self._here = (name, 0)
            self._say("", f"write [[{name}]], with two brackets")
            return ()
        if len(items) > MOST_PROMPTS:
            self.findings.append(Finding(self._path, 1, f"has more than {MOST_PROMPTS} [[{name}]]"))
        return enumerate(items[:MOST_PROMPTS])

    def _known(self, table: dict[str, Any], keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                line = (
                    self._lines.at(key) if (key, 0, "") in self._lines.lines else self._lines.at("", 0, key)
                )
                self.findings.append(Finding(self._path, line, f"unknown key {key!r}"))

    def _id(self, table: dict[str, Any]) -> str:
        value = table.get("id")
        if isinstance(value, str) and _ID.fullmatch(value):
            return value
        self._say("id", 'has to be an id of a-z, 0-9, hyphens and dots, such as "vendor.pack.name-1"')
        return ""

    def _text(self, table: dict[str, Any], key: str) -> str:
        value = table.get(key, "")
        if isinstance(value, str) and len(value) <= LONGEST_TEXT:
            return value
        self._say(key, f"has to be a text of at most {LONGEST_TEXT} characters")
        return ""

    def _texts(self, table: dict[str, Any], key: str, *, question: bool) -> Texts:
        value = table.get(key)
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self._say(key, 'has to hold a text for each language, such as { en = "…", zh = "…" }')
            return {}
        if "en" not in value:
            self._say(key, "has no English text (en)")
        for locale, text in value.items():
            if not _LOCALE.fullmatch(locale):
                self._say(key, f"{locale!r} is not a language, such as en or zh-TW")
            for fault in faults_of(text, question=question):
                self._say(key, f"{locale}: {fault}")
        return dict(value)

    def _list(
        self,
        table: dict[str, Any],
        key: str,
        choices: Iterable[str] = (),
        *,
        of: str = "",
        needed: bool = False,
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._say(of or key, f"{key} has to be a list of texts")
            return ()
        if needed and not value:
            self._say(key, 'is missing: say on which occasions it is asked, such as ["reflect"]')
        for item in value:
            if choices and item not in choices:
                self._say(of or key, f"{key} does not know {item!r:.40}; {_suggested(item, choices)}")
        return tuple(value)

    def _one_of(self, table: dict[str, Any], key: str, choices: Iterable[str]) -> str:
        value = table.get(key, "")
        if isinstance(value, str) and (not value or value in choices):
            return value
        self._say(key, f"there is no {key} {value!r:.40}; {_suggested(value, choices)}")
        return ""

    def _number(self, table: dict[str, Any], key: str, usual: int, least: int, most: int) -> int:
        value = table.get(key, usual)
        if type(value) is int and least <= value <= most:
            return value
        self._say(key, f"has to be a whole number from {least} to {most}")
        return usual

    def _unique(self, *ids: list[tuple[str, str]]) -> None:
        seen: set[str] = set()
        for one in ids:
            for number, (table, name) in enumerate(one):
                if name and name in seen:
                    self._here = (table, number)
                    self._say("id", f"{name!r} is used twice in this file")
                seen.add(name)

    def _say(self, key: str, problem: str) -> None:
        what = f"{key} {problem}" if key and problem.startswith(("has", "is", "does")) else problem
        self.findings.append(Finding(self._path, self._lines.at(*self._here, key), what))


def _suggested(value: object, choices: Iterable[str]) -> str:
    """Return what may have been meant, else what there is, or the beginning of it if that is much."""
    from difflib import get_close_matches

    known = list(choices)
    close = get_close_matches(str(value)[:60], known, 3, 0.6) if len(known) > _MANY else []
    some = known if len(known) <= _MANY else [*known[:_SOME], "…"]
    return f"did you mean {' or '.join(close)}" if close else f"it takes {', '.join(some)}"
