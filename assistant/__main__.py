"""The command line. Every command is one function; see the contract in README."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path

from assistant.answer import Answer, hits_to_json
from assistant.batch import read_asked, read_history
from assistant.library import build_library, open_library
from assistant.models import add_model_options, open_models
from assistant.pipeline import Assistant
from assistant.render import to_text
from assistant.writing.label import make_heading
from index.errors import PolicyAssistantError, StoreNotFoundError

_PLUGINS = "laoyousuowen.commands"
_BROKEN_OFF = "（模型没有写完，以下是原文摘录，请以此为准）"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 1 bad input, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    plugins = {entry.name: entry for entry in entry_points(group=_PLUGINS)}
    try:
        if arguments and arguments[0] in plugins:
            status = plugins[arguments[0]].load()(arguments[1:])
            return int(status or 0)
        options = _parser(list(plugins)).parse_args(arguments)
        return int(options.run(options) or 0)
    except PolicyAssistantError as error:
        print(f"出错：{error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser(plugins: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assistant",
        description="老有所问：查政策条款，问政策，回答带出处。",
        epilog=f"其他命令：{'、'.join(sorted(plugins))}（各自带 --help）",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    _add_index(commands.add_parser("index", help="建立或更新索引"))
    _add_search(commands.add_parser("search", help="查条款"))
    _add_ask(commands.add_parser("ask", help="问一个问题"))
    _add_batch(commands.add_parser("batch", help="回答一个文件里的许多问题"))
    show = commands.add_parser("show", help="读一条条款，或整份文件的文本")
    show.add_argument("clause", nargs="?", help="条款编号")
    show.add_argument("--document", help="来源文件名：输出它的全部文本")
    show.set_defaults(run=_show)
    commands.add_parser("documents", help="列出资料").set_defaults(run=_documents)
    commands.add_parser("check", help="检查索引是否完好").set_defaults(run=_check)
    for name, command in commands.choices.items():
        if name != "index":
            command.add_argument("--index", type=Path, help="索引文件夹（不写则用自带资料）")
    return parser


def _add_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="资料文件夹")
    parser.add_argument("--out", "--index", type=Path, default=Path("var/index"), help="索引文件夹")
    parser.add_argument("--encoder", help="编码模型的名字或路径，默认自带")
    parser.set_defaults(run=_index)


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", help="要查的词或句子")
    parser.add_argument("-k", type=int, default=10, help="最多几条（1–100）")
    parser.add_argument("--place", help="只看一个地方，如 威海")
    parser.add_argument("--department", help="只看一个部门负责的条款，如 市民政局")
    parser.add_argument("--document", help="只看标题或文件名含这些字的文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=_search)


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="问题")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--history", type=Path, help="前面的对话（JSON 文件）")
    parser.add_argument("--stream", action="store_true", help="模型写一句、核对一句、显示一句")
    _add_answering(parser)
    parser.set_defaults(run=_ask)


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, help="问题文件（每行一个 JSON）")
    parser.add_argument("--out", type=Path, required=True, help="答案文件")
    _add_answering(parser)
    parser.set_defaults(run=_batch)


def _add_answering(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--today", type=dt.date.fromisoformat, default=None, help="今天的日期，如 2026-11-22"
    )
    add_model_options(parser)


def _index(options: argparse.Namespace) -> int:
    built = build_library(options.corpus, options.out, options.encoder)
    for problem in built.problems:
        print(f"跳过：{problem}", file=sys.stderr)
    print(
        f"已建立索引：{len(built.index.documents)} 份文件，{len(built.index)} 条条款，"
        f"沿用 {built.reused} 个未改动的文件 → {options.out}"
    )
    return 1 if built.problems else 0


def _search(options: argparse.Namespace) -> None:
    assistant = Assistant(open_library(options.index))
    hits = assistant.search(
        options.words,
        max(1, min(100, options.k)),
        place=options.place,
        department=options.department,
        document=options.document,
    )
    if options.json:
        print(json.dumps(hits_to_json(hits), ensure_ascii=False, indent=1))
        return
    for hit, document in hits:
        print(f"{hit.rank}. {document.name} {hit.clause.path}  [{hit.clause.clause_id}]")
        print(f"   {hit.clause.reading}")


def _open(options: argparse.Namespace) -> Assistant:
    """The assistant of a command that answers."""
    models = open_models(options)
    return models.assistant(open_library(options.index), today=options.today)


def _ask(options: argparse.Namespace) -> None:
    history = read_history(options.history) if options.history else ()
    assistant = _open(options)
    if options.stream and not options.json:
        _tell(assistant, options.question, history)
        return
    answer = assistant.ask(options.question, history)
    if options.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
    else:
        print(to_text(answer))


def _tell(assistant: Assistant, question: str, history: Sequence[Mapping[str, str]]) -> None:
    """Print verified sentences as they come, then what the whole answer has beyond them."""
    told = ""
    for piece in assistant.stream(question, history):
        if isinstance(piece, Answer):
            whole = to_text(piece)
            if told and not whole.startswith(told):
                print(f"\n\n{_BROKEN_OFF}")
                told = ""
            print(whole.removeprefix(told))
            return
        if not told and assistant.writer:
            piece = f"{make_heading(assistant.writer.name)}{piece}"
        told += piece
        print(piece, end="", flush=True)


def _batch(options: argparse.Namespace) -> None:
    asked = read_asked(options.questions)
    assistant = _open(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as file:
        for row in asked:
            answer = assistant.ask(row.question, row.history)
            file.write(json.dumps(answer.to_json(row.id), ensure_ascii=False) + "\n")
    print(f"已回答 {len(asked)} 个问题 → {options.out}")


def _show(options: argparse.Namespace) -> None:
    index = open_library(options.index)
    if options.document:
        source = index.sources.get(options.document)
        if source is None:
            raise StoreNotFoundError(
                f"索引里没有文件“{options.document}”，请用 assistant documents 查看有哪些文件。"
            )
        sys.stdout.write(source.text)
        return
    clause = index.get(options.clause or "")
    if clause is None:
        raise StoreNotFoundError(
            f"索引里没有编号为“{options.clause or ''}”的条款，请用 assistant search 查编号。"
        )
    document = index.document(clause)
    print(f"{document.name}  {clause.path}")
    print(" > ".join(clause.headings))
    print(f"{document.source} [{clause.start}, {clause.end})")
    print(clause.reading)


def _documents(options: argparse.Namespace) -> None:
    index = open_library(options.index)
    counts: dict[str, int] = {}
    for clause in index.clauses:
        counts[clause.doc_id] = counts.get(clause.doc_id, 0) + 1
    for document in index.documents.values():
        marks = [document.place or "地区不明", document.published or "日期不明"]
        marks += ["征求意见稿"] if document.status == "draft" else []
        print(
            f"{document.name}\t{counts[document.doc_id]} 条\t{'，'.join(marks)}\t{document.source}"
        )


def _check(options: argparse.Namespace) -> None:
    index = open_library(options.index)
    print(
        f"索引完好：{len(index.documents)} 份文件，{len(index)} 条条款，"
        f"{len(index.passages)} 段，编码模型 {index.encoder.name}（{index.encoder.dim} 维）"
    )


if __name__ == "__main__":
    sys.exit(main())
