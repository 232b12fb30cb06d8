"""The one rule that decides who may see and do what, for every exit, and can say why.

`get` and `visible` are the only ways to fetch a record.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, NullIf, Right
from django.utils.translation import gettext as _

from akrab.engine.errors import Forbidden, NotFound
from akrab.engine.fields.base import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor, FieldRight, Reach, Verb
from akrab.identity.members import branch_names, names_of, role_names, team_names

# Linked, but no objects of the engine.
NAMED = {"membership": names_of, "role": role_names, "team": team_names, "branch": branch_names}
R = TypeVar("R", bound=Record)


def reach(by: Actor, spec: Spec, verb: Verb) -> Reach:
    """How far a verb carries for this actor on this object: none, own, team or all."""
    if spec.private and by.is_person:
        return "none" if verb == "create" else "own"
    if by.rights.everything:
        return "all"
    if spec.settings:
        return "all" if verb == "view" else "none"
    rights = by.rights.objects.get(spec.name, by.rights.objects.get("*", {}))
    far = rights.get(verb, "none")
    return "own" if far != "none" and verb != "create" and _sharing(spec) else far


def _sharing(spec: Spec) -> Spec | None:
    """The object whose owners say who sees and changes a record: this one, or the one it is within."""
    if spec.shared:
        return spec
    if spec.within and spec.fields[spec.within].type.name == "link":
        whole = spec_of(cast(type[Record], target_of(spec.fields[spec.within])))
        return whole if whole.shared else None
    return None


def _opened(by: Actor, spec: Spec, verb: Verb) -> Q:
    """Which records of others their owners have opened to this actor; nobody but the owner deletes."""
    assert by.membership is not None
    suffixes = {"view": ("", "_edit"), "change": ("_edit",)}.get(verb, ())
    opened = Q(**{f"{spec.shared}__in": [f"everybody{suffix}" for suffix in suffixes]})
    if by.membership.team_id:
        teams = Q(**{f"{name}__team_id": by.membership.team_id for name in spec.owners})
        opened |= Q(**{f"{spec.shared}__in": [f"team{suffix}" for suffix in suffixes]}) & teams
    return opened


def scope(by: Actor, spec: Spec, verb: Verb = "view") -> Q | None:
    """The condition that a verb's reach puts on rows; None where no row is within reach."""
    far = reach(by, spec, verb)
    if far == "all":
        return Q()
    if far == "none" or by.membership is None:
        return None
    whole = _sharing(spec)
    if whole is not None and whole is not spec:
        if verb == "view":
            return Q()  # what any row needs says it already
        return Q(
            **{f"{spec.within}__in": visible(cast(type[Record], whole.model), by, "change").values("pk")}
        )
    owners = spec.owners or ("created_by",)
    mine = _opened(by, spec, verb) if spec.shared else Q()
    for name in owners:
        mine |= Q(**{f"{name}_id": by.membership_id})
        if far in ("team", "branch"):
            mine |= Q(**{f"{name}__team__leader_id": by.membership_id})
            if by.membership.team_id:
                mine |= Q(**{f"{name}__team_id": by.membership.team_id})
        if far == "branch" and by.membership.branch_id:
            mine |= Q(**{f"{name}__branch_id": by.membership.branch_id})
    mine |= _taken_part_in(by, spec) if verb == "view" else Q()
    if spec.joins:  # whoever may change what others take part in sees who does, and takes them out again
        led = visible(cast(type[Record], target_of(spec.fields[spec.joins])), by, "change")
        mine |= Q(**{f"{spec.joins}__in": led.values("pk")})
    return mine | _of_branch(by, spec) if far == "branch" else mine


def _taken_part_in(by: Actor, spec: Spec) -> Q:
    """Records that the actor is invited to."""
    found = Q()
    for other in joining(spec):
        rows = cast(type[Record], other.model)._default_manager.filter(deleted_at__isnull=True)
        found |= Q(pk__in=rows.filter(**{f"{other.owners[0]}": by.membership_id}).values(other.joins))
    return found


