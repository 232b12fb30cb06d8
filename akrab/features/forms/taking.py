"""Taking what a visitor sends: one sending makes one record, at once or when a person accepts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from akrab.engine import write
from akrab.engine.errors import Invalid, NotFound, Refused
from akrab.engine.events import Change, emit, gesture
from akrab.engine.fields.texts import clean_text
from akrab.engine.spec import named, spec_of
from akrab.features.forms.definition import MOST_OPTIONS
from akrab.features.forms.guard import MOST_WAITING, Pressure, TooMuch, crowding, doubt, known_proof
from akrab.features.forms.making import Made, Sorted, make, said, sort_answers
from akrab.features.forms.models import WAITING, Consent, Form, PublicAddress, Submission
from akrab.features.forms.questions import Asked, Questions, chosen, questions_of
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside
from akrab.tenancy.ids import new_id

LONGEST_KEY = 120
MOST_ANSWERS, LONGEST_ANSWER, LONGEST_UNASKED = 200, 20_000, 5000
LONGEST_CHOICE = 300


@dataclass(frozen=True)
class Arrival:
    """How a sending came: by which page of which campaign, from which network address, with which proof of work.

    `files` are stored files with the name of their `question`. Of the address only a hash is kept. `is_locked` says
    that the form was read for taking this, so that no other sending of it is under way.
    """

    key: str = ""
    page: str = ""
    source: str = ""
    campaign: str = ""
    sender: str = ""
    language: str = ""
    proof: str = ""
    files: Sequence[Mapping[str, Any]] = ()
    pressure: Pressure = field(default_factory=Pressure)
    is_locked: bool = False


def find_workspace(key: str) -> Workspace | None:
    """The workspace behind a public address, or None."""
    address = PublicAddress.objects.select_related("workspace").filter(pk=key).first()
    return address.workspace if address is not None else None


def find_here(workspace: Workspace, key: str, lock: bool = False) -> Form | None:
    """The form at a public address of this workspace, which is the current one; locked for taking a sending."""
    rows = Form.objects.select_for_update(of=("self",), no_key=True) if lock else Form.objects.all()
    form = rows.filter(key=key, deleted_at__isnull=True).first()
    if form is not None:
        form.workspace = workspace
    return form


def find_form(key: str) -> tuple[Workspace, Form] | None:
    """The workspace and form behind a public address, or None."""
    workspace = find_workspace(key)
    if workspace is None:
        return None
    with transaction.atomic(), inside(workspace):
        form = find_here(workspace, key)
        return (workspace, form) if form is not None else None


def take(
    form: Form, answers: Mapping[str, Any], *, key: str = "", page: str = "", sender: str = "", **more: Any
) -> Submission:
    """Turn one sending into one record; the same `key` again returns the first sending and changes nothing.

    Runs inside the form's workspace and a transaction; `more` is as in `Arrival`. A sending that gives cause for
    doubt, or that no record can be made of for a reason its sender can't mend, waits for a person. Raises `Invalid`
    by question name when an answer can't be used.
    """
    came = Arrival(key=_key(key), page=page, sender=sender, **more)
    try:
        return _taken(form, answers, came)
    except (Invalid, IntegrityError) as error:
        # That it was sent before is seen by the key, which the database keeps once: nothing is asked before.
        known = Submission.objects.filter(form=form, key=came.key).first() if came.key else None
        if known is not None:
            return known
        if (
            isinstance(error, IntegrityError) and came.proof
        ):  # at this moment another came with the same proof
            return _taken(form, answers, replace(came, proof=""))
        raise


def _taken(form: Form, answers: Mapping[str, Any], came: Arrival) -> Submission:
    """The sending, kept with the record it made or waiting; raises `IntegrityError` for one that is kept already."""
    crowded = crowding(form, came.pressure)
    proof = known_proof(form, came.proof, crowded)
    if crowded > 1 and not proof:
        raise TooMuch(_("Very many are writing at this moment. Wait a little and send again."))
    reason = doubt(form, answers, bool(proof), crowded)
    if not (reason or came.is_locked):  # two sendings of one person make one contact: one after the other
        Form.objects.select_for_update(of=("self",), no_key=True).only("id").get(pk=form.pk)
    questions = questions_of(form)
    by = system(form.workspace, "form", agent=form.name)
    submission = _drafted(form, questions, answers, came, proof)
    found = None if reason == "trap" else sort_answers(questions, answers, _named_files(came), by)
    if reason or found is None:
        _keep_back(submission, reason)
    else:
        _settle(submission, form, questions, found, by)
    return submission


def _keep_back(submission: Submission, reason: str, detail: str = "") -> None:
    """Keep a sending that waits for a person."""
    _hold(submission, reason, detail)
    with transaction.atomic():
        submission.save(force_insert=True)


def _key(key: str) -> str:
    return _kept(key, len(key)) if len(key) <= LONGEST_KEY else secrets.digest(key)


def _kept(said: str, limit: int) -> str:
    """What of a visitor's text can be kept."""
    return clean_text(said, len(said))[:limit]


def _named_files(came: Arrival) -> list[str]:
    return [str(one["question"]) for one in came.files]


