"""The encoder as a choice: ours, or any SentenceTransformer on this machine."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder import load_encoder
from index.encoder_builtin import FOLDER, load_built_in
from index.errors import EncoderError

SENTENCES = [
    "奶奶腿脚不好，想在家门口吃口热饭，有没有便宜的食堂？",
    "社区为行动不便的长者送餐上门，收费低于市场价。",
    "公司拖着三个月工资不发，去哪里告？",
    "用人单位应当按月足额支付劳动报酬。",
    "2025年8月1日",
    "hello",
    "好",
]


@pytest.fixture(scope="module")
def ours():
    return load_encoder()


def tiny_static_model(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A SentenceTransformer of three words in two dimensions."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "钱": 1, "老人": 2, "问": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    rows = np.array([[0.0, 1.0], [3.0, 4.0], [1.0, 0.0], [0.0, 5.0]], dtype=np.float32)
    static = StaticEmbedding(tokenizer, embedding_weights=rows)
    SentenceTransformer(modules=[static], prompts=prompts, device="cpu").save(str(folder))
    return folder


def test_rows_are_unit_vectors(ours):
    vectors = ours.encode_passages(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(SENTENCES), ours.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_vectors_equal_those_of_sentence_transformers(ours):
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(FOLDER), device="cpu")
    np.testing.assert_allclose(
        ours.encode_passages(SENTENCES), theirs.encode_document(SENTENCES), atol=1e-5
    )
    np.testing.assert_allclose(
        ours.encode_queries(SENTENCES), theirs.encode_query(SENTENCES), atol=1e-5
    )


def test_a_text_has_the_same_vector_alone_and_among_others(ours):
    together = ours.encode_passages(SENTENCES)
    for row, sentence in zip(together, SENTENCES, strict=True):
        np.testing.assert_allclose(ours.encode_passages([sentence])[0], row, atol=1e-6)


def test_texts_without_words_have_a_unit_vector(ours):
    vectors = ours.encode_queries(["", "……", "🂡"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(ours):
    assert ours.encode_passages([]).shape == (0, ours.dim)


def test_everyday_words_find_the_official_sentence(ours):
    query = ours.encode_queries(["老板欠薪不给"])
    passages = ours.encode_passages(
        ["用人单位应当按月足额支付劳动报酬。", "公园内禁止燃放烟花爆竹。", "船舶应当悬挂国旗。"]
    )
    assert int(np.argmax(passages @ query[0])) == 0


def test_both_names_are_ours_and_the_fingerprint_is_stable(ours):
    again = load_encoder("static")
    assert again.name == "built-in"
    assert again.fingerprint == ours.fingerprint
    assert len(ours.fingerprint) == 64


def test_our_encoder_fits_in_the_repository():
    assert sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file()) <= 40 * 1024**2


def test_the_built_in_encoder_needs_no_torch():
    code = (
        "import sys\n"
        "from index.encoder import load_encoder\n"
        "load_encoder().encode_queries(['问'])\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_a_damaged_built_in_folder_is_named_with_its_cure(tmp_path):
    with pytest.raises(EncoderError, match="重新安装"):
        load_built_in(tmp_path)


def test_a_folder_is_loaded_with_its_prompts(tmp_path):
    folder = tiny_static_model(tmp_path / "tiny", {"query": "问 ", "document": ""})
    encoder = load_encoder(str(folder))
    assert encoder.dim == 2
    np.testing.assert_allclose(encoder.encode_passages(["钱"]), [[0.6, 0.8]], atol=1e-6)
    asked = np.array([3.0, 9.0]) / np.hypot(3.0, 9.0)
    np.testing.assert_allclose(encoder.encode_queries(["钱"])[0], asked, atol=1e-6)


def test_another_prompt_is_another_fingerprint(tmp_path):
    plain = load_encoder(str(tiny_static_model(tmp_path / "plain")))
    prompted = load_encoder(str(tiny_static_model(tmp_path / "prompted", {"query": "问 "})))
    assert plain.fingerprint != prompted.fingerprint


def test_a_missing_model_is_one_clear_sentence(tmp_path):
    with pytest.raises(EncoderError, match=r"无法加载编码器.*--encoder built-in") as caught:
        load_encoder(str(tmp_path / "nowhere"))
    assert "\n" not in str(caught.value)
