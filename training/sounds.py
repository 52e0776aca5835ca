"""Which characters sound alike, tones aside: the file that assistant.sound reads.

Run as `python -m training.sounds --out assistant/data/sounds.tsv`. The readings are those of
pypinyin; the characters are those that the assistant's background text knows.
"""

import argparse
from collections import defaultdict
from pathlib import Path

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from assistant.background import known_chars


def same_sounds() -> dict[str, str]:
    """Characters by their sound, both in order."""
    chars: defaultdict[str, set[str]] = defaultdict(set)
    for char in known_chars() & {chr(code) for code in PINYIN_DICT}:
        for reading in PINYIN_DICT[ord(char)].split(","):
            chars[to_normal(reading)].add(char)
    return {sound: "".join(sorted(chars[sound])) for sound in sorted(chars)}


def main() -> None:
    """Writes one line a sound: the sound, a tab, its characters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("assistant/data/sounds.tsv"))
    options = parser.parse_args()
    lines = [f"{sound}\t{chars}\n" for sound, chars in same_sounds().items()]
    options.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
