"""Small parts of a sentence that no cited clause bears, such as ，费用全免 after a right part.

The checker holds long parts against the clause's words; a language model adds short ones.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.checking.anchor import Marked

_PART = re.compile(r"[^,;:?!。\n]+")
_RUN = re.compile(r"[^\W\d_a-z]+")
# Words that join or introduce and state nothing by themselves.
_JOINING = re.compile(
    "根据|按照|依据|依照|规定|要求|提出|明确|文件|通知|条款|方案|办法|原文|资料|这样|如下|以下|以上|上述|下列"
    "|也就是说|简单说|总的来说|总之|具体来说|具体|就是|即|其中|此外|另外|同时|并且|而且|以及|还|也|都|均|则|而"
    "|但是?|不过|所以|因此|如果|对于|关于|至于|分别|包括|主要|一共|合计|共|有|是|为|的|了|和|与|或|及|在|由|对|从"
    "|给|把|被|向|到|里|中|将|会|要|可以|能|能够|应当?|需要?|必须|负责|牵头|参与|配合|目标|标准|内容|情况|方面|这|那|该|本"
)
_MIN_PAIRS, _MIN_SHARE = 1, 0.5


def strange_part(claim: Marked, printed: str) -> str:
    """The first part between commas whose words the clauses do not print, or "".

    Args:
        claim: A normalised sentence without markers.
        printed: Everything that the cited clauses and their titles print, normalised.
    """
    text = list(claim.text)
    for anchor in claim.anchors:
        text[anchor.start : anchor.end] = " " * (anchor.end - anchor.start)
    known = {a + b for a, b in pairwise(printed)}
    for part in _PART.finditer("".join(text)):
        pairs = list(_pairs(part[0]))
        if len(pairs) >= _MIN_PAIRS and sum(p in known for p in pairs) < _MIN_SHARE * len(pairs):
            return claim.text[part.start() : part.end()].strip()
    return ""


def _pairs(part: str) -> Iterator[str]:
    """Pairs of characters within the words that state something."""
    for run in _RUN.findall(_JOINING.sub(" ", part)):
        yield from (a + b for a, b in pairwise(run))
