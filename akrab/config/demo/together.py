"""How the window company works together: meetings and vans, who is whose supplier, a comment and a handover."""

from datetime import datetime, time, timedelta

from django.db.models import Min
from django.db.models.functions import TruncDate

from akrab.config.demo.firm import Firm
from akrab.engine import write
from akrab.engine.models import Event, Unfollowed
from akrab.features.deadlines import timers
from akrab.identity.actor import system
from akrab.identity.models import SignIn
from akrab.lib import clock
from akrab.modules.activities import handing, touch
from akrab.modules.activities.models import Comment, Meeting, Resource, Visit
from akrab.modules.contacts.models import Company, Contact, Relation, RelationKind
from akrab.modules.sales.models import Deal, Party

# Who leads it, what it is, how many days from Monday of this week, at what hour, for how long, and what it needs.
MEETINGS = (
    ("k", "Week's plan", 0, 9.0, 45, "Meeting room"),
    ("m1", "Prices of the new profiles", 1, 11.0, 60, "Meeting room"),
    ("m2", "Glass supplier on video", 2, 15.0, 30, ""),
    ("s1", "Laser measure: how to", 3, 8.5, 30, "Meeting room"),
    ("k", "Month's figures", 4, 16.0, 60, "Meeting room"),
    ("m1", "Visit of the architects", 8, 10.0, 90, "Meeting room"),
    ("k", "Week's plan", 7, 9.0, 45, "Meeting room"),
)


def install_together(firm: Firm) -> None:
    """Everything at this moment, followed already."""
    _plan_meetings(firm)
    _load_vans()
    _relate(firm)
    _talk(firm)
    _come_in(firm)
    for event in Event.objects.filter(pk__in=Unfollowed.objects.values("event"), object="handover"):
        timers.keep(event, system(firm.workspace))
    Unfollowed.objects.all().delete()
    touch.keep_all()


def _plan_meetings(firm: Firm) -> None:
    rooms = {one.name: one for one in Resource.objects.all()}
    today = clock.now().astimezone(firm.zone).date()
    monday = today - timedelta(days=today.weekday())
    for short, name, days, hour, minutes, room in MEETINGS:
        at = datetime.combine(monday + timedelta(days=days), time(int(hour), int(hour % 1 * 60)), firm.zone)
        raw = {
            "name": name, "user": firm.members[short].pk, "starts_at": at.isoformat(), "duration": minutes * 60,
            "resource": rooms[room].pk if room else None,
        }  # fmt: skip
        meeting = write.create(Meeting, raw, system(firm.workspace, "api"))
        if at < clock.now():
            write.keep(meeting, firm.by(short), status="done", done_at=at)


def _load_vans() -> None:
    """Surveyors and installers drive: each of them has a van of their own."""
    vans = list(Resource.objects.filter(kind="vehicle").order_by("position"))
    drivers = list(Visit.objects.values_list("user", flat=True).distinct().order_by("user"))
    for place, driver in enumerate(drivers):
        Visit.objects.filter(user=driver).update(resource=vans[place % len(vans)])


def _relate(firm: Firm) -> None:
    """Some companies are more than customers, and stand in relations."""
    by = firm.by("k")
    companies = list(Company.objects.order_by("id")[:4])
    contacts = list(Contact.objects.filter(company__isnull=True).order_by("-id")[:2])
    kinds = {one.name: one for one in RelationKind.objects.all()}
    roles = (["customer"], ["customer", "partner"], ["supplier"], ["supplier", "competitor"])
    for company, said in zip(companies, roles, strict=False):
        write.update(company, {"roles": said}, by)
    pairs = [(companies[2], "supplier of", companies[1]), (companies[1], "partner of", companies[0])]
    for one, kind, other in pairs:
        raw = {"one": one, "kind": kinds[kind], "other": other, "valid_from": "2026-01-01"}
        write.create(Relation, raw, by)
    write.create(Relation, {"one": contacts[0], "kind": kinds["relative of"], "other": contacts[1]}, by)
    deal = Deal.objects.filter(state="open").order_by("-id").first()
    if deal is not None:
        write.create(Party, {"deal": deal, "who": companies[0], "role": "payer"}, firm.by("m1"))


def _talk(firm: Firm) -> None:
    deal = Deal.objects.filter(state="open", owner=firm.members["m1"]).order_by("id").first()
    if deal is None:
        return
    text = f"@{firm.members['m2']} can you ask them about the colour? I am on the road all day."
    write.create(Comment, {"text": text, "about": deal}, firm.by("m1"))
    note = "They would rather speak Vietnamese. The measurements are in the files."
    handing.offer(deal, firm.by("m1"), firm.members["m2"], None, note)


def _come_in(firm: Firm) -> None:
    """Everybody signed in on each day on which they did something."""
    acted = Event.objects.filter(actor__isnull=False, origin="web").order_by()
    days = acted.values("actor_id", day=TruncDate("at", tzinfo=firm.zone)).annotate(first=Min("at"))
    SignIn.objects.bulk_create([SignIn(member_id=one["actor_id"], at=one["first"]) for one in days])
