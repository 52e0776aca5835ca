"""The scores of a run as tables and plots, and its wrong answers to read."""

from collections.abc import Sequence

from eval.grading import Grade, aurc, risk_coverage
from eval.report import LABELS, Figure, make_figure, make_figures, make_groups, times
from page.guard import STAFF
from page.markup import escape, without_markers
from page.origin import origin_label
from page.plots import Bar, risk_curve, share_bars
from page.staff_view import table_html

COLUMNS = ("编号", "问题", "题型", "提问人", "参考答案", "助手的回答", "回答的来历", "错在哪里")
_NAMES = {
    "number": "数字", "how": "怎么办", "list": "列举", "yesno": "是不是", "compare": "比较",
    "multi": "一问多事", "eligibility": "谁能享受", "definition": "是什么",
    "department": "哪个部门", "followup": "追问",
    "citizen": "老人和子女", "staff": "工作人员", "keyword": "只打关键词",
}  # fmt: skip
_N_WRONG = 50


def report_html(grades: Sequence[Grade]) -> str:
    """Everything that a run says; nothing before the first question is graded."""
    if not grades:
        return ""
    groups = make_groups(grades)
    plots = "".join(
        f"<h3>{title}</h3>{share_bars(_bars(groups, kind))}"
        for kind, title in (("type", "各题型的正确率"), ("persona", "各种提问人的正确率"))
    )
    note = (
        '<p class="hint">正确：能答的题答对并引对，不能答的题拒答；细线是 95% 区间。</p>'
        if plots
        else ""
    )
    return f"{_figures(grades)}{plots}{note}{_groups(groups)}{_curve(grades)}{_wrong(grades)}"


def wrong_rows(grades: Sequence[Grade]) -> list[tuple[str, ...]]:
    """The wrong answers as rows of a table whose header is COLUMNS."""
    return [
        (
            grade.question.id,
            grade.question.question,
            _name(grade.question.type),
            _name(grade.question.persona),
            grade.question.answer,
            str(grade.answer.get("answer") or ""),
            origin_label(str(grade.answer.get("model") or "")),
            grade.why or "没有引到所需的条款",
        )
        for grade in grades
        if not grade.passed
    ]


def _figures(grades: Sequence[Grade]) -> str:
    rows = [
        (LABELS[name], _shown(figure), _interval(figure), str(figure.n))
        for name, figure in make_figures(grades).items()
    ]
    median, p95 = times(grades)
    title = (
        f"共 {len(grades)} 题；每题用时中位 {median * 1000:.0f} 毫秒，95 分位 {p95 * 1000:.0f} 毫秒"
    )
    return table_html(title, ("指标", "数值", "95% 区间", "个数"), rows)


def _groups(groups: dict[str, list[Grade]]) -> str:
    rows = []
    for name, grades in groups.items():
        figures = make_figures(grades)
        kept = ("accuracy", "accuracy_cited", "refusal", "false_refusal")
        label = _name(name.partition(" ")[2])
        rows.append((label, str(len(grades)), *(_shown(figures[key]) for key in kept)))
    head = ("分组", "题数", "答对", "答对并引对", "正确拒答", "误拒")
    return table_html("按题型和提问人", head, rows)


def _bars(groups: dict[str, list[Grade]], kind: str) -> list[Bar]:
    """Share of right outcomes in each group of a kind, the best first."""
    bars = []
    for name, grades in groups.items():
        if name.startswith(f"{kind} "):
            figure = make_figure([float(grade.passed) for grade in grades], share=True)
            value, low, high = (number or 0.0 for number in (figure.value, figure.low, figure.high))
            bars.append(Bar(_name(name.partition(" ")[2]), value, low, high, figure.n))
    return sorted(bars, key=lambda bar: -bar.value)


def _curve(grades: Sequence[Grade]) -> str:
    curve = risk_coverage(grades)
    area = aurc(curve)
    if area is None:
        return '<p class="hint">没有作答，画不出风险和覆盖的曲线。</p>'
    last_x, last_y = curve[-1]
    told = f"作答 {last_x:.0%} 的题，其中答错 {last_y:.0%}；曲线下面积 {area:.3f}"
    return f'<h3>风险和覆盖</h3>{risk_curve(curve, told)}<p class="hint">{told}。</p>'


def _wrong(grades: Sequence[Grade]) -> str:
    rows = wrong_rows(grades)
    if not rows:
        return '<p class="banner good">没有答错的题。</p>'
    items = "".join(
        f'<li class="card wide"><div><p class="card-where"><b>{escape(asked)}</b>'
        f'<span class="tag">{escape(why)}</span></p>'
        f"<p>参考答案：{escape(wanted)}</p><p>助手：{escape(without_markers(said))}</p></div></li>"
        for _, asked, _, _, wanted, said, _, why in rows[:_N_WRONG]
    )
    links = "".join(
        f'<a class="quiet" href="{STAFF}/tables/trial.{kind}" download>导出{label}</a>'
        for kind, label in (("xlsx", "电子表格"), ("csv", "纯文本表格"))
    )
    return (
        f"<h3>答错的题 {len(rows)} 道（列出前 {min(len(rows), _N_WRONG)} 道）</h3>"
        f'<div class="tools">{links}</div><ol class="cards">{items}</ol>'
    )


def _name(name: str) -> str:
    return _NAMES.get(name, name)


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return "无此类题"
    return f"{figure.value:.3f}" if figure.value < 10 else f"{figure.value:.0f}"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.3f} 到 {figure.high:.3f}" if figure.high < 10 else ""
