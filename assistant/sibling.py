"""Words that stand for one another in a follow-up: 公办 and 民办, 城市 and 农村, ages."""

import re

_FAMILIES: tuple[tuple[str, ...], ...] = (
    ("公办", "民办", "公建民营"),
    ("普惠", "公办"),
    ("城市", "农村", "城镇", "乡村"),
    ("城里", "农村", "乡下", "镇上", "村里"),
    (
        "新建住宅小区",
        "新建住宅区",
        "新建居住区",
        "新建小区",
        "新小区",
        "老旧小区",
        "老小区",
        "既有小区",
    ),
    ("新建", "已建成", "已经建成", "既有"),
    ("独居", "留守", "空巢", "失独", "孤寡", "高龄", "低龄"),
    ("半失能", "失能", "失智", "自理"),
    ("职工", "居民", "灵活就业"),
    ("在职", "退休"),
    ("男", "女"),
    ("重度", "中度", "轻度"),
    ("一级", "二级", "三级", "四级"),
    ("本科", "大专", "专科", "中专", "研究生", "博士", "硕士"),
    ("小学", "初中", "高中", "幼儿园", "大学"),
    ("市级", "省级", "县级", "区级", "国家级"),
    ("建设补贴", "运营补贴"),
    ("高级工", "中级工", "初级工", "技师", "高级技师"),
    ("最高", "最低"),
    ("企业年金", "职业年金"),
    ("养老", "医疗", "失业", "工伤", "生育"),
    ("残疾", "失能"),
    ("住院", "门诊"),
    ("本地户口", "外地户口"),
)
_AGE = re.compile(r"\d{1,3}(?:周?岁)(?:及?以[上下])?")
_SHORT_CHARS, _LONGEST_CHARS = 8, 18


def swap_sibling(fragment: str, base: str) -> str:
    """``base`` with the word of ``fragment`` in the place of its sibling; "" if it has none.

    Of a short fragment (民办, 农村的, 80岁以上的) the word alone is taken, of a longer one
    (没达标的老小区) all.
    """
    if len(fragment) > _LONGEST_CHARS:
        return ""
    new, old = _AGE.search(fragment), _AGE.search(base)
    if new and old:
        return base[: old.start()] + new.group() + base[old.end() :]
    for family in _FAMILIES:
        word = next((word for word in family if word in fragment), "")
        others = [other for other in family if word and other != word and other in base]
        if others:
            new_words = word if len(fragment) <= _SHORT_CHARS else fragment.removesuffix("的")
            return base.replace(max(others, key=len), new_words, 1)
    return ""
