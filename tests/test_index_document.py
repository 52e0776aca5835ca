import pytest

from index.document import find_sources, read_source
from index.errors import (
    CorpusNotFoundError,
    EmptyDocumentError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)


def test_utf8_newlines_and_offsets_stay_as_in_the_file(tmp_path):
    (tmp_path / "a.txt").write_bytes("第一条 甲。\r\n第二条 乙。".encode())
    source = read_source(tmp_path / "a.txt", tmp_path)
    assert source.text == "第一条 甲。\r\n第二条 乙。"
    assert source.name == "a.txt"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes("一、老人每月补贴二百元。".encode(encoding))
    assert "老人每月补贴二百元。" in read_source(tmp_path / "a.txt", tmp_path).text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 9])
def test_binary_called_txt_is_refused_with_name_and_cure(tmp_path, data):
    (tmp_path / "图.txt").write_bytes(data)
    with pytest.raises(UnreadableDocumentError, match=r"图\.txt.*UTF-8"):
        read_source(tmp_path / "图.txt", tmp_path)


@pytest.mark.parametrize("text", ["", " \n\u3000\n"])
def test_empty_file_is_refused(tmp_path, text):
    (tmp_path / "空.md").write_text(text, encoding="utf-8")
    with pytest.raises(EmptyDocumentError, match="空"):
        read_source(tmp_path / "空.md", tmp_path)


def test_unknown_suffix_is_refused(tmp_path):
    (tmp_path / "a.doc").write_text("x")
    with pytest.raises(UnsupportedFormatError, match=r"\.md"):
        read_source(tmp_path / "a.doc", tmp_path)


def test_find_sources_sorts_and_leaves_hidden_files_out(tmp_path):
    for name in ("b.txt", "a.md", ".secret.txt", "c.pdf"):
        (tmp_path / name).write_text("甲")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "d.txt").write_text("丁")
    names = [path.relative_to(tmp_path).as_posix() for path in find_sources(tmp_path)]
    assert names == ["a.md", "b.txt", "sub/d.txt"]


def test_missing_and_empty_folder(tmp_path):
    with pytest.raises(CorpusNotFoundError, match="找不到资料文件夹"):
        find_sources(tmp_path / "没有")
    with pytest.raises(CorpusNotFoundError, match="没有可读的资料"):
        find_sources(tmp_path)
