"""What surrounds every page: navigation, the ways to create, texts for the scripts, what was said before."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akrab.engine import access, shape
from akrab.engine.registry import objects, used
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web import addresses

DOCK = 4
PARTS = ("nav", "top", "dock", "floats")
FRAMES_KEPT = 128  # of 20 kB each, in each process
TOKEN_HERE = secrets.token_hex(16)  # where a drawn form has the token of the request
OWN_NAMES = (
    ("en", "English"),
    ("ms", "Bahasa Melayu"),
    ("id", "Bahasa Indonesia"),
    ("zh-hans", "简体中文"),
    ("vi", "Tiếng Việt"),
    ("fil", "Filipino"),
)


@dataclass(frozen=True)
class Way:
    """One entry of the navigation or of a menu; `key` follows G (go) or N (make)."""

    label: str
    icon: str
    address: str
    key: str = ""
    name: str = ""
    here: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around a page, as plain values: equal frames look alike, whoever asks, so each is drawn once."""

    base: str
    workspace: str
    me: str
    called: str
    key: UUID | None
    role: str
    language: str
    languages: tuple[tuple[str, str], ...]
    first_ways: tuple[Way, ...]
    record_ways: tuple[Way, ...]
    create_ways: tuple[Way, ...]
    sees_settings: bool
    is_folded: bool

    @property
    def dock_ways(self) -> tuple[Way, ...]:
        return (*self.first_ways[:1], *self.record_ways[: DOCK - 2], *self.first_ways[-1:])


def context(request: HttpRequest, by: Actor) -> dict[str, Any]:
    """All that the shell's template asks for, without a query."""
    frame = frame_of(request, by)
    return {
        "by": by,
        "me": by.membership,
        "base": frame.base,
        "workspace": by.workspace,
        "sees_settings": frame.sees_settings,
        "theme": request.COOKIES.get("theme", ""),
        "is_folded": frame.is_folded,
        "frame": drawn(frame, request),
        "texts": texts,
        "said": [{"text": str(one), "undo": one.extra_tags or ""} for one in messages.get_messages(request)],
        "language": frame.language,
        "languages": frame.languages,
    }


def frame_of(request: HttpRequest, by: Actor) -> Frame:
    """What stands around this page for this person, in the active language."""
    first, records = places(request, by)
    member = by.membership
    return Frame(
        base=addresses.home(by.workspace),
        workspace=by.workspace.name,
        me=str(member or ""),
        called=member.user.name if member else "",
        key=by.membership_id,
        role=str(member.role) if member else "",
        language=get_language() or settings.LANGUAGE_CODE,
        languages=tuple(spoken(by)),
        first_ways=tuple(first),
        record_ways=tuple(records),
        create_ways=tuple(creatable(by)),
        sees_settings=by.rights.everything,
        is_folded=request.COOKIES.get("nav") == "folded",
    )


def drawn(frame: Frame, request: HttpRequest) -> dict[str, SafeString]:
    """The parts of a frame as HTML, by name, with this request's own token in their forms."""
    token = get_token(request)
    return {name: mark_safe(html.replace(TOKEN_HERE, token)) for name, html in _drawn(frame).items()}


@lru_cache(maxsize=FRAMES_KEPT)
def _drawn(frame: Frame) -> Mapping[str, str]:
    values = {
        **vars(frame),
        "dock_ways": frame.dock_ways,
        "texts": texts(),
        "csrf_token": TOKEN_HERE,
    }
    return {name: render_to_string(f"parts/{name}.html", values) for name in PARTS}


def spoken(by: Actor) -> list[tuple[str, str]]:
    """The languages this company offers to its people, each by its own name; the reader's own always."""
    offered = {*by.workspace.languages, get_language()} if by.workspace.languages else dict(OWN_NAMES)
    return [(code, name) for code, name in OWN_NAMES if code in offered]


