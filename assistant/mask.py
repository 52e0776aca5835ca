"""Personal numbers are masked before a text leaves the process or is written down.

Found in the folded text (NFKC, invisible characters gone) and masked at their place in the
text as given, so that nothing else of it changes. 文号, postcodes, amounts, 12345 and the
unified social credit codes of organisations stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_FILLERS = "\u3164\uffa0\u115f\u1160"
_GAP = "[ \\-.·_]?"
_ID = re.compile(
    rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2]){_GAP}"
    rf"(?:0[1-9]|[12]\d|3[01]){_GAP}\d{{3}}{_GAP}[\dXx](?![0-9A-Za-z])"
)
_OLD_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\(?(?:\+|00)?86\)?[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z.])1[3-9]\d{2}[- ]\d{3}[- ]\d{4}(?![0-9A-Za-z])"
)
_LANDLINE = re.compile(r"(?<![\d.])(?:\(0\d{2,3}\) ?|0\d{2,3}[- ]?)\d{7,8}(?:[- ]\d{1,4})?(?!\d)")
_CARD = re.compile(r"(?<![0-9A-Za-z.])(?:\d{16,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)(?!\d)")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
    r"(?![A-Za-z0-9_-])"
)
_AMOUNT = re.compile(r"[ ]?(?:\.\d|[元万亿])")
_CARD_WORD = re.compile("卡|账|帐|存折|户头")
_CODE_WORD = re.compile("信用代码|机构代码|税号|文号|编号|发票|合同号")
_NEAR = 14
_WEIGHTS = [pow(3, power, 31) for power in range(17)]
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

Test = Callable[[str, int, int], bool]


def mask(text: str, *, contacts: bool = True) -> str:
    """``text`` with every personal number replaced by its kind in 〔〕, such as 〔手机号〕.

    Args:
        text: Any text.
        contacts: Whether landline numbers and e-mail addresses are masked too; in a public
            document they are an office's.
    """
    folded, origin = _folded(text)
    shown: list[str] = []
    at = 0
    for start, end, kind in _spans(folded, contacts=contacts):
        a, b = origin[start], origin[end - 1] + 1
        shown += [text[at:a], f"〔{kind}〕"]
        at = b
    return "".join([*shown, text[at:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """NFKC without invisible characters, and for each of its characters the offset in ``text``."""
    chars: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        if char in _FILLERS or (char not in "\n\t" and unicodedata.category(char) in _INVISIBLE):
            continue
        for plain in unicodedata.normalize("NFKC", char):
            chars.append("-" if unicodedata.category(plain) == "Pd" else plain)
            origin.append(at)
    return "".join(chars), origin


def _spans(folded: str, *, contacts: bool) -> Iterator[tuple[int, int, str]]:
    """Spans of ``folded`` with their kind, in order; the first kind that claims a place has it."""
    kinds: list[tuple[str, re.Pattern[str], Test]] = [
        ("身份证号", _ID, _always),
        ("手机号", _MOBILE, _no_amount),
        ("身份证号", _OLD_ID, _no_amount),
        ("银行卡号", _CARD, _is_card),
    ]
    if contacts:
        kinds = [("邮箱", _EMAIL, _always), *kinds, ("电话号码", _LANDLINE, _always)]
    taken = bytearray(len(folded))
    found: list[tuple[int, int, str]] = []
    for kind, pattern, test in kinds:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if not any(taken[start:end]) and test(folded, start, end):
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, kind))
    yield from sorted(found)


def _always(text: str, start: int, end: int) -> bool:
    return True


def _no_amount(text: str, start: int, end: int) -> bool:
    return not _AMOUNT.match(text, end)


def _is_card(text: str, start: int, end: int) -> bool:
    """A run of digits is a card unless it is an amount or some other registered number.

    Groups of four with blanks may be years, so they need the check digit or a word of cards.
    """
    printed, before = text[start:end], text[max(0, start - _NEAR) : start]
    if _CARD_WORD.search(before):
        return True
    if not _no_amount(text, start, end) or _CODE_WORD.search(before):
        return False
    digits = re.sub(r"\D", "", printed)
    return _luhn(digits) or (printed.isdigit() and not _is_credit_code(digits))


def _luhn(digits: str) -> bool:
    """The check digit of bank cards. Source: ISO/IEC 7812-1, annex B."""
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_credit_code(code: str) -> bool:
    """A unified social credit code with a right check sign. Source: GB 32100-2015, 5.6."""
    if len(code) != len(_WEIGHTS) + 1:
        return False
    total = sum(_CODE_SIGNS.index(c) * w for c, w in zip(code, _WEIGHTS, strict=False))
    return _CODE_SIGNS[(31 - total % 31) % 31] == code[-1]
