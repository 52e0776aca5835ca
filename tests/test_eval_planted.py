import random
from pathlib import Path

import pytest

from assistant.checking.verify import verify
from eval.planted import SHARES, check, make_world, planted, table, untouched
from eval.planted_errors import PLANTERS, World
from eval.planted_pairs import Pair
from index.places import load_gazetteer

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PAIR = Pair(
    "到2022年,市民政局应当建成助餐点20家,到2025年杭州不少于60家",
    "一、助餐。到2022年,市民政局应当建成助餐点20家,到2025年杭州不少于60家。站点开放8小时。",
    "杭州市助餐办法",
    "浙江省杭州市",
)


@pytest.fixture(scope="module")
def world():
    gazetteer = load_gazetteer()
    names = ("浙江省温州市", "山东省威海市", "河南省郑州市")
    return World((PAIR,), tuple(filter(None, map(gazetteer.get, names))), gazetteer)


def test_shares_cover_every_planter_and_sum_to_one():
    assert set(SHARES) == set(PLANTERS)
    assert sum(SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("kind", [k for k in PLANTERS if k not in ("clause", "city")])
def test_every_planter_changes_the_sentence_and_is_flagged(kind, world):
    trial = PLANTERS[kind](random.Random(1), PAIR, world)
    assert trial is not None
    assert trial.answer != f"{PAIR.sentence}[1]。"
    assert verify(trial.answer, trial.sources) != []


def test_the_right_sentence_passes():
    assert verify(f"{PAIR.sentence}[1]。", [PAIR.source(1)]) == []


def test_planting_needs_what_is_planted(world):
    bare = Pair("本办法自公布起施行", "本办法自公布起施行。", "办法", "")
    for kind in ("figure", "unit", "bound", "year", "year pair", "place", "department", "city"):
        assert PLANTERS[kind](random.Random(1), bare, world) is None


@pytest.fixture(scope="module")
def large_world():
    if not DATA.is_dir():
        pytest.skip("../shared/data is not beside this checkout")
    return make_world(DATA, 5)


@pytest.mark.slow
def test_goals_on_a_small_sample(large_world):
    spoilt, right = planted(large_world, 200, 5), untouched(large_world, 200, 5)
    assert len(spoilt) == len(right) == 200
    assert not {t.answer for t in spoilt} & {t.answer for t in right}
    results = check([*spoilt, *right])
    assert sum(bool(p) for t, p in results if t.kind) >= 0.98 * 200
    assert sum(not p for t, p in results if not t.kind) >= 0.98 * 200
    assert "untouched" in table(results)


@pytest.mark.slow
def test_same_seed_same_trials(large_world):
    assert planted(large_world, 30, 3) == planted(large_world, 30, 3)
