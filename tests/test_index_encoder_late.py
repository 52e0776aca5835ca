"""Late interaction: values on a table small enough to reckon by hand."""

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from index.encoder import load_encoder
from index.encoder_builtin import BuiltInEncoder
from index.encoder_late import late_back, late_query, token_ids, token_scores


@pytest.fixture
def tiny():
    """Three words: 钱 and 款 point the same way, 狗 elsewhere and three times as long."""
    words = {"[UNK]": 0, "钱": 1, "款": 2, "狗": 3}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    table = np.array([[1.0, 1.0], [1.0, 0.0], [2.0, 0.0], [0.0, 3.0]], dtype=np.float32)
    return BuiltInEncoder("tiny", 2, "", tokenizer, table, np.linalg.norm(table, axis=1))


def test_a_word_finds_its_nearest_and_counts_by_its_length(tiny):
    scores = token_scores(tiny, "钱 狗", ["款", "狗", "款 狗"])
    np.testing.assert_allclose(scores, [1 / 4, 3 / 4, 1.0], atol=1e-6)


def test_repeated_words_count_once(tiny):
    once, often = token_scores(tiny, "钱 狗", ["款"]), token_scores(tiny, "钱 钱 狗", ["款 款"])
    np.testing.assert_allclose(once, often)


def test_no_passages_give_no_scores(tiny):
    assert token_scores(tiny, "钱", []).shape == (0,)


def test_an_empty_passage_has_a_score(tiny):
    assert np.isfinite(token_scores(tiny, "钱", ["", "款"])).all()


def test_the_passage_with_the_asked_thing_is_first():
    passages = ["养老机构应当与老人签订服务协议。", "骑电动车进电梯的，由消防部门处理。"]
    scores = token_scores(load_encoder(), "养老院要跟老人签协议吗", passages)
    assert scores[0] > scores[1]


def test_what_the_question_does_not_speak_of_lowers_how_much_of_a_text_it_meets(tiny):
    asked = late_query(tiny, "钱")
    back = late_back(asked, token_ids(tiny, ["款", "款 狗", "狗"]))
    # 款 (length 2) is met wholly, 狗 (length 3) not at all.
    np.testing.assert_allclose(back, [1.0, 2 / 5, 0.0], atol=1e-6)
