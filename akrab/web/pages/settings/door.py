"""The frame of the settings: who may come in, the list of subjects beside each page, and what a field there is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from akrab.engine import shape
from akrab.engine.errors import Forbidden, NotFound
from akrab.engine.fields.links import target_of
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor
from akrab.identity.people import require_administrator
from akrab.web import addresses, show
from akrab.web.inputs import Input
from akrab.web.visit import View, page

Asked = ParamSpec("Asked")
M = TypeVar("M", bound=models.Model)
# Shown under other subjects.
WITH_OWN_PAGE = frozenset(
    {
        "branchdetails",
        "checkitem",
        "companydetails",
        "customfield",
        "delivery",
        "endpoint",
        "form",
        "outline",
        "rule",
    }
)


@dataclass(frozen=True)
class Subject:
    """One entry of the list beside the page."""

    label: str
    icon: str
    address: str
    here: bool = False


def administrators(function: Callable[Concatenate[HttpRequest, Actor, Asked], HttpResponse]) -> View:
    """Make a function a settings page: everyone but administrators is told that they may not."""

    @wraps(function)
    def guarded(request: HttpRequest, by: Actor, *args: Any, **asked: Any) -> HttpResponse:
        try:
            require_administrator(by)
            return function(request, by, *args, **asked)
        except PermissionDenied as refused:
            raise Forbidden(str(refused)) from refused

    return page(cast(Callable[..., HttpResponse], guarded))


def draw(
    request: HttpRequest, by: Actor, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A settings page in the shell, with the list of subjects."""
    return show.page(request, by, template, {"subjects": subjects(request, by), **context}, status)


def address(by: Actor, tail: str = "") -> str:
    """The address of a settings page."""
    return f"{addresses.home(by.workspace)}settings/{tail}"


def subjects(request: HttpRequest, by: Actor) -> list[tuple[str, list[Subject]]]:
    """The subjects this person may open, in groups."""
    groups = [(_("You"), [_subject(request, by, _("Your account"), "user", "me")])]
    if not by.rights.everything:
        return groups
    company = [
        (_("Company"), "building", "company"),
        (_("Objects and fields"), "box", "objects"),
        (_("Users"), "users", "users"),
        (_("Teams"), "users-group", "teams"),
        (_("Roles"), "lock", "roles"),
        (_("Training"), "school", "training"),
        (_("API tokens"), "key", "tokens"),
        (_("History"), "history", "history"),
    ]
    if "branch" in shape.current().awake:
        company.insert(1, (_("Branches"), "building-community", "branches"))
    running = [
        (_("Automation"), "bolt", "rules"),
        (_("Public forms"), "forms", "forms"),
        (_("Mail"), "mail", "mail"),
        (_("Failed reactions"), "bolt", "failures"),
    ]
    used = [spec for spec in objects().values() if is_subject(spec) and is_used(spec)]
    used.sort(key=lambda spec: str(spec.label_plural).casefold())
    lists = [_of_object(request, by, spec) for spec in used if issubclass(spec.model, ListEntry)]
    business = [_of_object(request, by, spec) for spec in used if not issubclass(spec.model, ListEntry)]
    chosen = Subject(_("What the product can do"), "checklist", f"{addresses.home(by.workspace)}functions")
    groups.append((_("Company"), [*(_subject(request, by, *one) for one in company), chosen]))
    groups.append((_("Business"), business))
    groups.append((pgettext("settings", "Lists"), lists))
    groups.append((_("At work"), [_subject(request, by, *one) for one in running]))
    return groups


def is_subject(spec: Spec) -> bool:
    """Whether an object of the settings is a subject of its own: parts of another such object are edited there."""
    if not spec.settings or spec.name in WITH_OWN_PAGE:
        return False
    wholes = [target_of(spec.fields[name]) for name in spec.beside if spec.fields[name].type.name == "link"]
    return not any(issubclass(whole, Record) and spec_of(whole).settings for whole in wholes)


def is_used(spec: Spec, asked: frozenset[str] = frozenset()) -> bool:
    """Whether something that the company uses may link to this object of the settings, or nothing links to any."""
    links = [
        other
        for other in objects().values()
        for field in other.links()
        if other.name not in asked | {spec.name} and target_of(field) is spec.model
        if not (other.settings and field.name in other.beside)  # a part of it
    ]
    further = asked | {spec.name}
    if not links:
        return not asked  # a part of something else is used with it
    return any(is_used(one, further) if one.settings else not one.is_off for one in links)


def _subject(request: HttpRequest, by: Actor, label: str, icon: str, tail: str) -> Subject:
    where = address(by, tail)
    return Subject(label, icon, where, request.path == where or request.path.startswith(f"{where}/"))


def _of_object(request: HttpRequest, by: Actor, spec: Spec) -> Subject:
    """An object's own settings page where its module has one (named `settings-<object>`), else its list.

    The entries of open lists share one page.
    """
    if issubclass(spec.model, ListEntry):
        return _subject(request, by, spec.label_plural, spec.icon, f"lists/{spec.name}")
    try:
        where = reverse(f"settings-{spec.name}", args=[by.workspace.slug])
    except NoReverseMatch:
        where = addresses.listing(by.workspace, spec)
    return Subject(spec.label_plural, spec.icon, where, request.path.startswith(where))


def get_row(rows: models.QuerySet[M], id: UUID | str) -> M:
    """The row of this id; raises `NotFound`, also for one of another workspace."""
    try:
        found = rows.filter(pk=id).first()
    except (ValueError, ValidationError) as error:
        raise NotFound(str(id)) from error
    if found is None:
        raise NotFound(str(id))
    return found


def find_choice(name: str, rows: models.QuerySet[M], id: str) -> M | None:
    """The row chosen in a field; None where nothing was. Raises `ValidationError` for one that is not there (now)."""
    try:
        return get_row(rows, id) if id else None
    except NotFound as error:
        raise ValidationError({name: [_("Choose from the list.")]}) from error


def text(name: str, label: str, value: str = "", *, errors: Sequence[str] = (), **more: Any) -> Input:
    asked: dict[str, Any] = {"prefix": "s", "completion": "off", **more}
    return Input(name, "text", label, value, errors=errors, **asked)


def choice(
    name: str,
    label: str,
    value: str,
    options: Iterable[tuple[str, str]],
    *,
    errors: Sequence[str] = (),
    **more: Any,
) -> Input:
    asked: dict[str, Any] = {"prefix": "s", "required": True, **more}
    return Input(name, "choice", label, value, errors=errors, options=list(options), **asked)


def tick(name: str, label: str, value: bool, **more: Any) -> Input:
    return Input(name, "boolean", label, value, prefix="s", **more)


def rows_of(rows: models.QuerySet[Any], nothing: str = "") -> list[tuple[str, str]]:
    """Rows as the options of a choice."""
    found = [(str(row.pk), str(row)) for row in rows]
    return [("", nothing), *found] if nothing else found


def errors_of(refused: ValidationError) -> dict[str, list[str]]:
    """Messages by field; those about the whole under the empty name."""
    if hasattr(refused, "error_dict"):
        return {name: list(texts) for name, texts in refused.message_dict.items()}
    return {"": list(refused.messages)}
