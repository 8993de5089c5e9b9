"""Whether the words of a lesson hold anything that somebody could do, or fit every mistake.

It is judged by lists of words, in English and in Chinese (both ways of writing): what stays when all words
that say nothing of their own are taken away, and whether a vague demand comes with a moment or a way. In
doubt a text is no platitude, as a false alarm on a plan is worse than a hollow lesson.
"""

from __future__ import annotations

import re
import unicodedata

from mistakes.hanzi import simplified

_MOST_WORDS, _MOST_WITH_A_VERB = 2, 3
_MOST_CHARACTERS, _MOST_WITH_CARE = 6, 4
# Words that say nothing of a mistake of their own.
_GENERIC = frozenset(
    """
    a again all also always an and any as at be been being beforehand better both but can carefully
    careful carelessness could day daily definitely diligent diligence do does doing don done each even ever every
    everybody everyone everything extra extremely for from future fully further generally get go going good great
    hard harder have i in is it its just keep keeping learn learned learning lesson lessons let like little ll lot
    made make makes making matter matters me mindful mistake mistakes more most much must my myself need needed
    needs never next no not nothing of often on once one only or our ourselves overall please proper properly
    really remember same should slow slowly so some something stay such sure than that the their them then there
    these they thing things think thinking this those thorough thoroughly thoughtful time times to too try trying
    twice us ve very vigilant vigilance want was way we well were what will with work working would you your
    attention attentive aware awareness care caution cautious communicate communicates communicating communication
    concentrate concentration consider discipline disciplined effort error errors focus focused fail failure
    improve improved improvement improving listen pay planning plan plans prepare prepared preparation
    quality responsibility responsible respect smarter strengthen
    enhance increase raise reinforce avoid prevent check double test tests testing responsible team together
    people patient patience calm human happen happens happened happening up out over down
    s t act ahead assume assuming before best closer ensure everybody's excellence exercise first follow
    more ownership practice practices proactive right strive take takes team teams between across

    carefull carefuly careless couldn couldnt didn didnt doesn doesnt dont isn isnt shouldn shouldnt won wont
    accountability accountable adhere adhering attitude collaborate collaboration common comply complying
    conscientious cooperate cooperation coordinate coordination culture dedicated dedication departments
    diligently following forget forgetting forgot full guideline guidelines high higher hold honest honesty hurry
    job manage management meticulous mindset other paying policies policy prioritise prioritize priorities
    procedure procedures process processes professional professionalism professionally rule rules rush rushing
    sense show smart standard standards staying stick taking teamwork transparency transparent use
    about bar chance eye leave alert
    """.split()
)
_SUBJECT = (
    r"(?:(?:we|i|you|one|everyone|everybody|always|just|must|should|need|needs|to|please|let|us|s|next|time|have|"
    r"ll|will|shall|try|trying|do|not|don|t|a) )*"
)
_VAGUE = (
    r"(?:improve|improving|strengthen|enhance|increase|raise|reinforce|focus on|strive for|ensure (?:better|more)|"
    r"pay(?:ing)? (?:more |better |closer |close )*attention|"
    r"be(?:ing)? (?:more |very |extra |always |a bit |a little )*(?:careful|carefull|mindful|aware|cautious|attentive|"
    r"professional|diligent|thorough|disciplined|organi[sz]ed|proactive|transparent|vigilant|conscientious|"
    r"meticulous|responsible|accountable)|"
    r"take (?:more |better |extra )*care|communicate|think more about|learn from|avoid|never forget|remember|"
    r"(?:more|better|improved|closer|stronger) (?:communication|collaboration|cooperation|coordination|teamwork|"
    r"planning|testing|tests|training|monitoring|documentation|discipline|care|attention|awareness|reviews?|"
    r"supervision|quality|management|preparation)|"
    r"do (?:more|better|proper) (?:testing|planning|reviews?|documentation|research|preparation|training)|"
    r"write (?:better|good|clean|cleaner|more|proper) (?:code|tests|documentation|comments)|"
    r"(?:follow|stick to|adhere to|comply with|respect|observe) (?:[a-z]+ ){0,3}?(?:process|processes|procedures?|"
    r"polic(?:y|ies)|guidelines?|rules|standards?|practices))\b"
)
# A demand for nothing but care: "review the code more carefully".
_WITH_CARE = r"(?:carefully|properly|thoroughly|diligently|attentively|professionally|responsibly|(?<!known )better|more closely)"
_HOW = (
    r"\b(?:before|after|when|whenever|until|unless|if|by|because|instead|via|first|without|while|during|within|"
    r"as soon|so that)\b|\d"
)
# The patterns for Chinese take milliseconds to compile, so that is left to the first text that needs them.
_GENERIC_HAN = (
    "三思而后行|举一反三|防患于?未然|下不为例|精益求精|一丝不苟|戒骄戒躁|居安思危|引以为戒|痛定思痛|常抓不懈|再接再厉|"
    "加强|注意|提高|提升|增强|强化|重视|改进|改善|完善|做好|落实|保持|避免|防止|杜绝|吸取|总结|反思|反省|检讨|"
    "认真|仔细|细心|细致|小心|谨慎|用心|专心|专注|专业|负责|努力|警惕|警觉|意识|责任心|责任感|责任|态度|沟通|交流|学习|经验|教训|"
    "错误|失误|问题|质量|品质|管理|检查|测试|思考|考虑|时刻|一定|必须|务必|应该|应当|需要|以后|今后|下次|下一次|再次|继续|"
    "更加|进一步|不断|充分|尽量|尽可能|多多|类似|同样|相同|工作|细节|大家|我们|自己|马虎|粗心|大意|犯|要|会|能|得|更|再|多|都|也|"
    "严格|要求|端正|凡事|想|一步|几遍|主人翁|精神|敬畏|之心|慎重|冷静|遇事|养成|良好|习惯|绝不|事件|事故|发生|成败|决定|"
    "留意|留心|留神|当心|周到|周全|全面|到位|引起|高度|深刻|积极|主动|认识|关注|安全|第一|着急|急躁|慢慢|"
    "遵守|遵循|按照|依照|执行|流程|规范|规定|规则|规章|制度|程序|标准|纪律|办事|协调|协作|合作|配合|团结|团队|"
    "就|很|好|对|把|和|与|及|的|地|了|着|吧|啊|不|别|勿|去|做|事情|事|点|些|一|这|那|种|我|你|他|有|加|按|来|急|请"
)
_VAGUE_HAN = "^.{0,6}?(?:加强|注意|提高|提升|增强|强化|重视|改进|改善|完善|做好|落实|避免|防止|杜绝|小心)"
_WITH_CARE_HAN = (
    "^(?:我们?|大家|以后|今后|下次|一定|务必|必须|应该|应当|需要|每个人|都|也|要|会|得|更加?|多|再)*"
    "(?:认真|仔细|细心|细致|谨慎|用心|专心|严格|遵守|遵循|按照|多加)"
    "|(?:要|应|应该|必须)(?:更加?|多|再|特别)?(?:谨慎|慎重|小心|仔细|细心|认真|注意)(?:一?[点些])?$"
)
_HOW_HAN = "前|后先|之后|先|时|如果|每次|每周|每天|通过|透过|用|直到|再|由|若|一旦|[周週][一二三四五六日末]|星期|[0-9]"
_NO_MOMENT_HAN = "时刻|及时|随时|按时|平时|同时|用心|作用|再次|不再|再犯"
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"


