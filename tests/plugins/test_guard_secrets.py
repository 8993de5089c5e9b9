"""What must hold for finding secrets: each kind is found, everyday text is not, no text is slow.

Every secret is put together as the test runs, so that none stands in a file.
"""

from __future__ import annotations

import base64
import random
import string
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from conftest import DATA
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal
from mistakes.ids import new_id
from mistakes.scanning import Finding, Passage, ScanOccasion
from mistakes_guard import blame, names, phones, secrets
from mistakes_guard.blame import PHRASES
from mistakes_guard.guess import is_secret
from mistakes_guard.randomness import TOKEN, looks_random, random_tokens
from mistakes_guard.rules import RULES

LETTERS = string.ascii_letters + string.digits
CHANCE = random.Random(20261122)
LONGEST = 256 * 1024


@pytest.fixture(autouse=True)
def _same_chance() -> None:
    """Let each test see the same random texts, whichever tests run before it."""
    CHANCE.seed(20261122)


def some(length: int, characters: str = LETTERS) -> str:
    """Return random characters, with a small letter, a capital and a digit among them."""
    return (
        "".join(CHANCE.choices(characters, k=length - 3))
        + "aZ7" * (characters == LETTERS)
        + "777" * (characters != LETTERS)
    )


def jwt() -> str:
    parts = (b'{"alg":"HS256"}', b'{"sub":"1234567"}', CHANCE.randbytes(32))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def key_block(kind: str = "RSA ") -> str:
    body = base64.encodebytes(CHANCE.randbytes(200)).decode()
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}-----END {kind}PRIVATE KEY-----"


# what stands before the secret, the secret, what stands after it
PLANTED: dict[str, Callable[[], tuple[str, str, str]]] = {
    "aws-access-token": lambda: ("key ", "AKIA" + some(16, string.ascii_uppercase + "234567").upper(), "."),
    "github-token": lambda: ("push with ", "ghp_" + some(36), " now"),
    "github-token fine": lambda: ("", "github_pat_" + some(22) + "_" + some(59), ""),
    "gitlab-token": lambda: ("用", "glpat-" + some(20), "推送"),
    "slack-token": lambda: ("bot: ", "xoxb-" + some(12, string.digits) + "-" + some(24), ""),
    "slack-webhook-url": lambda: (
        "https://hooks.slack.com/services/",
        f"T{some(8)}/B{some(8)}/{some(24)}",
        "",
    ),
    "stripe-access-token": lambda: ("", "sk_live_" + some(24), ""),
    "google-api-key": lambda: ("maps?key=", "AIza" + some(35), "&x=1"),
    "ai-api-key": lambda: ("", "sk-proj-" + some(48), " leaked"),
    "ai-api-key old": lambda: ("(", "sk-" + some(48), ")"),
    "npm-access-token": lambda: ("//registry/:_authToken=", "npm_" + some(36), ""),
    "pypi-upload-token": lambda: ("", "pypi-AgE" + some(60), ""),
    "cloud-key": lambda: ("阿里云 ", "LTAI" + some(20), "，已轮换"),
    "telegram-bot-api-token": lambda: ("", some(9, string.digits) + ":AA" + some(33), ""),
    "jwt": lambda: ("cookie ", jwt(), ";"),
    "private-key": lambda: ("the file was\n", key_block(), "\n"),
    "private-key openssh": lambda: ("", key_block("OPENSSH "), ""),
    "private-key escaped": lambda: ('"', key_block("").replace("\n", "\\n"), '"'),
    "url-password": lambda: ("postgresql://app:", some(10), "@db.internal:5432/x"),
    "http-authorization": lambda: ("curl -H 'Authorization: Bearer ", some(32), "'"),
    "password": lambda: ("password = ", some(10), ""),
    "password quoted": lambda: ('DB_PASSWORD="', "correct-horse", '"'),
    "password in prose": lambda: ("the root password is ", some(9), ", sorry"),
    "password in yaml": lambda: ("  client_secret: ", some(24), "\n"),
    "api key": lambda: ("api key: ", some(20), ""),
    "aws secret": lambda: ("aws_secret_access_key = ", "a/" + some(36) + "+7", ""),
    "password-zh": lambda: ("数据库密码是", some(9) + "!", "，大家都知道"),
    "password-zh colon": lambda: ("口令：", some(8), ""),
    "random": lambda: ("then I pasted ", some(40), " into the chat"),
}

