"""What a sentence looks like when it holds a fact of a kind, such as an amount or an office."""

import re

from assistant.evidence import TAIL, Candidate

# Numbers and places of offices and papers; only the thing itself answers.
CONTACTS = frozenset({"phone", "email", "address", "document-number"})
# Kinds that a sentence plainly shows or does not.
PLAIN = CONTACTS | {"frequency"}
FIGURES = frozenset({"amount", "count", "share", "age", "duration"})
DATES = frozenset({"date", "year"})
LISTS = frozenset({"list", "documents-needed"})
_SIGNS = {
    "amount": re.compile(r"\d[\d.]*(?:万|亿)?元|免费|免收|免征"),
    "share": re.compile(r"[%‰]|百分之|成以上|比例"),
    "count": re.compile(r"\d"),
    "age": re.compile(r"周?岁"),
    "frequency": re.compile(
        r"每(?:年|月|季|周|日|天|半年|两年|学期|学年|个|次|[\d一二三四五六两半])|季度|(?:年度|月度)(?!计划|预算|目标|任务|工作|安排)|"
        r"按[年月季]|\d[\d.]*次|一次"
    ),
    "phone": re.compile(r"\d{3,4}[-－—]\d{7,8}|(?<!\d)\d{7,}|(?<!\d)1[12]\d{3}(?!\d)|96\d{3,4}"),
    "address": re.compile(r"地址|[路街巷道]\d+号|大[厦楼]|[\d一二三四五六七八九十]+[号楼室层]"),
    "document-number": re.compile(r"[〔\[【（(]\d{4}[〕\]】）)]\s*第?\d+|第\d+号"),
    "email": re.compile(r"@|电子邮箱"),
    "website": re.compile(r"www|http|网站|网$|网[，。；、）]|公众号|小程序|APP|平台|门户"),
    "duration": re.compile(r"\d[\d.]*个?(?:年|月|日|天|小时|学时|工作日)|长期|终身"),
    "date": re.compile(r"\d{1,2}月|\d{4}年|年底|日前|之日起|以前|之前"),
    "year": re.compile(r"\d{4}年"),
    "department": re.compile(
        r"(?s)(?=.*(?:部门|局|委|政府|机关|厅|办公室|民政|中心|机构))"
        r"(?=.*(?:负责|牵头|主管|会同|履行|监管|组织实施|代发|统筹))"
    ),
    "where": re.compile(r"\d{3,4}-\d{7,8}|@|地址|电话|热线|网站|窗口|平台|所在地|到.{1,20}办理"),
    "documents-needed": re.compile(r"材料|证明|身份证|户口|申请表|证"),
    "list": re.compile(r"、.*、|；"),
    "how": re.compile(r"通过|采取|依托|按照|方式|形式|办法|建立|开展|利用|实行|实施|推行|应当"),
    "eligibility": re.compile(
        r"对象|符合|条件|以上的|以下的|"
        r"(?:的|等)(?:老年人|人员|家庭|居民|机构|企业|单位|职工|儿童|残疾人)|"
        r"对.{2,40}(?:给予|发放|实施)"
    ),
    "definition": re.compile(r"是指|指的是|所称|即|包括|称为|“[^”]+”"),
    "yesno": re.compile(
        r"可以|可按|可在|可向|应当|不得|禁止|必须|无需|不再|不需|允许|鼓励|支持|纳入|给予|享受|免|探索"
    ),
}


def shows_kind(kind: str, candidate: Candidate) -> bool:
    """Whether a sentence shows a fact of a kind; kinds without a sign are never missed."""
    sign = _SIGNS.get(kind)
    if sign is None or (kind == "department" and candidate.part == TAIL):
        return True
    return sign.search(candidate.text) is not None
