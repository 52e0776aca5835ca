"""The command line on real files: every command, and every bad input in one clear line."""

import json

import pytest

from assistant.__main__ import main
from tests.conftest import index_notice

NOTICE = (
    "海边市老年人优待办法\n第一条 为了老年人，制定本办法。\n"
    "第二条 年满八十周岁的本市户籍老年人，每人每月发放高龄津贴一百五十元。\n"
    "第三条 老年人凭身份证免费乘坐市内公共汽车。\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return index_notice(tmp_path_factory.mktemp("library"), NOTICE)


def test_index_takes_over_unchanged_files_and_drops_removed_ones(tmp_path, capsys):
    (tmp_path / "docs").mkdir()
    for name in ("甲", "乙"):
        (tmp_path / "docs" / f"{name}.txt").write_text(
            NOTICE.replace("海边", name), encoding="utf-8"
        )
    command = ["index", str(tmp_path / "docs"), "--out", str(tmp_path / "i")]
    assert main(command) == 0
    (tmp_path / "docs" / "乙.txt").unlink()
    (tmp_path / "docs" / "丙.txt").write_text(NOTICE.replace("海边", "丙"), encoding="utf-8")
    capsys.readouterr()
    assert main(command) == 0
    assert "2 份文件" in (said := capsys.readouterr().out)
    assert "沿用 1 个" in said
    main(["documents", "--index", str(tmp_path / "i")])
    listed = capsys.readouterr().out
    assert "丙市" in listed
    assert "乙市" not in listed


def test_index_goes_on_after_a_bad_file_and_says_so(tmp_path, capsys):
    (tmp_path / "好.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "坏.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "空.txt").write_bytes(b"")
    assert main(["index", str(tmp_path), "--out", str(tmp_path / "i")]) == 1
    said = capsys.readouterr()
    assert "1 份文件" in said.out
    assert "坏.txt" in said.err
    assert "空.txt" in said.err


def test_search_prints_the_contract(folder, capsys):
    assert main(["search", "坐公交车要钱吗", "--index", str(folder / "index"), "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert hits[0]["path"] == "第三条"
    assert NOTICE[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    assert {"id", "document", "source", "place", "path", "text", "score", "start", "end"} <= set(
        hits[0]
    )


def test_show_documents_and_check(folder, capsys):
    index = ["--index", str(folder / "index")]
    assert main(["show", "优待.txt#第二条", *index]) == 0
    assert "一百五十元" in capsys.readouterr().out
    assert main(["show", "--document", "优待.txt", *index]) == 0
    assert capsys.readouterr().out == NOTICE
    assert main(["documents", *index]) == 0
    assert "海边市老年人优待办法" in capsys.readouterr().out
    assert main(["check", *index]) == 0
    assert "索引完好：1 份文件，3 条条款" in capsys.readouterr().out


def test_batch_twice_gives_the_same_bytes_but_for_seconds(folder, tmp_path, capsys):
    questions = tmp_path / "q.jsonl"
    rows = [
        {"id": "1", "question": "八十岁老人每月有多少高龄津贴", "answer": "不读这一项"},
        {"id": "2", "question": "今天会下雨吗"},
    ]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    outs = []
    for name in ("a", "b"):
        out = tmp_path / f"{name}.jsonl"
        command = ["batch", str(questions), "--out", str(out), "--index", str(folder / "index")]
        assert main([*command, "--today", "2026-11-22"]) == 0
        outs.append([json.loads(line) | {"seconds": 0} for line in out.read_text().splitlines()])
    assert outs[0] == outs[1]
    assert [row["id"] for row in outs[0]] == ["1", "2"]
    assert outs[0][1]["answered"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["index", "{t}/没有", "--out", "{t}/i"], "找不到资料文件夹"),
        (["index", "{t}", "--out", "{t}/i"], "没有可读的资料"),
        (["check", "--index", "{t}/i"], "没有索引"),
        (["ask", "问题", "--index", "{t}/i"], "没有索引"),
        (["batch", "{t}/q.jsonl", "--out", "{t}/a.jsonl"], "q.jsonl"),
        (["index", "{t}", "--out", "{t}/i", "--encoder", "{t}/model"], "无法加载编码器"),
    ],
)
def test_bad_input_is_one_chinese_line_and_status_one(tmp_path, capsys, arguments, words):
    assert main([argument.format(t=tmp_path) for argument in arguments]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.startswith("出错：")
    assert said.count("\n") == 1


def test_an_unknown_clause_place_and_encoder(folder, tmp_path, capsys):
    index = ["--index", str(folder / "index")]
    assert main(["show", "没有#第一条", *index]) == 1
    assert main(["search", "津贴", "--place", "某某星球", *index]) == 1
    (tmp_path / "a.txt").write_text(NOTICE, encoding="utf-8")
    assert (
        main(
            [
                "index",
                str(tmp_path),
                "--out",
                str(tmp_path / "i"),
                "--encoder",
                str(tmp_path / "无"),
            ]
        )
        == 1
    )
    assert "Traceback" not in capsys.readouterr().err


def test_wrong_usage_is_two():
    with pytest.raises(SystemExit) as raised:
        main(["ask"])
    assert raised.value.code == 2