EVERYDAY = (
    "commit 8a6389e0f1d2c3b4a5968778695a4b3c2d1e0f9a broke it",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "request 550e8400-e29b-41d4-a716-446655440000 failed",
    "entry 01m80s1dtwerct99bbx7sy407m, lesson p7w4sn",
    "https://docs.google.com/document/d/1A2bC3dE4fG5hI6jK7lM8nO9pQ0rS1tU2vW3xY4z/edit",
    "/srv/App2/Data3/Xy9ZkQ4mW7rT2vB8nL5cJ1dF6gH3/file.bin",
    "KubernetesProdClusterNodeGroupDeploymentV2 and AbstractSingletonProxyFactoryBean2",
    "payments-7d9f8b6c5d-x2k4p and arn:aws:iam::123456789012:role/MyServiceRole-Prod",
    "integrity sha512-Qm9iV2FzSGVyZTEyMzQ1Njc4OTBhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg==",
    "the password was wrong, so the token expired; rotate the secret every 90 days",
    "password: ******** and token=<your-token> and API_KEY=${API_KEY} and pwd=$PWD",
    "password = getpass.getpass() and token = os.environ['TOKEN'] and secret: see vault",
    "if password == expected: and max_tokens=4096 and token_count: 8192",
    "postgresql://user:password@localhost/db and https://example.com:8443/a@b",
    "token: string, secret_name: payments-db-2, passport: X1234567, compass: north12",
    "the certificate begins with -----BEGIN CERTIFICATE----- and a key with -----BEGIN PRIVATE KEY-----",
    "AKIAIOSFODNN7EXAMPLE is the key of the manual",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7Xy9ZkQ4mW7rT2vB8nL5cJ1dF6gH3 me",
    "密码错了三次，账号被锁。密码是明文存的，令牌过期了，口令为空。",
    "我们在 2026-11-22T04:43:11Z 把 v1.27.3-gke.1286000 升级到 v1.28.0，错误码 0x80070005。",
    "sk-learn-contrib-package-with-a-long-name and task-force-one-two-three-four-five",
)


class Nowhere:
    """A journal of which nobody knows anything."""

    header = type("Header", (), {"extra": {}})

    def warm_index(self) -> None:
        """No index is there."""


OCCASION = ScanOccasion((Nowhere(),))  # type: ignore[arg-type]


def found(text: str) -> list[Finding]:
    return list(secrets.scan([Passage("story", text)], OCCASION))


@pytest.mark.parametrize("kind", PLANTED)
def test_a_secret_of_each_kind_is_found_where_it_stands_and_is_not_shown(kind: str) -> None:
    for _ in range(20):
        before, secret, after = PLANTED[kind]()

        results = found(before + secret + after)

        assert results, kind
        (one,) = results
        assert one.start <= len(before) + len(secret) // 2 < one.end
        assert (("secret", "story"), True) == (one[:2], one.stops)
        shown = f"{one.shown} {one.advice}"
        assert not any(secret[n : n + 8] in shown for n in range(11, len(secret) - 8)), shown


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_text_holds_no_secret(text: str) -> None:
    assert [] == found(text)


def test_nothing_in_real_post_mortems_is_taken_for_a_secret_but_the_planted_examples() -> None:
    if not DATA.is_dir():
        pytest.skip("the data sets are not at hand (../shared/data)")
    files = [path for path in sorted(DATA.rglob("*")) if path.suffix in (".md", ".json", ".txt", ".yaml")]

    alarms = {path.name: len(found(path.read_text(encoding="utf-8"))) for path in files}

    assert {4} == {count for name, count in alarms.items() if name.startswith("0029-never-write-secrets")}
    assert 4 == sum(alarms.values())


@given(st.binary(min_size=16, max_size=64))
def test_digests_and_ids_are_never_random_tokens(data: bytes) -> None:
    for text in (data.hex(), data.hex().upper(), str(uuid.UUID(bytes=data[:16])), new_id()):
        assert not looks_random(text)


@pytest.mark.parametrize(("length", "least"), [(24, 0.93), (32, 0.955), (40, 0.97), (64, 0.99)])
def test_most_random_tokens_are_known_as_such(length: int, least: float) -> None:
    tokens = ["".join(CHANCE.choices(LETTERS, k=length)) for _ in range(2000)]

    assert least <= sum(map(looks_random, tokens)) / len(tokens)


def test_few_names_of_things_are_taken_for_random_tokens() -> None:
    words = [
        "Kubernetes",
        "Node",
        "Group",
        "Deployment",
        "Prod",
        "Eu",
        "West",
        "2",
        "Service",
        "Manager",
        "V1",
    ]
    made = ["".join(CHANCE.choices(words, k=6)) for _ in range(2000)]

    assert 0.01 >= sum(looks_random(name) for name in made if len(name) >= 24) / len(made)


def test_a_password_in_quotation_marks_may_be_letters_alone_and_others_not() -> None:
    assert is_secret("password", "correcthorse", quoted=True)
    assert not is_secret("password", "correcthorse", quoted=False)
    assert not is_secret("token", "a1b2c3", quoted=True)


def test_a_secret_is_found_once_and_one_that_the_journal_allows_not_at_all(team: Journal) -> None:
    token = "ghp_" + some(36)
    allowing = Nowhere()
    allowing.header = type("Header", (), {"extra": {"guard": {"allow": [token, 7]}}})

    assert 1 == len(found(f"token = {token}"))
    assert [] == list(secrets.scan([Passage("story", token)], ScanOccasion((allowing,))))  # type: ignore[arg-type]
    assert [] == list(secrets.scan([Passage("story", "plain")], ScanOccasion((team,))))


def test_secrets_of_several_passages_are_placed_in_theirs() -> None:
    first, second = "ghp_" + some(36), "npm_" + some(36)
    texts = [Passage("title", f"a {first}"), Passage("tags[0]", "b"), Passage("story", second)]

    results = list(secrets.scan(texts, OCCASION))

    assert [("title", 2, 42), ("story", 0, 40)] == [(one.where, one.start, one.end) for one in results]


