"""The network run with numpy against the same weights in torch, and its limits."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evidence import Sentences
from assistant.interaction import (
    MAX_HEADING,
    MAX_QUESTION,
    MAX_SENTENCE,
    Interaction,
    load_interaction,
    pad_questions,
    pad_sentences,
)
from index.encoder_builtin import load_built_in
from index.encoder_late import token_ids
from tests.conftest import index_text
from training.interaction_net import InteractionNet, TokenVectors

N_TOKENS = 32_000
texts = st.lists(st.integers(0, N_TOKENS - 1), min_size=1, max_size=90).map(np.array)
headings = st.lists(st.integers(0, N_TOKENS - 1), max_size=40).map(lambda x: np.array(x, np.int64))


@pytest.fixture(scope="module")
def encoder():
    return load_built_in()


@pytest.fixture(scope="module")
def net(encoder):
    torch.manual_seed(1)
    return InteractionNet(encoder.dim).eval()


@pytest.fixture(scope="module")
def reader(net):
    return Interaction({name: value.numpy() for name, value in net.state_dict().items()})


@settings(max_examples=25, deadline=None)
@given(question=texts, sentences=st.lists(st.tuples(headings, texts), min_size=1, max_size=40))
def test_numpy_and_torch_agree(encoder, net, reader, question, sentences):
    mine = reader.scores(encoder, question, sentences)
    with torch.no_grad():
        theirs = net(
            TokenVectors(encoder),
            pad_questions([question]),
            pad_sentences(sentences),
            [0] * len(sentences),
        ).numpy()
    assert np.abs(mine - theirs).max() < 1e-4


def test_what_stands_beside_a_sentence_does_not_change_it(encoder, reader):
    rng = np.random.default_rng(5)
    question = rng.integers(0, N_TOKENS, 9)
    told = [(rng.integers(0, N_TOKENS, n % 7), rng.integers(0, N_TOKENS, 1 + n)) for n in range(50)]
    together = reader.scores(encoder, question, told)
    alone = np.concatenate([reader.scores(encoder, question, [one]) for one in told])
    assert np.abs(together - alone).max() < 1e-4


def test_only_the_first_tokens_are_read(encoder, reader):
    rng = np.random.default_rng(6)
    question, heading = rng.integers(0, N_TOKENS, MAX_QUESTION), rng.integers(0, N_TOKENS, 5)
    sentence, more = rng.integers(0, N_TOKENS, MAX_SENTENCE), rng.integers(0, N_TOKENS, 30)
    short = reader.scores(encoder, question, [(heading, sentence)])
    long = reader.scores(encoder, np.append(question, more), [(heading, np.append(sentence, more))])
    assert np.array_equal(short, long)
    above = rng.integers(0, N_TOKENS, MAX_HEADING)
    assert np.array_equal(
        reader.scores(encoder, question, [(above, sentence)]),
        reader.scores(encoder, question, [(np.append(more, above), sentence)]),
    )


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("老人每个月能领多少补贴", "每人每月发放补贴300元", "补贴由民政部门发放"),
        ("找哪个部门申请", "向户籍所在地的镇政府提出申请", "申请人年满六十周岁"),
        ("什么时候开始执行", "本办法自2024年1月1日起施行", "本办法所称老年人是指六十周岁以上的人"),
        ("哪些人可以申请", "本市户籍的低保家庭可以申请", "申请应当在三十日内办结"),
    ],
)
def test_the_shipped_one_prefers_what_answers(encoder, question, right, wrong):
    nothing = np.zeros(0, dtype=np.int64)
    told = [(nothing, ids) for ids in token_ids(encoder, [wrong, right])]
    scores = load_interaction().scores(encoder, token_ids(encoder, [question])[0], told)
    assert scores[1, 0] > scores[0, 0]
    assert scores[1, 1] > scores[0, 1]


def test_a_clause_is_read_alike_whatever_was_read_before(tmp_path, encoder, reader):
    text = "海边市办法\n第一条 食堂每餐补五元。钱按月发。\n第二条 七十岁以上的老人可以申请。\n"
    index = index_text(tmp_path, text)
    question, other = (np.array(ids) for ids in encoder.token_ids(["吃饭补多少", "谁能申请"]))
    fresh, used = Sentences(index, reader), Sentences(index, reader)
    used.read(other, 1)
    used.read(question, 1)
    for row in (0, 1, 0):
        assert np.array_equal(fresh.read(question, row), used.read(question, row))
    assert not np.array_equal(fresh.read(question, 0), fresh.read(other, 0))
    assert not Sentences(index, None).read(question, 0).any()
