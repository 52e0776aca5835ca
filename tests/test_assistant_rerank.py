"""Re-ranking with a real CrossEncoder: a random two-layer one, and scripted scores for the order."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.__main__ import main
from assistant.errors import RerankerError
from assistant.pipeline import Assistant
from assistant.rerank import Reranker, load_reranker
from tests.conftest import TODAY

pytestmark = pytest.mark.filterwarnings("ignore")  # of torch and transformers themselves
ASKED = "温州到2025年每万名老年人要有多少张认知障碍照护床位？"


def make_cross_encoder(folder, labels=1):
    """A BERT of two layers with random weights, its vocabulary the characters of this file."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    signs = sorted(set("温州金华老年人床位补助多少张的和市护理一二三四五0123456789。，？"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *signs]
    raw = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    raw.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", model_max_length=128,
    )  # fmt: skip
    torch.manual_seed(4)
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=64, max_position_embeddings=128, num_labels=labels, initializer_range=0.7,
        )
    )  # fmt: skip
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_cross_encoder(tmp_path_factory.mktemp("models") / "tiny-cross")


@dataclass
class Scripted:
    """Scores by a rule; keeps the pairs."""

    rule: object
    pairs: list = field(default_factory=list)

    def predict(self, pairs, **_):
        self.pairs += pairs
        return np.array([self.rule(query, text) for query, text in pairs])


def test_the_order_is_that_of_the_librarys_own_scores(folder):
    from sentence_transformers import CrossEncoder

    texts = ["温州老年人床位20张。", "金华补助100。", "的和市", "护理" * 90]
    theirs = CrossEncoder(str(folder), device="cpu").predict([(ASKED, text) for text in texts])
    made = load_reranker(str(folder))
    assert made.name == str(folder)
    assert made.order(ASKED, texts).tolist() == np.argsort(-theirs, kind="stable").tolist()
    assert made.order(ASKED, []).tolist() == []


def test_equal_scores_keep_the_order():
    assert Reranker("same", Scripted(lambda q, t: 1.0)).order("问", ["a", "b"]).tolist() == [0, 1]


def test_clauses_found_are_reordered_and_nothing_else_changes(bundled_index):
    plain = Assistant(bundled_index, today=TODAY).ask(ASKED)
    wanted = plain.hits[4][0].clause.reading
    scripted = Scripted(lambda query, text: float(text.endswith(wanted)))
    answer = Assistant(bundled_index, today=TODAY, reranker=Reranker("mine", scripted)).ask(ASKED)
    assert answer.reranker == "mine"
    assert answer.to_json()["reranker"] == "mine"
    assert plain.to_json()["reranker"] == ""
    assert [d.short for _, d in answer.hits] == ["温州"] * 10
    ranks = [hit.clause.reading for hit, _ in answer.hits]
    assert ranks.index(wanted) < 4
    assert len({text for _, text in scripted.pairs}) >= 10
    assert answer.answered
    assert [hit.score for hit, _ in answer.hits] == sorted(
        (hit.score for hit, _ in answer.hits), reverse=True
    )


def test_a_random_cross_encoder_leaves_quotes_and_places_right(bundled_index, folder):
    assistant = Assistant(bundled_index, today=TODAY, reranker=load_reranker(str(folder)))
    first = assistant.ask(ASKED)
    assert first.to_json() | {"seconds": 0} == assistant.ask(ASKED).to_json() | {"seconds": 0}
    for citation in first.citations:
        assert citation.document.short == "温州"
        assert citation.quote in citation.clause.text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_scores_that_are_no_numbers_are_an_error(value):
    with pytest.raises(RerankerError, match="非数值"):
        Reranker("bad", Scripted(lambda q, t: value)).order("问", ["甲"])


def test_a_failing_model_is_an_error_of_ours():
    with pytest.raises(RerankerError, match="ZeroDivisionError"):
        Reranker("bad", Scripted(lambda q, t: 1 / 0)).order("问", ["甲"])


def test_a_folder_without_model_or_with_several_scores_is_refused(tmp_path, capsys):
    with pytest.raises(RerankerError, match="打不开重排模型"):
        load_reranker(str(tmp_path))
    make_cross_encoder(tmp_path / "three", labels=3)
    capsys.readouterr()
    assert main(["ask", ASKED, "--reranker", str(tmp_path / "three")]) == 1
    said = capsys.readouterr().err
    assert "给出3个分数" in said
    assert said.startswith("出错：")