def is_platitude(text: str) -> bool:
    """Tell whether a lesson's words hold nothing that anybody could do: "be more careful", "加强沟通".

    It is one if only words are left that fit every mistake, or if it makes a vague demand ("improve", "follow
    the process", "…more carefully", "加強", "注意") and names a thing but neither a moment nor a way. Empty
    text is none.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    if not plain.isascii() and re.search(_HAN, plain):
        return _is_platitude_han(simplified(plain))
    words = re.findall(r"[^\W_]+", plain)
    if not words:
        return False
    left = [word for word in words if word not in _GENERIC]
    return not left or (len(left) <= _MOST_WITH_A_VERB and _is_vague(" ".join(words), plain, len(left)))


def _is_vague(words: str, plain: str, left: int) -> bool:
    if re.search(_HOW, plain):
        return False
    return bool(
        (left <= _MOST_WORDS and re.match(f"{_SUBJECT}{_VAGUE}", words))
        or re.search(rf"\b{_WITH_CARE}$", words)
    )


def _is_platitude_han(plain: str) -> bool:
    words = re.sub(r"[\W_]+", "", plain)
    left = len(re.sub(_GENERIC_HAN, "", words))
    if left <= 1:
        return True
    if left > _MOST_CHARACTERS or re.search(_HOW_HAN, re.sub(_NO_MOMENT_HAN, "", words)):
        return False
    return bool(re.match(_VAGUE_HAN, words) or (left <= _MOST_WITH_CARE and re.search(_WITH_CARE_HAN, words)))
