"""Which saved views a person has, and keeping them: one's own and the shared ones, checked when stored."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from akrab.engine import access, filters
from akrab.engine.errors import Forbidden, Invalid, NotFound
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.views.models import SHAPES, SavedView
from akrab.identity.actor import Actor

LONGEST_NAME, LAST_POSITION = 80, 2**31 - 1
CHANGEABLE = ("name", "filter", "columns", "sort", "shape", "shared", "position")


def views_for(spec: Spec, by: Actor) -> list[SavedView]:
    """The views of an object that this actor has and can use, in the order of their tabs.

    A shared view that asks about a field closed to the actor is left out, as the field is.
    """
    views = _seen(by).filter(object=spec.name).order_by("position", "id")
    return [view for view in views if not _wrong_filter(view, spec, by)]


def get_view(id: UUID | str, by: Actor) -> SavedView:
    """One view, the actor's own or shared; raises `NotFound`."""
    try:
        view = _seen(by).filter(pk=id).first()
    except (ValueError, TypeError, ValidationError) as error:
        raise NotFound(str(id)) from error
    if view is None:
        raise NotFound(_("There is no such view, or it is not shared with you."))
    return view


def columns_of(view: SavedView, by: Actor) -> list[str]:
    """The columns of a view that are open to this actor; the object's own where the view names none."""
    spec = get_object(view.object)
    open_fields = access.readable(by, spec)
    return [name for name in view.columns or spec.columns if name in open_fields]


def may_change(view: SavedView, by: Actor) -> bool:
    """Whether the actor owns the view, or is an administrator and it is shared."""
    is_own = view.owner_id is not None and view.owner_id == by.membership_id
    return is_own or (by.rights.everything and (view.shared or view.owner_id is None))


def save_view(
    spec: Spec, by: Actor, *, name: str, filter: filters.Tree | None = None, columns: Sequence[str] = (),
    sort: str = "", shape: str = "list", shared: bool = False,
) -> SavedView:  # fmt: skip
    """Keep a new view behind the others of its object; one kept by the product itself belongs to nobody.

    Raises `Invalid` with messages by entry when the actor could not use it.
    """
    if access.reach(by, spec, "view") == "none":
        raise Forbidden(access.explain(by, spec, "view"))
    view = SavedView(
        workspace=by.workspace, object=spec.name, owner=by.membership, name=name.strip(),
        filter=filter or {}, columns=list(columns), sort=sort, shape=shape,
        shared=shared or by.membership is None,
    )  # fmt: skip
    _check(view, spec, by)
    last = SavedView.objects.filter(object=spec.name).aggregate(last=Max("position"))["last"]
    view.position = 0 if last is None else last + 1
    view.save(force_insert=True)
    return view


def change_view(view: SavedView, raw: Mapping[str, Any], by: Actor) -> SavedView:
    """Change entries of a view (name, filter, columns, sort, shape, shared, position).

    Raises `Forbidden` unless it is the actor's to change, `Invalid` with messages by entry.
    """
    _require(view, by)
    unknown = sorted(set(raw) - set(CHANGEABLE))
    if unknown:
        raise Invalid({name: [_("A view has no such entry.")] for name in unknown})
    held = {name: getattr(view, name) for name in CHANGEABLE}
    for name, value in raw.items():
        setattr(view, name, value.strip() if isinstance(value, str) else value)
    view.filter = view.filter or {}
    try:
        _check(view, get_object(view.object), by)
    except Invalid:
        for name, value in held.items():
            setattr(view, name, value)
        raise
    view.save(update_fields=[*raw])
    return view


def delete_view(view: SavedView, by: Actor) -> None:
    """Take a view away for good; raises `Forbidden` unless it is the actor's to change."""
    _require(view, by)
    view.delete()


def _seen(by: Actor) -> QuerySet[SavedView]:
    """One's own views and the shared ones; the product itself sees all."""
    if by.membership_id is None:
        return SavedView.objects.all()
    return SavedView.objects.filter(Q(owner_id=by.membership_id) | Q(shared=True))


def _require(view: SavedView, by: Actor) -> None:
    if not may_change(view, by):
        raise Forbidden(
            _("Only the owner of this view or an administrator may change it. You can save one of your own.")
        )


def _check(view: SavedView, spec: Spec, by: Actor) -> None:
    """Raise `Invalid`, all messages at once, unless the actor can use the view as it stands."""
    wrong = {
        "name": _wrong_name(view),
        "shared": [] if isinstance(view.shared, bool) else [_("Say yes or no.")],
        "position": _wrong_position(view),
        "columns": _wrong_columns(view, spec, by),
        "sort": _wrong_sort(view, spec, by),
        "shape": _wrong_shape(view, spec),
        "filter": _wrong_filter(view, spec, by),
    }
    errors = {name: messages for name, messages in wrong.items() if messages}
    if errors:
        raise Invalid(errors)


def _wrong_name(view: SavedView) -> list[str]:
    if isinstance(view.name, str) and 0 < len(view.name) <= LONGEST_NAME:
        return []
    return [_("Give the view a name of at most %(most)d characters.") % {"most": LONGEST_NAME}]


def _wrong_position(view: SavedView) -> list[str]:
    place = view.position
    if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < LAST_POSITION:
        return []
    return [_("Write a whole number, such as 12.")]


def _wrong_columns(view: SavedView, spec: Spec, by: Actor) -> list[str]:
    if not isinstance(view.columns, list):
        return [_("Give a list of fields.")]
    known = access.readable(by, spec)
    message = _("%(object)s has no field “%(field)s”; it has: %(known)s.")
    return [
        message % {"object": spec.label, "field": str(name)[:60], "known": ", ".join(known)}
        for name in view.columns
        if not isinstance(name, str) or name not in known
    ]


def _wrong_sort(view: SavedView, spec: Spec, by: Actor) -> list[str]:
    if view.sort == "":
        return []
    name = str(view.sort).removeprefix("-")
    field = access.readable(by, spec).get(name)
    if field is not None and (field.type.sortable or name == spec.title):
        return []
    known = ", ".join(one.name for one in access.readable(by, spec).values() if one.type.sortable)
    return [
        _("Rows can't be sorted by “%(name)s”; use one of: %(known)s.") % {"name": name[:60], "known": known}
    ]


def _wrong_shape(view: SavedView, spec: Spec) -> list[str]:
    possible = {"list": True, "board": bool(spec.board), "calendar": bool(spec.calendar)}
    if isinstance(view.shape, str) and possible.get(view.shape):
        return []
    known = ", ".join(str(label) for name, label in SHAPES if possible[name])
    words = {"object": spec.label_plural, "known": known}
    return [_("%(object)s can be shown as: %(known)s.") % words]


def _wrong_filter(view: SavedView, spec: Spec, by: Actor) -> list[str]:
    try:
        filters.compile(view.filter, spec, by)
    except Invalid as invalid:
        return [text for texts in invalid.errors.values() for text in texts]
    return []