def test_what_ends_one_passage_and_begins_the_next_is_no_secret() -> None:
    token = "ghp_" + some(36)

    assert [] == list(secrets.scan([Passage("a", token[:20]), Passage("b", token[20:])], OCCASION))


@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_finding_lies_within_its_passage_whatever_the_text(texts: list[str]) -> None:
    given_texts = [
        Passage(str(number), text) for number, text in enumerate([*texts, "password=\0a1b2c3d4\0"])
    ]

    for scanner in (secrets, names, blame):
        for one in scanner.scan(given_texts, OCCASION):
            assert 0 <= one.start < one.end <= len(dict(given_texts)[one.where])


# Work that grows with the text, never with its square


def repeats(parsed: Any, inside: int = 1) -> Iterator[int]:
    """Yield how often the innermost part of each repetition of a pattern may be tried from one place."""
    for kind, argument in parsed:
        most = inside
        if str(kind) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            most = inside * int(argument[1])
            yield most
        inner = argument[2] if most != inside else argument
        yield from (count for part in subpatterns(inner) for count in repeats(part, most))


def subpatterns(argument: Any) -> Iterator[Any]:
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from subpatterns(part)


def patterns() -> dict[str, str]:
    """Return the patterns that are tried on whole texts; all others see a token of at most 256 characters."""
    own = {rule.id: rule.pattern for rule in RULES}
    own |= {f"blame {number}": phrase.pattern for number, phrase in enumerate(PHRASES)}
    found = {
        "addresses": names.ADDRESS,
        "handles": names.HANDLE,
        "colleagues": names.COLLEAGUE,
        "tokens": TOKEN,
        "international numbers": phones.INTERNATIONAL,
        "mobile numbers": phones.CHINESE,
        "other numbers": phones.NATIONAL,
    }
    return own | {name: pattern.pattern for name, pattern in found.items()}


@pytest.mark.parametrize("name", patterns())
def test_every_part_of_a_pattern_has_an_upper_bound(name: str) -> None:
    most = max([0, *repeats(_parser.parse(patterns()[name]))])

    assert most <= 4000, name


HOSTILE = {
    "one letter": "a",
    "header of a key": "-----BEGIN RSA PRIVATE KEY-----\nAAAAAAAAAAAAAAAA",
    "header of a token": "eyJ",
    "parts of a token": "eyJaaaaaaaaaa.",
    "addresses": "a://a:",
    "at signs": "a@a.",
    "handles": " @a",
    "names of passwords": "password",
    "passwords and spaces": "password \t \t \t",
    "passwords of passwords": "password=password=",
    "hyphens": "a-",
    "keys": "sk-",
    "quotes": "token=\"'`",
    "blame": "he should have really ",
    "the team": "the the the ",
    "faults": "都是的",
    "blame zh": "怪",
    "colleagues": "小王",
    "dots": "a.",
    "mixed": "aZ7",
    "url of tokens": "https://" + "aZ7" * 9 + " ",
    "white": " ",
    "lines": "\n",
}
WORK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from mistakes.scanning import Passage, ScanOccasion
from mistakes_guard import blame, names, platitudes, secrets
class Nowhere:
    header = type("Header", (), {"extra": {"guard": {"names": ["Bo Li", "王小明", "张伟"]}}})
    def warm_index(self): return None
text = sys.stdin.read()
for scanner in (secrets, names, blame, platitudes):
    print(sum(1 for _ in scanner.scan([Passage("lessons.a.text", text)], ScanOccasion((Nowhere(),)))))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the work of one process")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_of_256_kib_is_scanned_within_a_limit_that_no_square_fits_in(
    name: str, tmp_path: Path
) -> None:
    text = (HOSTILE[name] * LONGEST)[:LONGEST]

    done = subprocess.run(
        [sys.executable, "-c", WORK],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert 0 == done.returncode, done.stderr[-500:]
    assert 4 == len(done.stdout.split())


def test_the_second_look_at_tokens_reads_no_more_than_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    looks = looks_random
    monkeypatch.setattr(
        "mistakes_guard.randomness.looks_random", lambda token: read.append(len(token)) or looks(token)
    )

    for text in HOSTILE.values():
        read.clear()
        list(random_tokens((text * LONGEST)[:LONGEST]))
        assert sum(read) <= LONGEST


@pytest.mark.parametrize("value", ["Passw0rd$2024", "Sample-Tr33house!", "my-Secr3t-Pw9", "Hidden99Valley"])
def test_a_password_that_holds_a_word_of_placeholders_is_a_password(value: str) -> None:
    from mistakes_guard.guess import is_secret

    assert is_secret("password", value, quoted=False)


@pytest.mark.parametrize(
    "value", ["${DB_PASSWORD}", "$PASSWORD", "<password>", "your_password", "example", "hidden"]
)
def test_a_placeholder_is_none(value: str) -> None:
    from mistakes_guard.guess import is_secret

    assert not is_secret("password", value, quoted=False)
