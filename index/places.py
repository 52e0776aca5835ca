"""Places of China: names in a text, and how an asked place relates to a document's place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import rjieba

Level = Literal["nation", "province", "city", "county", "zone", "unknown"]
Relation = Literal["same", "above", "inside", ""]

_DATA = Path(__file__).resolve().parent / "data"
_LEVELS: dict[str, Level] = {
    "省": "province", "直辖市": "province", "自治区": "province", "特别行政区": "province",
    "地级市": "city", "自治州": "city", "地区": "city", "盟": "city",
    "省直辖县级": "county", "县级市(省直管)": "county", "县级市": "county", "县": "county",
    "自治县": "county", "市辖区": "county", "功能区": "zone",
}  # fmt: skip
_RANK = {"nation": 0, "province": 0, "city": 1, "county": 2, "zone": 2}
_QUOTED = re.compile("“([^”]+)”")
# The last character of a full name may open the next word: 河北|区域, 金华|市民.
_GLUED = re.compile("[省市县区][域间块级城内民场政直属辖容]")
_ROAD = re.compile("[东南西北中]?(?:路(?!桥)|大街|大道)")
_ORGANISATION = re.compile(
    "(?:[省市县区]|第[一二三四五六七八九十]|人民|中心|中医药?|中西医结合|医科|医药|师范|理工|职业|技术|"
    "科技|财经|农业|工业|工商|交通|外国语|妇幼|儿童|肿瘤|眼科|口腔|附属|协和|市立|公立|红十字会?|邵逸夫){0,4}"
    "(?:大学(?!生)|学院|医院|银行|证券|公司|集团|日报|晚报|新闻网|电视台)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative place.

    Attributes:
        full: unique name with its ancestors, such as 浙江省嘉兴市桐乡市; an ambiguous
            name (桥西区) is kept as written, with its readings in ``candidates``.
        name: its own official name, such as 桐乡市.
        short: everyday short name, such as 桐乡.
        level: nation, province, city, county, zone (development zones) or unknown (ambiguous).
        parent: ``full`` of the next place above; empty for the nation and ambiguous names.
        aliases: every written form that may be looked for in a text.
        candidates: ``full`` names of the possible readings of an ambiguous name.
    """

    full: str
    name: str
    short: str
    level: Level
    parent: str
    aliases: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named at ``[start, end)``; ``organisation`` marks names such as 浙江|大学."""

    place: Place
    start: int
    end: int
    organisation: bool = False


NATION = Place("全国", "全国", "全国", "nation", "")


class Gazetteer:
    """All places known, with look-up in texts.

    Args:
        places: the places; parents before or after their children.
        groups: joint names and the ``full`` names of their members (京津冀).
        doubtful: short names that mean no reading by default, and their readings (朝阳).
        blocked: longer strings in which a short name is no place (养老金水平 and 金水).
    """

    def __init__(
        self,
        places: Iterable[Place],
        groups: Mapping[str, tuple[str, ...]],
        doubtful: Mapping[str, tuple[str, ...]],
        blocked: Iterable[str] = (),
    ) -> None:
        self._by_full = {place.full: place for place in (NATION, *places)}
        self._groups = {name: self._named(fulls) for name, fulls in groups.items()}
        readings: dict[str, list[Place]] = {}
        for place in self._by_full.values():
            for alias in place.aliases:
                readings.setdefault(alias, []).append(place)
        self._readings = {name: _highest(found) for name, found in readings.items()}
        self._readings |= {name: self._named(fulls) for name, fulls in doubtful.items()}
        self._index: dict[str, list[str]] = {}
        for name in (*self._readings, *self._groups):
            self._index.setdefault(name[:2], []).append(name)
        for names in self._index.values():
            names.sort(key=len, reverse=True)
        words = tuple(blocked)
        self._blocked = {
            name: tuple(word for word in words if name in word)
            for name in self._readings
            if len(name) == 2
        }

    def _named(self, fulls: Iterable[str]) -> tuple[Place, ...]:
        return tuple(self._by_full[full] for full in fulls)

    def get(self, full: str) -> Place | None:
        """The place whose ``full`` name is given, or None."""
        return self._by_full.get(full)

    def find(self, text: str) -> list[Mention]:
        """Places named in ``text``, in order; 浙江省嘉兴市桐乡市 is one mention, of 桐乡市.

        A joint name (京津冀) gives one mention a member, all with the same span. An
        ambiguous name is resolved by the other places of the text where they decide.
        """
        raw = list(self._spans(text))
        sure = [self._readings[name] for name, _, _ in raw if name in self._readings]
        named = {readings[0].full for readings in sure if len(readings) == 1}
        mentions: list[Mention] = []
        for name, start, end in raw:
            organisation = _ORGANISATION.match(text, end) is not None
            last = mentions[-1] if mentions and mentions[-1].end == start else None
            places = self._groups.get(name) or (self._choose(name, last, named),)
            mentions += [Mention(place, start, end, organisation) for place in places]
        return self._joined(mentions, text)

    def ancestors(self, place: Place) -> tuple[Place, ...]:
        """Places above, nearest first, ending with the nation; empty for ambiguous names."""
        found: list[Place] = []
        parent = self._by_full.get(place.parent)
        while parent is not None:
            found.append(parent)
            parent = self._by_full.get(parent.parent)
        return tuple(found)

    def descendants(self, place: Place) -> tuple[Place, ...]:
        """Every place below, in the order of the data."""
        return tuple(p for p in self._by_full.values() if place in self.ancestors(p))

    def same_or_related(self, asked: Place, document: Place) -> Relation:
        """How the place of a document stands to the asked place.

        ``same``; ``above`` when the document's rules reach the asked place (its city, its
        province, the nation); ``inside`` when the document is of a part of it; "" for sisters
        and strangers. An ambiguous asked place is tried in each of its readings.
        """
        if asked.candidates:
            readings = [self._by_full[full] for full in asked.candidates]
            found = {self.same_or_related(reading, document) for reading in readings}
            order: tuple[Relation, ...] = ("same", "inside", "above")
            return next((relation for relation in order if relation in found), "")
        if asked.full == document.full:
            return "same"
        if document in self.ancestors(asked):
            return "above"
        return "inside" if asked in self.ancestors(document) else ""

    def _spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Name and span of every name in ``text``, longest first, not overlapping."""
        edges: set[int] | None = None
        at = 0
        for start in range(len(text) - 1):
            names = self._index.get(text[start : start + 2]) if start >= at else None
            if names is None:
                continue
            if edges is None:
                edges = _token_edges(text)
            name = self._longest(text, start, names, edges)
            if name:
                at = start + len(name)
                yield name, start, at

    def _longest(self, text: str, start: int, names: list[str], edges: set[int]) -> str:
        glued = ""
        for name in names:
            end = start + len(name)
            if not text.startswith(name, start) or not self._stands(name, text, start, edges):
                continue
            if len(name) > 2 and _GLUED.match(text, end - 1):
                glued = glued or name
                continue
            return name
        return glued

    def _stands(self, name: str, text: str, start: int, edges: set[int]) -> bool:
        end = start + len(name)
        if _ROAD.match(text, end):
            return False
        for word in self._blocked.get(name, ()):
            at = text.find(word, max(0, end - len(word)), start + len(word))
            if 0 <= at <= start:
                return False
        if len(name) > 2:
            return True
        large = name in self._groups or self._readings[name][0].level in {"province", "city"}
        return start in edges and (large or end in edges)

    def _choose(self, name: str, last: Mention | None, named: set[str]) -> Place:
        """The reading of ``name`` that lies in the place just before it, or in one of the text."""
        readings = self._readings[name]
        if len(readings) == 1:
            return readings[0]
        for above in ({last.place.full} if last else set(), named):
            fitting = [p for p in readings if above & {up.full for up in self.ancestors(p)}]
            if len(fitting) == 1:
                return fitting[0]
        return Place(name, name, name, "unknown", "", (name,), tuple(p.full for p in readings))

    def _joined(self, mentions: list[Mention], text: str) -> list[Mention]:
        """Fold a place and its part that follows at once (浙江省 桐乡市) into the part."""
        joined: list[Mention] = []
        for mention in mentions:
            while joined and self._leads(joined[-1], mention, text):
                mention = replace(mention, start=joined.pop().start)
            joined.append(mention)
        return joined

    def _leads(self, first: Mention, second: Mention, text: str) -> bool:
        between = text[first.end : second.start]
        return (
            first.end <= second.start
            and between.strip(" 　·") in {"", "的"}
            and first.place in self.ancestors(second.place)
        )


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the data files beside this room; read once a process."""
    rows = _rows("places.tsv")
    provinces = {row[0]: row[0] for row in rows if row[3] == "中国"}
    fulls = dict(provinces)
    for full, _, kind, parent, _ in rows:
        if kind in _LEVELS and parent in provinces:
            fulls[full] = parent + full
    places = [_place(row, fulls) for row in rows if row[2] in _LEVELS]
    places += list(_counties({place.full for place in places}))
    groups, doubtful = (
        {name: tuple(row[3].split("|")) for row in rows if row[2] == kind for name in _shorts(row)}
        for kind in ("合称", "歧名")
    )
    blocked = [word for row in rows for word in _blocked_words(row[4])]
    return Gazetteer(places, groups, doubtful, blocked)


def _rows(file: str) -> list[list[str]]:
    lines = (_DATA / file).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if line]


def _place(row: list[str], fulls: Mapping[str, str]) -> Place:
    name, _, kind, parent, note = row
    above = NATION.full if parent == "中国" else fulls[parent]
    full = name if parent == "中国" else above + name
    if kind == "功能区":
        full = above + name.removeprefix(_stem(parent))
    former = re.findall(r"(?:^|；)旧名:([^；]+)", note)
    aliases = tuple(dict.fromkeys((name, *_shorts(row), *former)))
    return Place(full, name, _shorts(row)[0], _LEVELS[kind], above, aliases)


def _shorts(row: list[str]) -> list[str]:
    return row[1].split("|")


def _counties(known: set[str]) -> Iterator[Place]:
    for parent, names in _rows("places_national.tsv"):
        for marked in names.split(" "):
            name = marked.rstrip("*")
            if parent + name not in known:
                aliases = (name, name[:-1]) if marked.endswith("*") else (name,)
                yield Place(parent + name, name, aliases[-1], "county", parent, aliases)


def _blocked_words(note: str) -> list[str]:
    return [word for part in note.split("；") if "含此" in part for word in _QUOTED.findall(part)]


def _stem(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区" else name


def _highest(places: list[Place]) -> tuple[Place, ...]:
    """The readings of a name: only those of the highest level (海南 is the province)."""
    best = min(_RANK[place.level] for place in places)
    return tuple(place for place in places if _RANK[place.level] == best)


def _token_edges(text: str) -> set[int]:
    edges, at = {0}, 0
    for token in rjieba.cut(text, False):
        at += len(token)
        edges.add(at)
    return edges
