"""Small pieces of HTML that pages are made of: icons, avatars, ticks, tags, due times."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from html import escape

from babel.dates import format_date, format_timedelta
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext, to_locale

from akrab.lib import clock, places
from akrab.lib.text import has_cjk

TINTS = 5
MOST_TICKS = 8


def locale() -> str:
    """Babel's name of the active language."""
    language = get_language() or "en"
    return "zh_Hans_CN" if language.startswith("zh") else to_locale(language)


def country(code: str) -> str:
    """What the reader calls a country; what is no code of one stays as it is."""
    return places.country_name(code, locale()) if code else ""


def language_code() -> str:
    """The active language as the product calls it."""
    return get_language() or "en"


@cache
def _sprite(version: str) -> str:
    return static("akrab/icons.svg")


@lru_cache(maxsize=1024)
def icon(name: str, classes: str = "") -> SafeString:
    """One drawing of the sprite, in the colour of the text around it; it says nothing to a screen reader."""
    extra = f" {classes}" if classes else ""
    return mark_safe(
        f'<svg class="icon{extra}" aria-hidden="true"><use href="{_sprite("")}#{conditional_escape(name)}"></use></svg>'
    )


def initials(name: str) -> str:
    """What stands in an avatar: one Chinese character, else the first letters of the first and last word."""
    words = [word for word in name.replace("·", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    if has_cjk(words[0][0]):
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tint(name: str) -> str:
    """The colour of a colleague: always the same for the same name."""
    return f"p{sum(map(ord, name)) % TINTS + 1}"


@lru_cache(maxsize=4096)
def avatar(name: str, key: object = "", large: bool = False, named: bool = False) -> SafeString:
    """A round with initials: tinted for a colleague (`key` is who), grey for a client.

    It is silent unless `named`, for where no name stands beside it.
    """
    classes = " ".join(filter(None, ["ak-av", tint(name) if key else "", "is-lg" if large else ""]))
    said = escape(name)
    spoken = f'role="img" aria-label="{said}" title="{said}"' if named else 'aria-hidden="true"'
    return mark_safe(f'<span class="{classes}" {spoken}>{escape(initials(name))}</span>')


@lru_cache(maxsize=256)
def ticks(at: int, of: int, done: bool = False) -> SafeString:
    """Small bars: how far a record has come on its way; the words beside them say the same."""
    shown = min(of, MOST_TICKS)
    lit = min(at, shown)
    bars = "".join(
        f'<rect x="{step * 5.5:g}" width="4" height="10" rx="1"{" class=on" if step < lit else ""}></rect>'
        for step in range(shown)
    )
    width = shown * 5.5 - 1.5
    classes = f"ak-ticks{' is-done' if done else ''}{f' ak-tick-{shown}' if shown > 5 else ''}"
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 {width:g} 10" aria-hidden="true">{bars}</svg>')


def tag(text: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A framed word; `tone` is good, late, today or auto."""
    drawn = icon(icon_name) if icon_name else ""
    return mark_safe(f'<span class="ak-tag{f" is-{tone}" if tone else ""}">{drawn}{escape(str(text))}</span>')


def due(moment: datetime, open_: bool = True) -> SafeString:
    """A moment something is due: red when past, amber when today, plain otherwise."""
    tone = lateness(moment) if open_ else ""
    mark = {"late": "clock-exclamation", "today": "clock-hour-4"}.get(tone, "")
    words = late_by(moment) if tone == "late" else when(moment)
    drawn = icon(mark) if mark else ""
    return mark_safe(
        f'<span class="ak-due{f" is-{tone}" if tone else ""}"><time datetime="{moment.isoformat()}">'
        f"{drawn}{escape(words)}</time></span>"
    )


def lateness(moment: datetime) -> str:
    """`late`, `today` or nothing."""
    now = clock.now()
    if moment < now:
        return "late"
    return "today" if timezone.localdate(moment) == timezone.localdate(now) else ""


def late_by(moment: datetime) -> str:
    """How late something is, such as "12 min late"."""
    ago = _span(max((clock.now() - moment) // timedelta(minutes=1), 1), locale())
    return gettext("%(time)s late") % {"time": ago}


@lru_cache(maxsize=4096)
def _span(minutes: int, language: str) -> str:
    return format_timedelta(timedelta(minutes=minutes), granularity="minute", format="short", locale=language)


def when(moment: datetime) -> str:
    """A moment as people say it: the time today, yesterday and tomorrow by name, else the day."""
    local = timezone.localtime(moment)
    hour = f"{local:%H:%M}" if local.hour or local.minute else ""  # midnight is a whole day
    return _when(local.date(), hour, timezone.localdate(clock.now()), locale())


@lru_cache(maxsize=4096)
def _when(value: date, hour: str, today: date, language: str) -> str:
    distance = (value - today).days
    if abs(distance) <= 1:
        name = {0: gettext("Today"), 1: gettext("Tomorrow"), -1: gettext("Yesterday")}[distance]
        return f"{name} {hour}".strip()
    return f"{_day(value, today, language)}, {hour}".removesuffix(", ")


def day(value: date) -> str:
    """A day: with its weekday when near, with its year when it is another one."""
    return _day(value, timezone.localdate(clock.now()), locale())


@lru_cache(maxsize=4096)
def _day(value: date, today: date, language: str) -> str:
    near = abs(value - today) < timedelta(days=7)
    if near:
        # Translators: letters of Unicode date patterns: E weekday, d day, M month, y year.
        pattern = pgettext("date pattern", "EEE d MMM")
    elif value.year == today.year:
        pattern = pgettext("date pattern", "d MMM")
    else:
        pattern = pgettext("date pattern", "d MMM y")
    return str(format_date(value, pattern, locale=language))


def heading(value: date) -> str:
    """A day as the head of a part of the timeline."""
    today = timezone.localdate(clock.now())
    name = {0: gettext("Today"), 1: gettext("Tomorrow"), -1: gettext("Yesterday")}.get(
        (value - today).days, ""
    )
    this_year, another = pgettext("date pattern", "EEEE d MMMM"), pgettext("date pattern", "EEEE d MMMM y")
    pattern = this_year if value.year == today.year else another
    full = str(format_date(value, pattern, locale=locale()))
    return f"{name}, {full}" if name else full


def join(parts: Iterable[str]) -> SafeString:
    """Escaped parts, joined by nothing."""
    return mark_safe("".join(conditional_escape(part) for part in parts))
