"""Text as people search and sort it: accents folded, Chinese by character, patterns for LIKE."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain

MAX_TERMS = 12

_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_CHARACTER = re.compile(f"([{_CJK}])")
_CJK_RUN = re.compile(f"([{_CJK}]+)")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_NO_MARK_TO_DROP = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ə": "e"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ƀ": "b", "ɨ": "i", "ʉ": "u", "ǥ": "g"}
)
_ALPHABETS = range(0x41, 0x5B), range(0xC0, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000)
_WHOLE_PHONE = re.compile(r"[(\s]*[+0][\d\s().\-/]*")
_DIGIT_GROUPS = re.compile(r"\+?\(?\d{3,}\)?(?:[().\-/]+\d{3,})*")
_PART_OF_PHONE = re.compile(r"(?!\d{4}-\d\d-\d\d$)[\d\s()\-]*\d{3}[\d\s()\-]*")  # and no date
_FEWEST_PHONE_DIGITS = 5


def normalise(value: str) -> str:
    """The text as it is searched: lower case, accents folded, every CJK character set apart.

    White space is one blank, and one blank stands before and after, so that '% word' finds word starts.
    Applying it twice changes nothing. What PostgreSQL cannot store (NUL, half characters) is left out.
    """
    words = _CJK_CHARACTER.sub(r" \1 ", fold(value)).split()
    return f" {' '.join(words)} " if words else " "


def fold(value: str) -> str:
    """Lower case without the marks of Latin, Greek and Cyrillic letters: "Đức" is "duc".

    Marks that are letters of their own, as in Thai or Japanese, stay.
    """
    if value.isascii():
        return _without_controls(value.lower())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", _without_controls(value)).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", plain).translate(_NO_MARK_TO_DROP))


def search_terms(query: str) -> list[str]:
    """LIKE patterns that must all match a normalised text, for what a person typed.

    One or two letters are the start of a word, three and more any part of one, Chinese characters stand
    together in their order. A phone number is its digits without the leading zero of a local number; a part of
    one, typed with its gaps, is each group of digits anywhere.
    At most 12 patterns; an empty list says that nothing was asked for.
    """
    plain = fold(query)
    if _WHOLE_PHONE.fullmatch(plain):
        digits = re.sub(r"\D", "", plain).lstrip("0")
        if len(digits) >= _FEWEST_PHONE_DIGITS:
            return [f"%{digits}%"]
    if _PART_OF_PHONE.fullmatch(plain):
        return [f"%{digits}%" for digits in dict.fromkeys(re.findall(r"\d+", plain))][:MAX_TERMS]
    parts = chain.from_iterable(_CJK_RUN.split(word) for word in plain.split())
    terms = dict.fromkeys(chain.from_iterable(_patterns(part) for part in parts))
    return list(terms)[:MAX_TERMS]


def escape_like(value: str) -> str:
    """The text with the three signs that LIKE reads (backslash, percent, underscore) made plain."""
    return re.sub(r"([\\%_])", r"\\\1", value)


def sort_key(name: str) -> str:
    """What a name is sorted by, code point by code point: lower case, no accents, Chinese by pinyin."""
    plain = fold(name)
    if has_cjk(plain):
        plain = _CJK_RUN.sub(lambda run: f" {_pinyin(run[0])} ", plain)
    return " ".join(plain.split())


@lru_cache(maxsize=1)
def bare_letters() -> dict[int, str]:
    """Each letter that a plainer one stands for when it is folded, such as "É" and "e", for `str.translate`.

    One letter for one, so that the database, told of the same letters, makes the same of every text.
    """
    letters = filter(str.isalpha, map(chr, chain.from_iterable(_ALPHABETS)))
    return {ord(one): bare for one in letters if len(bare := fold(one)) == 1 and bare != one}


def has_cjk(value: str) -> bool:
    """Whether a Chinese, Japanese or Korean character occurs."""
    return _CJK_CHARACTER.search(value) is not None


def _patterns(part: str) -> list[str]:
    if _CJK_RUN.fullmatch(part):
        return [f"% {' '.join(part)} %"]
    if not any(character.isalnum() for character in part):
        return []
    if _DIGIT_GROUPS.fullmatch(part):
        return [f"%{digits}%" for digits in re.findall(r"\d+", part)]
    return [f"% {escape_like(part)}%" if len(part) < 3 else f"%{escape_like(part)}%"]


def _without_controls(value: str) -> str:
    if value.isprintable():
        return value
    return "".join(_CONTROLS.get(unicodedata.category(character), character) for character in value)


_CONTROLS = {"Cc": " ", "Cf": "", "Cs": ""}

# Characters that are read differently when they are a surname; words that begin with them are rare as names.
_SURNAMES = {
    "曾": "zeng1", "单": "shan4", "單": "shan4", "仇": "qiu2", "查": "zha1", "朴": "piao2", "盖": "ge3",
    "翟": "zhai2", "缪": "miao4", "繆": "miao4",
}  # fmt: skip
_LONGEST_NAME = 4


@lru_cache(maxsize=4096)
def _pinyin(run: str) -> str:
    """The reading of 王敏 as "wang2 min3", so that equal syllables sort by tone."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  (30 MB that most processes never need)

    readings = lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True)
    if 1 < len(run) <= _LONGEST_NAME and run[0] in _SURNAMES:
        readings[0] = _SURNAMES[run[0]]
    return " ".join(readings)
