"""The fields whose changes are told to the owner of the record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.events import gesture
from akrab.features.notify.models import WatchedField
from akrab.identity.actor import Actor
from akrab.web.pages import watching
from akrab.web.pages.settings import history
from akrab.web.pages.settings.door import address, administrators, choice, draw


@administrators
def watched(request: HttpRequest, by: Actor) -> HttpResponse:
    """All watched fields, and a further one."""
    errors: list[str] = []
    said = request.POST.get("field", "")
    if request.method == "POST":
        found = watching.find_field(said, by)
        kept = WatchedField.objects.filter(deleted_at__isnull=True)
        if found is None:
            errors = [_("Choose a field from the list.")]
        elif kept.filter(object=found[0].name, field=found[1].name).exists():
            errors = [_("This field is watched already.")]
        else:
            name = f"{found[0].label} · {found[1].label}"
            with gesture(by, _("Watch %(field)s") % {"field": name}) as within:
                raw = {"object": found[0].name, "field": found[1].name}
                write.create(WatchedField, raw, within, name=name)
            told = _("Owners are told when “%(field)s” changes.") % {"field": name}
            return history.went(request, within, told, address(by, "watched"))
    options = [("", _("Choose a field"))]
    for spec, fields in watching.watchable():
        options += [(f"{spec.name}.{field.name}", f"{spec.label} · {field.label}") for field in fields]
    context = {
        "rows": access.visible(WatchedField, by).select_related("created_by__user").order_by("name"),
        "input": choice("field", _("Field"), said, options, errors=errors),
    }
    return draw(request, by, "settings/watched.html", context, 422 if errors else 200)


@require_POST
@administrators
def drop(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Watch a field no longer."""
    held = access.get(WatchedField, id, by)
    with gesture(by, _("Stop watching %(field)s") % {"field": held.name}) as within:
        write.delete(held, within)
    told = _("“%(field)s” is no longer watched.") % {"field": held.name}
    return history.went(request, within, told, address(by, "watched"))