def joining(spec: Spec) -> list[Spec]:
    """The objects by whose records people take part in records of this one."""
    others = [other for other in objects().values() if other.joins]
    return [other for other in others if target_of(other.fields[other.joins]) is spec.model]


def _of_branch(by: Actor, spec: Spec) -> Q:
    """Records that themselves belong to the actor's branch."""
    own = by.membership.branch_id if by.membership else None
    names = [field.name for field in spec.fields.values() if field.is_dormant]
    return Q(*[(f"{name}_id", own) for name in names], _connector=Q.OR) if own and names else Q(pk__in=[])


def visible(model: type[R], by: Actor, verb: Verb = "view", bin: bool = False) -> QuerySet[R]:
    """The rows this actor may see (or, with another verb, do that to); those in the bin only when asked."""
    condition = scope(by, spec_of(model), verb)
    rows = model._default_manager.all()
    if condition is None:
        return rows.none()
    return rows.filter(condition, *_further(by, spec_of(model)), deleted_at__isnull=not bin)


def sees_all(by: Actor, spec: Spec) -> bool:
    """Whether no row of this object is closed to the actor, so that nothing need be asked."""
    return reach(by, spec, "view") == "all" and not _further(by, spec)


def _further(by: Actor, spec: Spec) -> list[Q]:
    """What a row needs besides the reach of the verb: that what it belongs to is seen, and is not reserved."""
    if by.rights.everything:
        return []
    further: list[Q] = []
    if spec.reserved and not by.rights.sees_reports:
        further.append(Q(**{spec.reserved: False}))
    if spec.within and spec.fields[spec.within].type.name == "link":
        target = cast(type[Record], target_of(spec.fields[spec.within]))
        if not sees_all(by, spec_of(target)):
            further.append(Q(**{f"{spec.within}__in": visible(target, by).values("pk")}))
    elif spec.within:
        holders = [other for other in objects().values() if _may_hold(other) and not sees_all(by, other)]
        further += [_within_any(by, spec.within, other) for other in holders]
    return further


def _may_hold(spec: Spec) -> bool:
    """Objects whose records carry files, documents and mail: the business's own, not what itself hangs on others."""
    hangs_on_any = bool(spec.within) and spec.fields[spec.within].type.name == "any_link"
    return not (hangs_on_any or spec.settings or spec.private or _sharing(spec))


def _within_any(by: Actor, link: str, other: Spec) -> Q:
    """Rows whose `object:id` link does not lead to a record of `other` that is closed to the actor."""
    elsewhere = ~Q(**{f"{link}__startswith": f"{other.name}:"})
    if reach(by, other, "view") == "none":
        return elsewhere
    id = Cast(NullIf(Right(OuterRef(link), 36), Value("")), UUIDField())
    return elsewhere | Q(Exists(visible(cast(type[Record], other.model), by).filter(pk=id)))


def get(
    model: type[R], id: UUID | str, by: Actor, verb: Verb = "view", bin: bool = False, lock: bool = False
) -> R:
    """One record, for doing `verb` to it.

    Raises `NotFound` unless the actor may see it, `Forbidden` with the reason unless the verb reaches it.
    """
    rows = visible(model, by, "view", bin)
    try:
        record = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=id).first()
    except (ValueError, TypeError, ValidationError) as error:
        raise NotFound(str(id)) from error
    if record is None:
        raise NotFound(
            _("There is no such %(object)s, or you may not see it.")
            % {"object": spec_of(model).label.lower()}
        )
    if verb != "view":
        require(by, record, verb)
    return record


