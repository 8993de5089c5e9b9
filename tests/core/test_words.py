"""Words are compared without case, accents, small words and grammar; numbers and scripts are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.words import STOP, characters, names, root, stem, terms, tokens, word, written

letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)


@given(st.text())
def test_any_text_gives_words_without_spaces_capitals_or_small_words(text: str) -> None:
    found = tokens(text)

    assert all(token and not token.isspace() and token not in STOP for token in found)
    assert not [token for token in found if token.isascii() and token != token.lower()]
    assert all(term for term in terms(text))


@given(st.lists(letters, max_size=8))
def test_case_does_not_matter_for_plain_words(words: list[str]) -> None:
    text = " ".join(words)

    assert tokens(text) == tokens(text.upper())
    assert terms(text) == terms(text.capitalize())


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_line_break_separates_words(one: str, other: str) -> None:
    assert tokens(one) + tokens(other) == tokens(f"{one}\n{other}")


@given(letters)
def test_a_stem_is_never_empty_nor_longer_than_the_word_by_much(token: str) -> None:
    assert 1 <= len(stem(token)) <= len(token) + 1


@given(letters)
def test_every_form_of_a_stem_begins_with_its_root(token: str) -> None:
    """So an index that keeps words as they are written finds *copies* and *copied* by *copy*."""
    for form in (f"q{token}", f"q{token}ed", f"q{token}ing", f"q{token}s", f"q{token}ability"):
        assert form.startswith(root(stem(form))) or len(stem(form)) == 3  # tries, try


FORMS = [
    "deploy deploys deployed deploying deployment deployments",
    "renew renewed renewing renewal",
    "migrate migrated migrating migration migrations",
    "configure configured configuration configurations",
    "retry retries retried",
    "fail failed failing failure failures",
    "expire expired expiring expiry expiration",
    "notify notified notification notifications",
    "drop dropped dropping",
    "run runs ran running",
    "forget forgot forgotten",
    "send sent sending",
    "available availability",
    "class classes",
    "process processes processing",
    "copy copies copied copying",
    "plan plans planned planning",
    "plane planes",
    "cite cites cited citing citation",
    "cache caches cached caching",
    "order orders ordered ordering",
    "recover recovers recovered recovering recovery",
]


@pytest.mark.parametrize("forms", FORMS)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert 1 == len({stem(form) for form in forms.split()})


@pytest.mark.parametrize(
    "different",
    [
        *("business bus", "custom customs-officer", "access accent", "user use", "notify note", "apply app"),
        *("city cite", "car care", "plan plane", "party part", "story store", "site sit", "copy cope"),
        *("letter let", "offer off", "summer sum", "flower flow", "portion port", "apply apple"),
    ],
)
def test_words_that_only_begin_alike_keep_stems_of_their_own(different: str) -> None:
    assert 2 == len({stem(each) for each in different.split()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max_connections", ["max", "connections"]),
        ("NodePort", ["nodeport", "node", "port"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("/var/log/app.log", ["var", "log", "app", "log"]),
        ("kube-system", ["kube", "system", "kubesystem"]),
        ("node-pressure-eviction", ["node", "pressure", "eviction"]),
        ("e-mail", ["mail", "email"]),
        ("v5.10.0, 1.13", ["v5.10.0", "1.13"]),
        ("HTTP 503", ["http", "503"]),
        ("1,000 rows", ["1000", "rows"]),
        ("C++ and C#", ["cpp", "csharp"]),
        ("Sentry's can’t don't", ["sentry"]),
        ("Café Über naïve", ["cafe", "uber", "naive"]),
        ("Cafe\u0301", ["cafe"]),
        ("see https://example.com/a?b=c now", ["see", "now"]),
        ("ＡＰＩ５０３", ["api503"]),
    ],
)
def test_identifiers_numbers_and_accents(text: str, expected: list[str]) -> None:
    assert expected == tokens(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("数据库", ["数据", "据库"]),
        ("503错误", ["503", "错误"]),
        ("锁", ["锁"]),
        ("バックアップ", ["バッ", "ック", "クア", "アッ", "ップ"]),
        ("ガ", ["ガ"]),
        ("서버가", ["서버", "버가"]),
    ],
)
def test_chinese_japanese_and_korean_become_bigrams(text: str, expected: list[str]) -> None:
    assert expected == tokens(text)


def test_chinese_characters_say_something_alone_and_no_others() -> None:
    assert ["借", "钱"] == characters("借了钱")
    assert [] == characters("一个的")
    assert [] == characters("バッ") == characters("서버") == characters("ab")


def test_what_is_compared_leaves_out_pairs_that_are_only_grammar() -> None:
    assert ["数据", "索引"] == terms("数据的索引了")
    assert [] == terms("これは")


@pytest.mark.parametrize("raw", ["KIAM", "CloudWatch", "2021", "22nd", "7", "June", "v1.13", "PM2021"])
def test_the_form_of_a_word_tells_names_dates_and_small_numbers(raw: str) -> None:
    assert not word(raw).plain
    assert word(raw).faint


@pytest.mark.parametrize("raw", ["DNS", "CPU", "503", "Friday", "Renewed", "index", "k8s", "数据库"])
def test_other_words_count_in_full(raw: str) -> None:
    assert word(raw).plain
    assert not word(raw).faint


@pytest.mark.parametrize("raw", ["08:21", "2021-06-22", "2021-06-22-08-21"])
def test_times_and_days_are_not_compared(raw: str) -> None:
    assert ((), ()) == word(raw)


def _names(title: str, story: str) -> frozenset[str]:
    return names((title, story), (written(title), written(story)))


def test_a_name_has_its_capital_amid_a_sentence() -> None:
    found = _names(
        "Metrics of Kafka were gone", "Then Prometheus stopped, Grafana too. Nobody saw it in Kafka."
    )

    assert {"Kafka", "Prometheus", "Grafana"} == found


def test_a_word_that_also_stands_in_small_letters_is_no_name() -> None:
    assert frozenset() == _names("The new Cache was cold", "A cold cache answered slowly for an hour or so.")


def test_headlines_and_german_tell_no_names_by_their_capitals() -> None:
    assert frozenset() == _names("All Services Were Down Again", "nobody looked at the dashboard in time")
    assert frozenset() == _names(
        "den Schlüssel vergessen", "Der Schlüssel lag auf dem Tisch neben der Tür im Flur"
    )
