"""What follows each change, in order: first the abilities, then the business. Nothing follows anywhere else."""

from functools import partial

from akrab.config import report_mail, sendings
from akrab.engine import search, undo
from akrab.engine.follow import Reaction, everything, on
from akrab.engine.models import Event
from akrab.features.automation import actions as automation
from akrab.features.automation import making, matching, moments, running, schedules
from akrab.features.claims import keeping as claims
from akrab.features.deadlines import timers
from akrab.features.live.push import push
from akrab.features.notify import watching
from akrab.identity.actor import Actor
from akrab.modules.activities import keeping, touch
from akrab.modules.activities import reactions as activities
from akrab.modules.sales import reactions as sales
from akrab.modules.sales import renamed, stays

INVITED = ("attendance.created", "attendance.accepted", "attendance.declined")
HANDED = ("handover.created", "handover.accepted", "handover.refused", "handover.withdrawn")


def tell_pages(event: Event, by: Actor) -> None:
    """Open pages learn that something changed, and ask for it by their own rights; a notice only its reader's."""
    to = [event.new("to")] if event.object == "notice" and event.new("to") else None
    push(event.kind, event.object, event.record, to)


def fill_in_moments(event: Event, by: Actor) -> None:
    """A rule that is switched on knows of the moments to come of records that were there before."""
    for spec, deadline in moments.deadlines_of_rule(event.record):
        timers.fill(spec, deadline, by.workspace)


REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        "deadlines",
        partial(timers.wants, further=moments.deadlines_of),
        partial(timers.keep, further=moments.deadlines_of),
    ),
    Reaction(
        "undoing takes back what followed", lambda event: event.takes_back, undo.take_back_what_followed
    ),
    Reaction("going on finishes the left stage", sales.left_stage, sales.finish_left_stage),
    Reaction("a call completes its task", on("call.created"), activities.complete_called_tasks),
    Reaction("a closed deal ends its planned work", on("deal.won", "deal.lost"), sales.end_planned_work),
    Reaction("delivered reports follow the words", renamed.was_renamed, renamed.keep_words),
    Reaction("stays in stages", stays.moved, stays.keep_stays),
    Reaction("next activity", sales.about_a_deal, sales.keep_next_activity),
    Reaction("a sending's files are kept on its record", on("form.sent"), sendings.keep_files),
    Reaction("what a program overwrote is kept", claims.was_overwritten, claims.keep_overwritten),
    Reaction("what rules made keeps in step", making.wants_keeping, making.keep_in_step),
    Reaction("runs wait again for what was undone", lambda event: event.takes_back, running.undone),
    Reaction("rules", matching.wants, matching.follow),
    Reaction("nothing is left without an owner", keeping.is_nobodys, keeping.give_to_somebody),
    Reaction("a rule's schedule goes on", schedules.is_about_rule, schedules.keep_next),
    Reaction("a rule's moments are filled in", on("rule.switched_on", "rule.published"), fill_in_moments),
    Reaction("an unanswered approval goes to the deputy", on("approval.overdue"), automation.ask_deputy),
    Reaction("found by what they link to", search.is_found_through, search.refresh),
    Reaction("tell who got a task", activities.was_given, activities.tell_assignee),
    Reaction("tell of overdue tasks", on("task.overdue"), activities.tell_overdue),
    Reaction("remind of tasks", on("task.reminded"), activities.tell_reminder),
    Reaction("tell who is asked for approval", activities.is_asked, activities.tell_asked),
    Reaction("tell of letters held back", activities.was_held, activities.tell_held),
    Reaction("tell what a document lacks", activities.was_made_incomplete, activities.tell_lacking),
    Reaction("tell of missed visits", on("visit.missed"), activities.tell_missed),
    Reaction("reports by mail", on("subscription.due"), report_mail.send_due),
    Reaction("tell of figures worked out", report_mail.was_worked_out, report_mail.tell_worked_out),
    Reaction("tell of figures that do not come", on(report_mail.UNCOUNTED), report_mail.tell_uncounted),
    Reaction("tell who got an appointment", activities.was_booked, activities.tell_booked),
    Reaction("tell of another time", activities.was_moved, activities.tell_moved),
    Reaction("tell of tasks put off", activities.was_put_off, activities.tell_put_off),
    Reaction("tell of invitations", on(*INVITED), activities.tell_invited),
    Reaction("tell who is mentioned", on("comment.created", "comment.updated"), activities.tell_mentioned),
    Reaction("tell of handovers", on(*HANDED), activities.tell_handover),
    Reaction("tell of unanswered handovers", on("handover.unanswered"), activities.escalate_handover),
    Reaction("tell who watches", watching.concerns, watching.tell_watchers),
    Reaction("notices by mail", on("notice.created"), activities.mail_notice),
    Reaction("confirm to who sent a form", on("form.sent"), sendings.confirm),
    Reaction("tell the team of a sending", on("form.sent"), sendings.tell_team),
    Reaction("tell of a form sent without end", on("form.flooded"), sendings.tell_of_flood),
    Reaction("last and next contact", touch.concerns, touch.keep),
    Reaction("live pages", everything, tell_pages, writes=False),
)