def allows(by: Actor, record: Record, verb: Verb) -> bool:
    """Whether the verb reaches this record, without a query where the reach is all, none or own."""
    spec = spec_of(type(record))
    far = reach(by, spec, verb)
    if far in ("all", "none"):
        return far == "all"
    owners = [getattr(record, f"{name}_id") for name in spec.owners or ("created_by",)]
    whole = _sharing(spec)
    if by.membership_id in owners and whole in (None, spec):
        return True
    condition = scope(by, spec, verb)
    is_joined = bool(spec.joins) or (verb == "view" and bool(joining(spec)))
    return (
        (far in ("team", "branch") or whole is not None or is_joined)
        and condition is not None
        and type(record)._default_manager.filter(condition, pk=record.pk).exists()
    )


def require(by: Actor, record: Record, verb: Verb) -> None:
    """Raise `Forbidden`, with the reason, unless the verb reaches this record."""
    if not allows(by, record, verb):
        raise Forbidden(explain(by, spec_of(type(record)), verb))


def require_create(by: Actor, spec: Spec) -> None:
    if reach(by, spec, "create") == "none":
        raise Forbidden(explain(by, spec, "create"))


def explain(by: Actor, spec: Spec, verb: Verb) -> str:
    """Why this actor may or may not do this, in a sentence."""
    far = reach(by, spec, verb)
    words = {"who": by.rights.role or by.name, "object": spec.label_plural}
    if spec.settings and far != "all":
        return _("Only administrators may change %(object)s.") % words
    sentences: dict[tuple[str, str], str] = {
        ("view", "none"): _("The role “%(who)s” may not see %(object)s."),
        ("create", "none"): _("The role “%(who)s” may not create %(object)s."),
        ("change", "none"): _("The role “%(who)s” may not change %(object)s."),
        ("delete", "none"): _("The role “%(who)s” may not delete %(object)s."),
        ("view", "own"): _("The role “%(who)s” sees only its own %(object)s."),
        ("change", "own"): _("The role “%(who)s” changes only its own %(object)s."),
        ("delete", "own"): _("The role “%(who)s” deletes only its own %(object)s."),
        ("view", "team"): _("The role “%(who)s” sees only the %(object)s of its team."),
        ("change", "team"): _("The role “%(who)s” changes only the %(object)s of its team."),
        ("delete", "team"): _("The role “%(who)s” deletes only the %(object)s of its team."),
        ("view", "branch"): _("The role “%(who)s” sees only the %(object)s of its branch."),
        ("change", "branch"): _("The role “%(who)s” changes only the %(object)s of its branch."),
        ("delete", "branch"): _("The role “%(who)s” deletes only the %(object)s of its branch."),
    }
    return sentences.get((verb, far), _("The role “%(who)s” allows this for all %(object)s.")) % words


def field_right(by: Actor, spec: Spec, field: Field) -> FieldRight:
    """Whether this actor may see and write a field: hidden, read or write."""
    right = "write" if by.rights.everything else by.rights.fields.get(spec.name, {}).get(field.name, "write")
    return "read" if right == "write" and field.read_only else right


def readable(by: Actor, spec: Spec) -> Mapping[str, Field]:
    """The fields this actor may see, in order."""
    if by.rights.everything or not by.rights.fields.get(spec.name):
        return spec.fields
    return {name: field for name, field in spec.fields.items() if field_right(by, spec, field) != "hidden"}


def writable(by: Actor, spec: Spec) -> dict[str, Field]:
    """The fields this actor may fill in, in order."""
    return {name: field for name, field in spec.fields.items() if field_right(by, spec, field) == "write"}


def titles(wanted: dict[str, set[UUID]], by: Actor, specs: dict[str, Spec]) -> dict[UUID, str]:
    """The titles of linked records, one query an object; what the actor may not see is absent."""
    found: dict[UUID, str] = {}
    for name, named in NAMED.items():
        if wanted.get(name):
            found |= named(wanted[name])
    for name, ids in wanted.items():
        if ids and name in specs:
            spec = specs[name]
            model = cast(Any, spec.model)
            attname = spec.fields[spec.title].attname
            rows = visible(model, by).filter(pk__in=ids).values_list("id", attname)
            found |= {id: spec.called(title, id) for id, title in rows}
    return found
