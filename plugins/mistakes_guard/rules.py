"""The rules that find secrets: short, each anchored at what its issuer begins every token with.

A rule is tried only where one of its keywords stands. It begins at the border of a token and every part
of it has an upper bound, so that its work grows with the length of a text and never with the square.
The ids follow those of gitleaks where it has the same rule.
"""

from __future__ import annotations

import re
from functools import cache

from mistakes.records import NamedTuple


class Rule(NamedTuple):
    """One kind of secret: `keywords` (small letters) of which one must occur, and the pattern of it.

    The pattern's group `secret` is what must not be shown, all of it without the group; `begins` is how
    every such token begins, which gives nothing away. `guess` asks for a value that looks like one; `small`
    tries the pattern on the text in small letters.
    """

    id: str
    what: tuple[str, str]
    keywords: tuple[str, ...]
    pattern: str
    begins: str = ""
    guess: bool = False
    small: bool = False

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled when first needed."""
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_START, _END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_WORD = r"(?<![A-Za-z0-9_-])"
_OPENS = r"""["'`“‘「]?"""
_VALUE = r"""(?P<secret>[^\s"'`,;<>(){}\[\]，。；、”’」\0]{4,200})"""
_NAMED = (
    r"(?P<name>(?:password|passwd|passphrase|passcode|secret|token|credential"
    r"|api[_ -]?key|access[_ -]?key|account[_ -]?key|private[_ -]?key|client[_ -]?key|auth[_ -]?key"
    r"|encryption[_ -]?key|signing[_ -]?key|master[_ -]?key"
    r"|pass(?<![a-z]pass)(?![a-z])|pwd(?<![a-z]pwd)(?![a-z])|pw(?<![a-z]pw)(?![a-z]))s?"
    r"(?:[_-][a-z0-9]{1,12}){0,2})"
)
_EQUALS = r"""["'`]?[ \t]{0,3}(?:=>|:=|=(?!=)|:(?!:)|(?<=[ \t])(?:is|was)(?=[ \t]))[ \t]{0,3}"""

RULES = (
    Rule(
        "private-key",
        ("a private key", "私钥"),
        ("private key",),
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        r"(?=(?:\\[nr]|[\s\"']){1,12}(?:[A-Za-z0-9+/=]{16}|Proc-Type|DEK-Info|Version|Comment))",
        "-----BEGIN",
    ),
    Rule(
        "aws-access-token",
        ("an AWS access key", "AWS 访问密钥"),
        ("akia", "asia", "abia", "acca"),
        rf"{_START}(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{{16}}{_END}",
        "AKIA",
    ),
    Rule(
        "github-token",
        ("a GitHub token", "GitHub 令牌"),
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        rf"{_START}(?:gh[pousr]_[A-Za-z0-9]{{36,255}}|github_pat_[A-Za-z0-9_]{{22,255}}){_END}",
        "gh",
    ),
    Rule(
        "gitlab-token",
        ("a GitLab token", "GitLab 令牌"),
        ("glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glsoat-", "glft-", "glimt-", "glagent-", "gloas-"),
        rf"{_START}gl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent|oas)-[A-Za-z0-9_.-]{{20,255}}",
        "gl",
    ),
    Rule(
        "slack-token",
        ("a Slack token", "Slack 令牌"),
        ("xox", "xapp-"),
        rf"{_START}(?:xox[abeoprs]|xapp)-[0-9A-Za-z-]{{10,250}}",
        "xox",
    ),
    Rule(
        "slack-webhook-url",
        ("a Slack webhook", "Slack 回调地址"),
        ("hooks.slack.com/",),
        r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9+/]{30,90})",
        "hooks.slack.com/",
    ),
    Rule(
        "stripe-access-token",
        ("a Stripe key", "Stripe 密钥"),
        ("k_live_", "k_test_", "k_prod_", "whsec_"),
        rf"{_WORD}(?:[sr]k_(?:live|test|prod)_[A-Za-z0-9]{{10,250}}|whsec_[A-Za-z0-9+/]{{24,250}})",
    ),
    Rule(
        "google-api-key",
        ("a Google key", "Google 密钥"),
        ("aiza", "gocspx-", "ya29."),
        rf"{_WORD}(?:AIza[A-Za-z0-9_-]{{35}}|GOCSPX-[A-Za-z0-9_-]{{28}}|ya29\.[A-Za-z0-9_-]{{20,1000}})",
    ),
    Rule(
        "ai-api-key",
        ("a key of an AI service", "AI 服务的密钥"),
        ("sk-", "hf_", "gsk_"),
        rf"{_WORD}(?:sk-(?:proj|svcacct|admin|ant|or)-[A-Za-z0-9_-]{{20,250}}|sk-[A-Za-z0-9]{{32,64}}"
        rf"|hf_[A-Za-z]{{34}}|gsk_[A-Za-z0-9]{{52}}){_END}",
    ),
    Rule("npm-access-token", ("an npm token", "npm 令牌"), ("npm_",), rf"{_WORD}npm_[A-Za-z0-9]{{36}}{_END}"),
    Rule(
        "pypi-upload-token",
        ("a PyPI token", "PyPI 令牌"),
        ("pypi-age",),
        rf"{_WORD}pypi-AgE[A-Za-z0-9_-]{{50,1000}}",
        "pypi-",
    ),
    Rule(
        "cloud-key",
        ("a cloud service's key", "云服务的密钥"),
        ("ltai", "akid", "dop_v1_", "doo_v1_", "dor_v1_", "accountkey=", "sg."),
        rf"{_WORD}(?:LTAI[A-Za-z0-9]{{12,22}}|AKID[A-Za-z0-9]{{32}}|do[opr]_v1_[a-f0-9]{{64}}"
        rf"|AccountKey=[A-Za-z0-9+/]{{80,90}}=?=?|SG\.[A-Za-z0-9_-]{{22}}\.[A-Za-z0-9_-]{{43}}){_END}",
    ),
    Rule(
        "telegram-bot-api-token",
        ("a Telegram token", "Telegram 令牌"),
        (":aa",),
        rf"{_WORD}[0-9]{{8,10}}:AA[A-Za-z0-9_-]{{33}}{_END}",
    ),
    Rule(
        "jwt",
        ("a signed token (JWT)", "签名令牌（JWT）"),
        ("eyj",),
        r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}",
        "eyJ",
    ),
    Rule(
        "url-password",
        ("a password in a web address", "网址里的密码"),
        ("://",),
        r"""(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@"'<>\0]{0,100}:"""
        r"""(?P<secret>[^\s/@"'<>\0]{3,200})@[A-Za-z0-9\[]""",
        guess=True,
    ),
    Rule(
        "http-authorization",
        ("a token for a web service", "网络服务的令牌"),
        ("bearer ", "basic "),
        rf"{_WORD}(?:[Bb]earer|[Bb]asic|BEARER) (?P<secret>(?=[A-Za-z+/._~-]{{0,60}}[0-9])[A-Za-z0-9._~+/-]{{16,4000}}=?=?)",
        guess=True,
    ),
    Rule(
        "password",
        ("a password or key", "密码或密钥"),
        ("pass", "pwd", "pw", "secret", "token", "key", "credential"),
        rf"{_NAMED}{_EQUALS}(?P<quote>{_OPENS}){_VALUE}",
        guess=True,
        small=True,
    ),
    Rule(
        "password-zh",
        ("a password", "密码"),
        ("密码", "口令", "密钥", "令牌"),
        rf"(?P<name>密码|口令|密钥|令牌)[ \t]{{0,3}}(?:[:：=]|是|为|改成|设成)[ \t]{{0,3}}(?P<quote>{_OPENS})"
        r"(?P<secret>[A-Za-z0-9!-/:-@\[-`{-~]{4,200})",
        guess=True,
    ),
)

TOKEN = ("a random token", "随机令牌")
