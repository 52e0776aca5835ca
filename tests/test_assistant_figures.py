"""Figures that belong to a matter, and which of them may be drawn side by side."""

from decimal import Decimal

import pytest

from assistant.figures import comparable, figures_of, find_figures, side_by_side, standing
from page.compare_view import comparison_html
from tests.test_page_views import answer

TOPIC = "护理型床位占比是多少"


def told(topic: str, text: str) -> list[str]:
    return [f"{figure}[{figure.marker}]" for figure in find_figures(topic, answer(text))]


@pytest.mark.parametrize(
    ("topic", "text", "figures"),
    [
        (TOPIC, "到2025年，新增床位300张，护理型床位占比不低于58%[1]。", ["2025年不低于58%[1]"]),
        (TOPIC, "护理型床位占比达到50%，医院护士占比30%[2]。", ["50%[2]"]),
        (TOPIC, "养老机构有8家，平均入住率70%[1]。", []),
        ("日间照料床位多少张", "2026年建成日间照料床位40张，投入90万元[1]。", ["2026年40张[1]"]),
        ("上门助浴补多少钱", "上门助浴每次补60元，共12次[1]。", ["60元[1]"]),
        ("托位数是多少", "到2024年，每千人托位数达到4.5个[1]。", ["2024年4.5个[1]"]),
    ],
)
def test_figures_of_the_matter_alone(topic, text, figures):
    assert told(topic, text) == figures


def test_a_refusal_has_no_figure():
    assert find_figures(TOPIC, answer("护理型床位占比60%没有写明。", answered=False)) == []


def test_only_one_unit_and_one_year_are_compared():
    rows = [
        ("威海", answer("到2025年护理型床位占比60%[1]。")),
        ("温州", answer("到2025年护理型床位占比不低于56%[1]。")),
        ("金华", answer("到2023年护理型床位占比50%[1]。")),
        ("台州", answer("没有。", answered=False)),
    ]
    bars = comparable(TOPIC, rows)
    assert [(place, figure.quantity.value) for place, figure in bars] == [
        ("威海", Decimal(60)), ("温州", Decimal(56)),
    ]  # fmt: skip
    html = comparison_html(TOPIC, rows)
    assert 'style="width:56.0%"' in html
    assert "金华的数字年份或单位不同" in html
    assert comparable(TOPIC, rows[1:]) == []
    assert "没有画图" in comparison_html(TOPIC, rows[1:])


def test_without_a_year_or_with_another_base_nothing_is_drawn():
    two = [("威海", "护理型床位占比60%[1]。"), ("温州", "护理型床位占比56%[1]。")]
    assert comparable(TOPIC, [(place, answer(text)) for place, text in two]) == []
    beds = [("威海", "2025年每万名老人有照护床位25张[1]。"), ("温州", "2025年照护床位410张[1]。")]
    rows = [(place, answer(text)) for place, text in beds]
    assert comparable("照护床位多少张", rows) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"甲": "到2025年占比18%[1]。", "乙": "到2025年占比15%[2]。"}, "甲更高[1][2]。"),
        ({"甲": "到2025年占比15%[1]。", "乙": "到2025年占比15%[2]。"}, "两地相同[1][2]。"),
        ({"甲": "到2025年占比不低于15%[1]。", "乙": "到2025年占比15%[2]。"}, ""),
        ({"甲": "到2025年占比18%[1]。", "乙": "到2024年占比15%[2]。"}, ""),
        (
            {"甲": "2025年床位占比9%[1]。", "乙": "2025年占比5%[2]。", "丙": "2025年占比7%[3]。"},
            "甲最高，乙最低[1][2][3]。",
        ),
    ],
)
def test_who_has_more_is_said_only_where_the_figures_show_it(told, said):
    found = [(place, figures_of("占比是多少", text)) for place, text in told.items()]
    assert standing(side_by_side(found)) == said