def _drafted(
    form: Form, questions: Questions, answers: Mapping[str, Any], came: Arrival, proof: str
) -> Submission:
    """The sending as it is kept: what is not asked stays out, but for what no question of today names."""
    shown = questions.shown(answers)
    hidden = {one.name for one in questions.asked} - {one.name for one in shown}
    several = {one.name: one for one in shown if one.is_several}
    known = known_names(form)
    kept: dict[str, Any] = {
        _kept(str(name), 80): _choices(several[name], value)
        if name in several
        else _answer(value, LONGEST_ANSWER if name in known else LONGEST_UNASKED)
        for name, value in list(answers.items())[:MOST_ANSWERS]
        if name not in hidden
    }
    asked = [
        {"name": one.name, "label": one.question.words(came.language).label or one.name,
         "said": said(one, kept.get(one.name, ""), came.language)}
        for one in shown
        if one.question.kind in ("field", "consent", "hidden")
    ]  # fmt: skip
    return Submission(
        form=form, key=came.key or str(uuid4()), answers=kept, asked=asked, version=form.version,
        language=came.language, page=_kept(came.page, 500), source=_kept(came.source, 80),
        campaign=_kept(came.campaign, 80), sender=secrets.digest(came.sender) if came.sender else "",
        proof=proof, files=[dict(one) for one in came.files], at=clock.now(),
    )  # fmt: skip


def known_names(form: Form) -> set[str]:
    return {one.name for one in form.shape.questions}


def _answer(value: Any, limit: int) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return _kept(str(value), limit) if value is not None else ""


def _choices(asked: Asked, value: Any) -> list[str]:
    """What was ticked, each by itself: a choice may hold any sign."""
    return [_kept(one, LONGEST_CHOICE) for one in chosen(asked, value)[:MOST_OPTIONS]]


def _hold(submission: Submission, reason: str, detail: str = "") -> None:
    """Let it wait for a person; raises `TooMuch` when thousands wait already."""
    waiting = Submission.objects.filter(form=submission.form, state__in=WAITING)[:MOST_WAITING].count()
    if waiting >= MOST_WAITING:
        raise TooMuch(_("Too much was sent through this form. Come back later."))
    submission.state, submission.record = "spam" if reason in ("trap", "links") else "held", ""
    submission.reason, submission.detail = reason, detail[:500]


def _settle(submission: Submission, form: Form, questions: Questions, found: Sorted, by: Actor) -> None:
    """Keep the sending with its record, or waiting where the reason is none its sender could mend."""
    try:
        with gesture(by, form.name, at_once=True) as within:
            id = new_id()
            submission.record = f"{form.object}:{id}"
            submission.save(force_insert=True)
            _make(submission, form, found, within, id)
    except Invalid as invalid:
        asked = {one.name for one in questions.asked}
        if set(invalid.errors) & asked:
            raise
        _keep_back(submission, "broken", str(invalid))
    except (Refused, NotFound) as refused:
        _keep_back(submission, "broken", str(refused))


def _make(submission: Submission, form: Form, found: Sorted, by: Actor, id: UUID) -> None:
    """The record with all that belongs to it, told as `form.sent` on its timeline and its sender's."""
    with gesture(by, form.name, at_once=True) as by:
        made = make(form, found, submission.answers, by, id)
        submission.record = named(made.record)
        submission.state = "taken"
        _keep_consents(submission, form, found, made, by)
        facts = {
            "submission": str(submission.pk), "record": submission.record, "page": submission.page,
            "source": submission.source, "campaign": submission.campaign,
            "sender": f"{spec_of(type(made.sender)).name}:{made.sender.pk}",
        }  # fmt: skip
        told = {name: [None, fact] for name, fact in facts.items() if fact}
        emit([Change(form, "form.sent", told, frozenset({made.record.pk, made.sender.pk}))], by)


def _keep_consents(submission: Submission, form: Form, found: Sorted, made: Made, by: Actor) -> None:
    for one in found.agreed:
        words = one.question.words(submission.language)
        raw = {
            "about": made.sender, "name": words.label, "text": words.text,
            "language": submission.language or form.shape.language,
        }  # fmt: skip
        write.create(Consent, raw, by, given_at=submission.at, wording=one.question.wording, form=form)


def accept(id: UUID, by: Actor) -> Submission:
    """Make the record of a sending that waited, exactly as if it had arrived just now; raises `Invalid`, `Refused`."""
    with transaction.atomic():
        submission = _waiting(id, (*WAITING, "deleted"))
        form = submission.form
        form.workspace = by.workspace
        Form.objects.select_for_update(of=("self",), no_key=True).only("id").get(pk=form.pk)
        own = system(by.workspace, "form", agent=form.name)
        files = [str(one["question"]) for one in submission.files]
        found = sort_answers(questions_of(form), submission.answers, files, own)
        _make(submission, form, found, own, new_id())
        return _judged(submission, "taken", by)


def discard(id: UUID, by: Actor) -> Submission:
    """Put a sending that waits among the deleted, from which it can still be accepted."""
    with transaction.atomic():
        return _judged(_waiting(id, WAITING), "deleted", by)


def discard_waiting(form: Form, by: Actor) -> int:
    """Put all that waits among the deleted, as after a flood; how many that was."""
    rows = Submission.objects.filter(form=form, state__in=WAITING)
    return rows.update(state="deleted", judged_by=by.name[:120], judged_at=clock.now())


def put_back(id: UUID, by: Actor) -> Submission:
    """Let a deleted sending wait again."""
    with transaction.atomic():
        return _judged(_waiting(id, ("deleted",)), "held", by)


def _judged(submission: Submission, state: str, by: Actor) -> Submission:
    submission.state, submission.judged_by, submission.judged_at = state, by.name[:120], clock.now()
    submission.save(update_fields=["state", "judged_by", "judged_at", "record"])
    return submission


def _waiting(id: UUID, states: Sequence[str]) -> Submission:
    """A sending that is still to be judged, locked; raises `NotFound`, `Refused`."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("form")
    submission = rows.filter(pk=id).first()
    if submission is None:
        raise NotFound(str(id))
    if submission.state not in states:
        raise Refused(_("Somebody has dealt with this already."))
    return submission
