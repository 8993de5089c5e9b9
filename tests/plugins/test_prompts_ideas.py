"""Every idea of the essays that calls for questions has its questions, and the page about packs names them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import mistakes_prompts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "packs.md"
FILES = sorted((Path(mistakes_prompts.__file__).parent / "packs").glob("*.toml"))
PACKS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}
BY_ID = {prompt["id"]: prompt for pack in PACKS.values() for prompt in pack["prompt"]}

# Every row of the acceptance list that packs carry, and the prompts where it lives.
ACCEPTED = {
    "A06": "quick-aar.success-1 quick-aar.keep-1 price-paid.success-1 process-and-result.worse-day-1",
    "A09": "price-paid.cost-1 price-paid.bill-1 price-paid.worth-1 price-paid.repeat-1",
    "A10": "three-qs.iq-1 three-qs.eq-1 three-qs.lq-1 three-qs.short-1 three-qs.leaned-1",
    "A11": "three-qs.love-1 three-qs.love-2 three-qs.love-3 three-qs.disagree-1",
    "A12": "heart-and-edge.heart-1 heart-and-edge.heart-2 heart-and-edge.edge-1 heart-and-edge.edge-2",
    "A14": "decide.waited-1 decide.waited-2 decide.waited-3",
    "A15": "decide.nothing-1 decide.regret-1 common-goal.wrong-1",
    "A16": "common-goal.goal-1 common-goal.words-1",
    "A17": "long-view.see-now-1 long-view.crowded-out-1 long-view.plant-1",
    "A18": "adapt.assumption-1 adapt.forbidden-1 adapt.not-know-1",
    "A19": "double-edge.harm-1 double-edge.side-effect-1 double-edge.misuse-1",
    "A20": "double-edge.tide-1",
    "A21": "calm-water.hands-1 calm-water.put-down-1 calm-water.story-1",
    "A23": "other-shoes.other-side-1 other-shoes.words-1 other-shoes.reader-1",
    "A26": "pulse.admit-1 pulse.help-1 pulse.differ-1 pulse.try-1",
    "A28": "other-shoes.noticed-1 other-shoes.borrow-1",
    "A30": "trust.one-on-one-1 trust.one-on-one-2",
    "A32": "homework.follower-or-subordinate",
    "A34": "cultivate.stretch-1 cultivate.allow-1 adapt.first-time-1",
    "A35": "two-alike.variant-1 cultivate.harder-1 decide.confidence-1",
    "A36": "decide.ground-1 decide.dream-1 decide.premortem-1",
    "A39": "lead-self.lead-1 lead-self.state-1 lead-self.own-rule-1",
    "A40": "lead-self.honest-no-1 lead-self.honest-no-2",
    "A42": "hire-and-fire.five-minutes-1 hire-and-fire.views-1 hire-and-fire.own-eyes-1 hire-and-fire.helpful-1",
    "A43": "hire-and-fire.first-heard-1 hire-and-fire.reason-1 hire-and-fire.rule-1 hire-and-fire.kind-1",
    "A44": "trust.scenario-1",
    "A45": "trust.simple-1 trust.care-1",
    "A46": "trust.one-on-one-1 trust.one-on-one-2",
    "A47": "trust.listen-1 trust.listen-2 trust.listen-3",
    "A48": "trust.share-1",
    "A49": "trust.praise-1",
    "A50": "common-goal.scenario-1",
    "A51": "common-goal.friday-1",
    "A52": "common-goal.customer-1 price-paid.customer-1",
    "A53": "common-goal.dream-1 common-goal.dream-2",
    "A54": "common-goal.persevere-1",
    "A55": "cultivate.scenario-1",
    "A56": "cultivate.follow-up-1",
    "A57": "cultivate.strength-1 cultivate.strength-2",
    "A58": "cultivate.who-does-what-1",
    "A59": "cultivate.took-over-1 cultivate.faster-1",
    "A60": "process-and-result.right-thing-1 process-and-result.done-right-1",
    "A61": "process-and-result.process-1 process-and-result.result-1 process-and-result.because-1",
    "A62": "homework.follower-or-subordinate homework.first-step homework.why-process homework.what-leader",
    "A63": "homework.first-step",
    "A64": "homework.why-process",
    "A65": "homework.what-leader",
}


@pytest.mark.parametrize("row", ACCEPTED)
def test_every_accepted_idea_has_its_prompts(row: str) -> None:
    assert [] == [name for name in ACCEPTED[row].split() if name not in BY_ID]


def test_ideas_about_a_case_or_a_field_are_asked_as_such() -> None:
    assert {"scenario"} == {BY_ID[ACCEPTED[row]]["kind"] for row in ("A44", "A50", "A55")}
    assert all("text_distanced" in BY_ID[name] for name in ACCEPTED["A21"].split())
    assert "customer_effect" == BY_ID["common-goal.customer-1"]["fills"]
    assert "goal" == BY_ID["common-goal.goal-1"]["fills"]
    assert "stretch" == BY_ID["cultivate.stretch-1"]["fills"]
    assert "tech" in BY_ID["double-edge.harm-1"]["needs"]["tags"]


# The page about them


def test_the_page_tells_of_every_pack() -> None:
    told = re.findall(r"^### `([a-z-]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(PACKS) == sorted(told)


def test_the_page_names_the_same_prompts_for_every_idea() -> None:
    rows = re.findall(r"^\| (A\d\d) \|[^|]*\| ([^|]*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {row: names.split() for row, names in ACCEPTED.items()} == {
        row: re.findall(r"`([^`]+)`", names) for row, names in rows
    }
