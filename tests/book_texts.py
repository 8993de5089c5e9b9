"""Texts that people might write into an entry, to break a page, a book or a Markdown file."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form id=body><input name=attributes></form>",
    "<a id=location name=cookie href=x>y</a>",
    "<p style='background:url(//evil.example)' class=x onclick=alert(1)>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0a;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[x](../../up)",
    '[x](http://a.example/"onmouseover="alert(1))',
    "[x](http://a.example 'x\" onmouseover=\"alert(1)')",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](http://evil.example/pixel.gif)",
    '![" onerror="alert(1)](http://evil.example/pixel.gif)',
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[a]: javascript:alert(1)\n\n[a] ![a]",
    "```<script>\n<script>alert(1)</script>\n```",
    "| <script> | b |\n|--:|:-:|\n| <img onerror=x> | `</td>` |",
    "# <h1 id=x>\n\n---\n\n> <b>\n",
    "a\x00b\x1b]52;c;eA==\x07\ud800\uffff\x85\x9b31m",
    "&#0; &#x1F; &#xFFFE; &#xD800; &nbsp; &copy; &amp;nbsp;",
    "]]> <![CDATA[x]]> <?php x ?> <!DOCTYPE x> <!-- x -- y -->",
    "\u202etxet\u2066 \U000e0041\u200b",
    "__proto__ constructor",
]
MARKS = """
# |## |> |- |1. |`|```\n|*|**|_|~~|[a](http://b.example)|![|](|\\|\n\n|    |<|>|&|"|'|\r\n|\t|你好|。|http://a.example
""".strip().split("|")
PIECES = st.sampled_from([*HOSTILE, *MARKS, "|", "|-|\n", "\n"])
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)
