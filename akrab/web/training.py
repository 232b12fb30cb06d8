"""Training by doing: the tasks that a role has to learn, ticked off by what somebody really did."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.models import Event
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.features.beginning import touring
from akrab.identity.actor import Actor, Rights, person
from akrab.identity.members import active_members
from akrab.web import addresses
from akrab.web.chrome import is_ability, is_place, ordered
from akrab.web.tours import taking

MOST = 6


@dataclass(frozen=True)
class Lesson:
    """One task: what to do, the event that shows that it was done, and where to begin."""

    label: str
    icon: str
    kind: str
    address: str
    is_done: bool = False


def lessons(by: Actor, done: frozenset[str] = frozenset()) -> list[Lesson]:
    """What this person's role lets them make, the business's own objects first: made once, it is learnt."""
    found = []
    for spec in _learnt(by):
        kind = f"{spec.name}.created"
        label = _("Make your first %(object)s") % {"object": spec.label.lower()}
        address = addresses.listing(by.workspace, spec)
        found.append(Lesson(label, spec.icon, kind, address, kind in done))
    return found


def _learnt(by: Actor) -> list[Spec]:
    able = [spec for spec in ordered() if is_place(spec) and not is_ability(spec) and not spec.is_off]
    return [spec for spec in able if access.reach(by, spec, "create") != "none"][:MOST]


def own_lessons(by: Actor) -> list[Lesson]:
    """The tasks of this person, each with whether it was ever done."""
    wanted = [lesson.kind for lesson in lessons(by)]
    rows = Event.objects.filter(actor=by.membership_id, kind__in=wanted, origin="web")
    return lessons(by, frozenset(rows.order_by().values_list("kind", flat=True).distinct()))


@dataclass(frozen=True)
class Learner:
    """How far one person is; `tours` are those of their role, each with whether it was taken to its end."""

    id: UUID
    name: str
    role: str
    done: int
    total: int
    missing: list[str]
    tours: list[tuple[str, bool]]


def learners() -> list[Learner]:
    """Everybody with the tasks of their role, by how much is left."""
    people = list(active_members().select_related("workspace"))
    kinds = [f"{name}.created" for name in objects()]
    rows = Event.objects.filter(actor__in=people, kind__in=kinds, origin="web").order_by()
    made: dict[UUID, set[str]] = {}
    for id, kind in (
        rows.values_list("actor_id", "kind").annotate(Count("pk")).values_list("actor_id", "kind")
    ):
        made.setdefault(id, set()).add(kind)
    toured = touring.finished_by([one.pk for one in people])
    found = []
    for one in people:
        todo: Mapping[str, Lesson] = {lesson.kind: lesson for lesson in lessons(person(one))}
        missing = [lesson.label for kind, lesson in todo.items() if kind not in made.get(one.pk, set())]
        role = Rights.of(one.role).role
        shown = [
            (str(tour.title), tour.name in toured.get(one.pk, set())) for tour in taking.fitting(person(one))
        ]
        found.append(Learner(one.pk, str(one), role, len(todo) - len(missing), len(todo), missing, shown))
    return sorted(found, key=lambda learner: learner.done - learner.total)