def places(request: HttpRequest, by: Actor) -> tuple[list[Way], list[Way]]:
    """Where one can go: the pages of the day, and the lists of objects."""
    base = addresses.home(by.workspace)
    first = [
        Way(_("My day"), "sun", base, "m", "day", request.path == base),
        Way(
            _("Calendar"),
            "calendar",
            f"{base}calendar/",
            "k",
            "calendar",
            request.path.startswith(f"{base}calendar/"),
        ),
        Way(
            _("Notices"),
            "inbox",
            f"{base}notices/",
            "i",
            "notices",
            request.path.startswith(f"{base}notices/"),
        ),
        Way(
            _("Reports"),
            "chart-bar",
            f"{base}reports/",
            "r",
            "reports",
            request.path.startswith(f"{base}reports/"),
        ),
    ]
    taken = {way.key for way in first}
    records = []
    for spec in ordered():
        if is_place(spec) and access.reach(by, spec, "view") != "none":
            address = addresses.listing(by.workspace, spec)
            here = request.path.startswith(address)
            records.append(Way(spec.label_plural, spec.icon, address, _key(spec, taken), spec.name, here))
    return first, records


def ordered() -> list[Spec]:
    """The objects in use, in the order of the navigation."""
    made = shape.current().made
    found: list[Spec] | None = made.get("ordered")
    if found is None:
        found = made["ordered"] = in_order(used())
    return found


def in_order(specs: Iterable[Spec]) -> list[Spec]:
    """Objects as the navigation lists them: those one knows by heart, then what is done with them, then abilities."""

    def rank(spec: Spec) -> tuple[int, int]:
        if is_ability(spec):
            return 2, 0
        links = [link for link in spec.links() if not link.is_custom]
        return (0, -len(links)) if spec.match else (1, 0)

    return sorted(specs, key=rank)


def as_listed(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A choice among objects, in the order of the navigation."""
    places = {spec.name: place for place, spec in enumerate(in_order(objects().values()))}
    return sorted(options, key=lambda one: places.get(one[0], -1))


def is_ability(spec: Spec) -> bool:
    """Whether an object belongs to an ability (files, documents) rather than to the business itself."""
    return spec.model.__module__.startswith("akrab.features.")


def is_place(spec: Spec) -> bool:
    """Whether an object has a place of its own in the navigation: it can be found, and is no mere part of another."""
    is_apart = spec.settings or spec.private or spec.logged or spec.shared
    return bool(spec.search) and not (is_apart or spec.is_off)


def creatable(by: Actor) -> list[Way]:
    """What the Create menu offers."""
    taken: set[str] = set()
    ways = []
    for spec in ordered():
        if is_place(spec) and access.reach(by, spec, "create") != "none":
            address = f"{addresses.listing(by.workspace, spec)}new"
            ways.append(Way(spec.label, spec.icon, address, _key(spec, taken), spec.name))
    return ways


def _key(spec: Spec, taken: set[str]) -> str:
    """The first free letter of the object's name."""
    key = next((letter for letter in spec.name if letter not in taken), "")
    taken.add(key)
    return key


def texts() -> dict[str, str]:
    """The sentences that scripts say, in the reader's language; `{name}` is filled in by the script."""
    return {
        "dark_theme": _("Dark theme"),
        "selected": _("{count} selected"),
        "escape_again": _("Press Escape again to close without saving."),
        "offline": _("No connection. What you typed stays here."),
        "slow": _("The connection is slow. Still waiting for an answer."),
        "no_answer": _("No answer came. What you typed is still here; try again."),
        "typed_again": _("What you typed here before is back. It is not saved yet."),
        "discard": _("Discard it"),
        "meanwhile": _("Meanwhile this became: {text}"),
        "signed_out": _(
            "You were signed out. Sign in in another window, then send this again: what you typed is still here."
        ),
        "not_allowed": _("You may not do this. Ask an administrator."),
        "too_large": _("This is too large. Send less."),
        "went_wrong": _("Something went wrong on our side. Nothing was lost; try again."),
        "lifted": _("Lifted from {column}. Arrow keys move, Space drops, Escape puts it back."),
        "over": _("Over {column}"),
        "put_back": _("Put back"),
        "now_at": _("{title}: now {when}"),
        "give_to": _("Give to {name}"),
        "overlaps": _("overlaps"),
        "calendar_stale": _("The calendar could not be fetched. What you see may be old; it is tried again."),
        "calendar_cut": _("There is more than can be drawn. Tick fewer people, or look at a shorter time."),
        "not_at_work": _("not at work"),
        "whose_day": _("Whose day is shown"),
        "person_before": _("The person before"),
        "person_after": _("The next person"),
        "nobody_chosen": _("Tick whose time is to be shown."),
        "more_here": _("{count} more"),
        "plan_for": _("Plan for {name}"),
        "copy": _("Copy"),
        "copied": _("Copied"),
    }
