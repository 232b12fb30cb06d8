"""How changes of settings are said: a sentence a change, and what exactly differs in a role's rights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine.models import Event
from akrab.engine.registry import find_object
from akrab.identity.models import Workspace
from akrab.lib import places
from akrab.web import marks
from akrab.web.chrome import OWN_NAMES

Sentence = tuple[str, Mapping[str, str]]

WHOLE = {
    "membership.created": gettext_lazy("%(who)s let %(what)s in as %(role)s"),
    "team.created": gettext_lazy("%(who)s made the team %(what)s"),
    "team.deleted": gettext_lazy("%(who)s dissolved the team %(what)s"),
    "branch.created": gettext_lazy("%(who)s opened the branch %(what)s"),
    "branch.deleted": gettext_lazy("%(who)s closed the branch %(what)s"),
    "role.created": gettext_lazy("%(who)s made the role %(what)s"),
    "role.deleted": gettext_lazy("%(who)s removed the role %(what)s"),
    "invitation.created": gettext_lazy("%(who)s invited %(what)s as %(role)s"),
    "invitation.deleted": gettext_lazy("%(who)s withdrew the invitation of %(what)s"),
    "token.created": gettext_lazy("%(who)s made the API token %(what)s"),
}
# What the change of one field says: when it got a value, and when it lost one.
CHANGED = {
    "membership.role": (gettext_lazy("%(who)s gave %(what)s the role %(new)s"), ""),
    "membership.team": (
        gettext_lazy("%(who)s put %(what)s into the team %(new)s"),
        gettext_lazy("%(who)s took %(what)s out of the team %(old)s"),
    ),
    "membership.branch": (
        gettext_lazy("%(who)s put %(what)s into the branch %(new)s"),
        gettext_lazy("%(who)s took %(what)s out of the branch %(old)s"),
    ),
    "branch.name": (gettext_lazy("%(who)s renamed the branch %(old)s to %(new)s"), ""),
    "branch.code": (gettext_lazy("%(who)s changed the code of the branch %(what)s from %(old)s to %(new)s"), ""),
    "branch.time_zone": (
        gettext_lazy("%(who)s set the clock of the branch %(what)s to %(new)s"),
        gettext_lazy("%(who)s set the clock of the branch %(what)s to the company's"),
    ),
    "membership.is_active": (
        gettext_lazy("%(who)s reopened the account of %(what)s"),
        gettext_lazy("%(who)s closed the account of %(what)s"),
    ),
    "user.name": (gettext_lazy("%(who)s changed their name from %(old)s to %(new)s"), ""),
    "team.name": (gettext_lazy("%(who)s renamed the team %(old)s to %(new)s"), ""),
    "team.leader": (
        gettext_lazy("%(who)s made %(new)s the leader of %(what)s"),
        gettext_lazy("%(who)s left the team %(what)s without a leader"),
    ),
    "role.name": (gettext_lazy("%(who)s renamed the role %(old)s to %(new)s"), ""),
    "role.is_administrator": (
        gettext_lazy("%(who)s let the role %(what)s do everything"),
        gettext_lazy("%(who)s no longer lets the role %(what)s do everything"),
    ),
    "role.sees_reports": (
        gettext_lazy("%(who)s let the role %(what)s see the reports of the company"),
        gettext_lazy("%(who)s closed the reports of the company to the role %(what)s"),
    ),
    "role.uses_api": (
        gettext_lazy("%(who)s let the role %(what)s make API tokens"),
        gettext_lazy("%(who)s closed the API to the role %(what)s"),
    ),
    "role.rights": (
        gettext_lazy("%(who)s changed what the role %(what)s may do"),
        gettext_lazy("%(who)s changed what the role %(what)s may do"),
    ),
    "role.fields": (
        gettext_lazy("%(who)s changed which fields the role %(what)s sees"),
        gettext_lazy("%(who)s changed which fields the role %(what)s sees"),
    ),
    "token.revoked_at": (gettext_lazy("%(who)s revoked the API token %(what)s"), ""),
    "workspace.name": (gettext_lazy("%(who)s renamed the company from %(old)s to %(new)s"), ""),
}  # fmt: skip
REACHES = {
    "none": gettext_lazy("none"), "own": gettext_lazy("own"), "team": gettext_lazy("team"),
    "branch": gettext_lazy("branch"),
    "all": gettext_lazy("all"), "hidden": gettext_lazy("hidden"), "read": gettext_lazy("seen only"),
}  # fmt: skip
VERBS = {
    "view": gettext_lazy("see"), "create": gettext_lazy("create"), "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete"),
}  # fmt: skip


@dataclass(frozen=True)
class Detail:
    """One right of a role, before and after."""

    label: str
    old: str
    new: str


def sentences(event: Event, names: Mapping[str, str]) -> list[Sentence]:
    """What happened, a sentence a change, with the words to set into it; `names` are those of linked rows, by id."""
    words = {"who": event.actor_name, "what": event.title, "role": names.get(str(event.new("role")), "–")}
    if event.object == "membership" and event.actor_name == event.title:  # by an invitation
        if event.verb == "created":
            return [(_("%(what)s joined as %(role)s"), words)]
        if event.new("is_active"):
            again = _("%(what)s came back as %(role)s") if event.new("role") else _("%(what)s came back")
            return [(again, words)]
    if event.verb != "updated":
        return [(str(WHOLE[event.kind]), words)] if event.kind in WHOLE else []
    return [one for name in event.changes if (one := _change(event, name, words, names))]


def _change(event: Event, name: str, words: Mapping[str, str], names: Mapping[str, str]) -> Sentence | None:
    old, new = event.changes[name]
    said = {**words, "old": names.get(str(old), str(old)) or "–", "new": names.get(str(new), str(new)) or "–"}
    if f"{event.object}.{name}" in CHANGED:
        given, lost = CHANGED[f"{event.object}.{name}"]
        return str((given if new else lost) or given), said
    if event.object != "workspace":
        return None  # such as an invitation that was used: joining says it
    label = str(Workspace._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    text = _("%(who)s changed the %(label)s of the company from %(old)s to %(new)s")
    return text, {**said, "label": label, "old": _called(name, old), "new": _called(name, new)}


def _called(name: str, value: Any) -> str:
    """A country or language by its name, several of them in a row, anything else as it is."""
    if isinstance(value, list):
        spoken = dict(OWN_NAMES)
        return ", ".join(spoken.get(str(one), str(one)) for one in value) or _("all languages")
    known = {"country": lambda: dict(places.countries(marks.locale())), "language": lambda: dict(OWN_NAMES)}
    said = str(known[name]().get(value, value)) if name in known else str(value or "").replace("_", " ")
    return said or "–"


def details(event: Event) -> list[Detail]:
    """What differs in the rights of a role that was changed."""
    if event.object != "role" or event.verb != "updated":
        return []
    found = []
    for name, words in (("rights", VERBS), ("fields", None)):
        old, new = event.changes.get(name, [None, None])
        found += list(_differences(old or {}, new or {}, words))
    return found


def _differences(
    old: Mapping[str, Any], new: Mapping[str, Any], verbs: Mapping[str, Any] | None
) -> Iterator[Detail]:
    for object in sorted({*old, *new}):
        spec = find_object(object)
        label = spec.label_plural if spec else _("Everything else")
        was, now = old.get(object, {}), new.get(object, {})
        for part in [one for one in {**was, **now} if was.get(one) != now.get(one)]:
            described = spec.fields.get(part) if spec and verbs is None else None
            word = str(described.label) if described else str((verbs or {}).get(part, part))
            empty = _("as for everything") if verbs else _("seen and changed")
            yield Detail(
                f"{label}: {word}",
                str(REACHES.get(was.get(part, ""), empty)), str(REACHES.get(now.get(part, ""), empty)),
            )  # fmt: skip
