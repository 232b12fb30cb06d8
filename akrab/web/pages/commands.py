"""What the palette offers to do: with the record on the page, to make, to open, to learn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import NotFound
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.features.announcements.posting import may_post
from akrab.features.mail.models import Mail
from akrab.features.reports.compute import sees_reserved
from akrab.identity.actor import Actor
from akrab.web import addresses, chrome, panels
from akrab.web.pages.record import acts
from akrab.web.pages.settings import door
from akrab.web.tours import taking


@dataclass(frozen=True)
class Option:
    """One line of the palette: it opens an address or a dialog, sends to `post`, or lets the script `act`."""

    id: str
    text: str
    icon: str
    address: str = ""
    dialog: str = ""
    post: str = ""
    act: str = ""
    more: str = ""
    kind: str = ""
    keys: tuple[str, ...] = ()
    marked: SafeString | str = ""
    avatar: bool = False


def here(request: HttpRequest, by: Actor) -> list[Option]:
    """What can be done with the record on whose page the palette was opened."""
    found = _record_of(request.headers.get("HX-Current-URL", ""), by)
    if found is None:
        return []
    spec, record = found
    possible = acts(by, spec, record)
    verbs = [
        Option(
            f"do-{one['name']}",
            one["label"],
            one["icon"],
            dialog=one["address"] if one["asks"] else "",
            post="" if one["asks"] else one["address"],
        )
        for one in (*possible["buttons"], *possible["menu"])
    ]
    return [*_written(spec, record, by), *verbs, *_changed(record, by)]  # nothing is done by a mere Enter


def _record_of(address: str, by: Actor) -> tuple[Spec, Record] | None:
    try:
        found = resolve(urlsplit(address).path)
        if found.url_name != "record":
            return None
        spec = get_object(found.kwargs["objects"])
        record = access.get(cast(type[Record], spec.model), found.kwargs["id"], by)
    except (Resolver404, NotFound):
        return None
    record.workspace = by.workspace
    return spec, record


def _written(spec: Spec, record: Record, by: Actor) -> Iterator[Option]:
    """What can be put onto the record's timeline."""
    if spec.settings:
        return
    for one in panels.composers(spec, by):
        other: Spec = one["spec"]
        is_tab = other.model is Mail  # a letter is written on the page itself
        yield Option(
            f"add-{other.name}",
            _("%(object)s for this record") % {"object": other.label},
            other.icon,
            dialog="" if is_tab else f"{one['address']}?{one['about']}={spec.name}:{record.pk}",
            act=f"tab:{other.name}" if is_tab else "",
        )


def _changed(record: Record, by: Actor) -> Iterator[Option]:
    if access.allows(by, record, "change"):
        address = addresses.of(record)
        yield Option("do-edit", _("Edit all fields"), "edit", dialog=f"{address}/form")


def makes(by: Actor) -> list[Option]:
    """What can be made from anywhere."""
    return [
        Option(
            f"make-{way.name}",
            _("New %(object)s") % {"object": way.label.lower()},
            way.icon,
            dialog=way.address,
            keys=("N", way.key.upper()),
        )
        for way in chrome.creatable(by)
    ]


def goes(request: HttpRequest, by: Actor) -> list[Option]:
    """Where one can go."""
    first, records = chrome.places(request, by)
    return [
        Option(f"go-{way.name}", way.label, way.icon, way.address, keys=("G", way.key.upper()))
        for way in [*first, *records]
    ]


def settled() -> list[Option]:
    """What is always there."""
    return [
        Option("do-theme", _("Light or dark theme"), "moon", act="theme"),
        Option("do-help", _("Help on this page"), "help", act="help", keys=("?",)),
    ]


def further(request: HttpRequest, by: Actor) -> list[Option]:
    """What is looked for by name and would be too much to list unasked: settings, figures, tours."""
    base = addresses.home(by.workspace)
    found = [
        *settled(),
        Option("go-functions", _("What the product can do"), "checklist", f"{base}functions"),
        Option("go-announcements", _("Announcements"), "speakerphone", f"{base}announcements/"),
    ]
    if may_post(by):
        found.append(
            Option("do-announce", _("Announce something"), "speakerphone", f"{base}announcements/new")
        )
    if sees_reserved(by):
        found.append(Option("go-workload", _("Workload"), "scale", f"{base}reports/workload"))
        found.append(Option("go-adoption", _("Adoption"), "users", f"{base}reports/adoption"))
    found += [
        Option(f"tour-{one.tour.name}", _("Tour: %(name)s") % {"name": one.tour.title}, one.tour.icon,
               act=f"tour:{one.tour.name}")
        for one in taking.offers(by)
    ]  # fmt: skip
    for label, group in door.subjects(request, by):
        for number, one in enumerate(group):
            text = _("%(group)s: %(subject)s") % {"group": label, "subject": one.label}
            found.append(Option(f"set-{len(found)}-{number}", text, one.icon, one.address))
    return found
