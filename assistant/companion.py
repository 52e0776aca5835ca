"""Whether a further sentence adds an asked fact to those already chosen: named features."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import HEADING, TAIL, Candidate
from assistant.late import late_nearness
from assistant.pool import Pool
from index.clause_index import ClauseIndex

COMPANION = (
    "chance", "gap", "part_chance", "part_gap", "part_lead", "rank", "n_parts", "n_wanted",
    "same_clause", "steps_after", "steps_before", "same_section", "first_chance",
    "own_gain", "soft_gain", "heaviest_gain", "late_gain", "late_most", "chosen_cover",
    "kinds_left", "kinds_gain", "figure_new", "figures_chosen", "likeness", "contained",
    "length", "chosen_length", "n_chosen", "is_tail", "is_heading", "joins",
    "wants_list", "wants_how", "wants_department", "wants_yesno", "wants_figure", "compare",
)  # fmt: skip
_FIGURES = {"amount", "count", "share", "age", "duration"}
_DATES = {"date", "year"}
_SIGNS = {
    "amount": re.compile(r"\d[\d.]*(?:万|亿)?元|免费|免收|免征"),
    "share": re.compile(r"[%‰]|百分之|成以上|比例"),
    "count": re.compile(r"\d"),
    "age": re.compile(r"周?岁"),
    "duration": re.compile(r"\d[\d.]*个?(?:年|月|日|天|小时|学时|工作日)|长期|终身"),
    "date": re.compile(r"\d{1,2}月|\d{4}年|年底|日前|之日起"),
    "year": re.compile(r"\d{4}年"),
    "department": re.compile(r"(?:部门|局|委|政府|机关|厅|办公室|民政|中心|机构)"),
    "where": re.compile(r"\d{3,4}-\d{7,8}|@|地址|电话|热线|网站|窗口|平台|所在地|到.{1,20}办理"),
    "documents-needed": re.compile(r"材料|证明|身份证|户口|申请表|证"),
    "list": re.compile(r"、.*、|；"),
    "how": re.compile(r"通过|采取|依托|按照|方式|办法|建立|开展|实行|实施|推行|应当"),
    "eligibility": re.compile(r"对象|符合|条件|以上的|以下的|人员|家庭|老年人|居民"),
    "definition": re.compile(r"是指|指的是|所称|即|包括"),
    "yesno": re.compile(r"可以|可|应当|不得|禁止|必须|允许|鼓励|支持|纳入|给予|享受|免"),
}  # fmt: skip
_JOINS = re.compile(r"和|与|以及|及|、|，|；|。|？|各|分别|还|也")
Floats = NDArray[np.float32]


def companion_rows(
    pool: Pool, chosen: Sequence[int], others: Sequence[int], index: ClauseIndex
) -> Floats:
    """Features of each other candidate beside the chosen ones.

    Args:
        pool: All candidates.
        chosen: Numbers of those already in the answer; at least one.
        others: Numbers of those that may be added.
        index: Where the clauses are.

    Returns:
        Shape (len(others), len(COMPANION)).
    """
    if not others:
        return np.zeros((0, len(COMPANION)), dtype=np.float32)
    shared = _shared(pool, chosen)
    near = late_nearness(pool.whole.asked.late, [pool.tokens[at] for at in (*chosen, *others)])
    known = near[: len(chosen)].max(axis=0)
    rises = np.maximum(near[len(chosen) :] - known, 0.0)
    rows = []
    for number, at in enumerate(others):
        values = (
            shared
            | _chance_features(pool, chosen, at)
            | _place_features(pool, chosen, at, index)
            | _word_features(pool, chosen, at)
            | _kind_features(pool, chosen, at)
        )
        values["late_gain"] = float(rises[number] @ pool.whole.asked.late.weights)
        values["late_most"] = float(rises[number].max(initial=0.0))
        rows.append([values[name] for name in COMPANION])
    return np.array(rows, dtype=np.float32)


def _shared(pool: Pool, chosen: Sequence[int]) -> dict[str, float]:
    """What does not depend on the other candidate."""
    asked = pool.whole.asked
    wanted = set(asked.question.wanted)
    text, terms = _joined(pool, chosen)
    return {
        "n_parts": float(len(pool.part_chances)),
        "n_wanted": float(len(wanted)),
        "first_chance": float(pool.part_chances[0, chosen[0]]),
        "chosen_cover": asked.terms.coverage(text, terms)[1],
        "chosen_length": min(len(text), 300) / 300,
        "n_chosen": float(len(chosen)),
        "kinds_left": float(sum(not _meets(kind, pool, chosen) for kind in wanted)),
        "figures_chosen": float(any(pool.candidates[at].units for at in chosen)),
        "joins": float(len(_JOINS.findall(asked.question.core))),
        "wants_list": float(bool(wanted & {"list", "documents-needed"})),
        "wants_how": float("how" in wanted),
        "wants_department": float("department" in wanted),
        "wants_yesno": float("yesno" in wanted),
        "wants_figure": float(bool(wanted & (_FIGURES | _DATES))),
        "compare": float(asked.question.compare),
    }


def _chance_features(pool: Pool, chosen: Sequence[int], at: int) -> dict[str, float]:
    best = float(pool.chances.max())
    later = pool.part_chances[1:, at] if len(pool.part_chances) > 1 else pool.part_chances[:, at]
    leads = pool.part_chances[1:] if len(pool.part_chances) > 1 else pool.part_chances
    part = int(np.argmax(later))
    return {
        "chance": float(pool.chances[at]),
        "gap": best - float(pool.chances[at]),
        "part_chance": float(later[part]),
        "part_gap": float(leads[part].max() - later[part]),
        "part_lead": float(later[part] - max(float(leads[part, c]) for c in chosen)),
        "rank": float(min((pool.chances > pool.chances[at]).sum(), 30)) / 30,
    }


def _place_features(
    pool: Pool, chosen: Sequence[int], at: int, index: ClauseIndex
) -> dict[str, float]:
    other = pool.candidates[at]
    mates = [pool.candidates[c] for c in chosen if pool.candidates[c].row == other.row]
    steps = [other.number - mate.number for mate in mates]
    headings = index.clauses[other.row].headings
    return {
        "same_clause": float(bool(mates)),
        "steps_after": float(min((s for s in steps if s > 0), default=9)),
        "steps_before": float(min((-s for s in steps if s < 0), default=9)),
        "same_section": float(
            any(
                index.clauses[pool.candidates[c].row].headings[:1] == headings[:1]
                and abs(pool.candidates[c].row - other.row) <= 3
                for c in chosen
            )
        ),
        "is_tail": float(other.part == TAIL),
        "is_heading": float(other.part == HEADING),
        "length": min(len(other.text), 200) / 200,
    }


def _word_features(pool: Pool, chosen: Sequence[int], at: int) -> dict[str, float]:
    terms = pool.whole.asked.terms
    other = pool.candidates[at]
    text, known = _joined(pool, chosen)
    before = terms.coverage(text, known)
    after = terms.coverage(f"{text}\n{other.text}", known | other.terms)
    fresh = [w for term, w in terms.own.items() if term in other.terms and term not in known]
    most = max(terms.own.values(), default=1.0)
    both = len(known & other.terms)
    return {
        "own_gain": after[0] - before[0],
        "soft_gain": after[1] - before[1],
        "heaviest_gain": max(fresh, default=0.0) / most,
        "likeness": both / max(1, len(known | other.terms)),
        "contained": both / max(1, len(other.terms)),
    }


def _kind_features(pool: Pool, chosen: Sequence[int], at: int) -> dict[str, float]:
    left = [k for k in set(pool.whole.asked.question.wanted) if not _meets(k, pool, chosen)]
    units = frozenset().union(*(pool.candidates[c].units for c in chosen))
    return {
        "kinds_gain": float(sum(_meets(kind, pool, (at,)) for kind in left)),
        "figure_new": float(bool(pool.candidates[at].units - units)),
    }


def shows_kind(kind: str, candidate: Candidate) -> bool:
    """Whether a sentence shows a fact of a kind; kinds without a sign are never missed."""
    sign = _SIGNS.get(kind)
    if sign is None or (kind == "department" and candidate.part == TAIL):
        return True
    return sign.search(candidate.text) is not None


def _meets(kind: str, pool: Pool, numbers: Sequence[int]) -> bool:
    return any(shows_kind(kind, pool.candidates[at]) for at in numbers)


def _joined(pool: Pool, numbers: Sequence[int]) -> tuple[str, frozenset[str]]:
    found: list[Candidate] = [pool.candidates[at] for at in numbers]
    return "\n".join(c.text for c in found), frozenset().union(*(c.terms for c in found))
