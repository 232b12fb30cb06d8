"""What follows the sending of a public form: its files are kept on the record, the sender and the team are told."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine import access
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.features.files.attaching import attach_kept
from akrab.features.files.models import File
from akrab.features.forms.definition import Page
from akrab.features.forms.models import Form, Submission
from akrab.features.forms.questions import questions_of
from akrab.features.mail.queueing import queue
from akrab.features.notify.notices import send
from akrab.identity import attempts
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.lib import secrets

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
MOST_LETTERS, DAY = 3, timedelta(days=1)  # to one address, whoever types it


def _sent(event: Event) -> Submission | None:
    rows = Submission.objects.select_related("form__workspace")
    return rows.filter(pk=event.new("submission")).first() if event.new("submission") else None


def _record(event: Event, by: Actor, name: str = "record") -> Record | None:
    """The record an event names, unless it is gone since."""
    kind, _colon, id = str(event.new(name) or "").partition(":")
    spec = find_object(kind)
    return (
        access.visible(cast(type[Record], spec.model), by).filter(pk=id).first() if spec is not None else None
    )


def keep_files(event: Event, by: Actor) -> None:
    """The files that came with a sending hang on its record, each once."""
    submission, record = _sent(event), _record(event, by)
    if submission is None or record is None or not submission.files:
        return
    about = f"{spec_of(type(record)).name}:{record.pk}"
    held = {one["hash"] for one in File.objects.filter(about=about).values_list("stored", flat=True)}
    for stored in submission.files:
        if stored["hash"] not in held:
            attach_kept(record, {name: value for name, value in stored.items() if name != "question"}, by)
            held.add(stored["hash"])


def confirm(event: Event, by: Actor) -> None:
    """The sender gets the mail the form promises, in the language it was read in; one address gets few a day."""
    submission = _sent(event)
    if submission is None or not submission.form.shape.letters.confirms:
        return
    address = _address(submission)
    if not address:
        return
    key = f"form:{submission.pk}"
    if attempts.count([f"letter:{secrets.digest(address)[:40]}"], DAY)[0] > MOST_LETTERS:
        return
    form = submission.form
    words = form.shape.translations.get(submission.language) or Page()
    with translation.override(submission.language or form.shape.language or by.workspace.language):
        subject = _filled(
            words.subject or form.shape.letters.subject or _("We have your request"), submission
        )
        body = _filled(
            words.body or form.shape.letters.body or _("Thank you. We have what you sent."), submission
        )
    if form.shape.letters.answers:
        body += "\n\n" + "\n".join(
            f"{one['label']}: {one['said']}" for one in submission.asked if one.get("said")
        )
    company = replace(by, origin="form")  # the company answers, nobody in person
    about = _record(event, by, "sender") or _record(event, by)
    queue([address], subject[:200], body, about, company, key=key)


def _address(submission: Submission) -> str:
    """Where the sender can be written to: the first answer that is an e-mail address."""
    for one in questions_of(submission.form).asked:
        if one.field is not None and one.field.type.name == "emails":
            said = re.split(r"[,;\s]+", str(submission.answers.get(one.name, "")).strip())[0]
            if "@" in said:
                return said.lower()
    return ""


def _filled(text: str, submission: Submission) -> str:
    """A text with the answers it names in braces, each on one line and without addresses of websites."""
    said = {one["name"]: str(one.get("said", "")) for one in submission.asked}
    return PLACE.sub(lambda found: re.sub(r"\s+", " ", said.get(found[1], ""))[:200], text)


def tell_team(event: Event, by: Actor) -> None:
    """Who wants to know of sendings gets a notice, and whoever owns the record if the form says so."""
    submission, record = _sent(event), _record(event, by)
    if submission is None or record is None:
        return
    letters = submission.form.shape.letters
    wanted = set(letters.tells)
    owner = getattr(record, "owner_id", None)
    if letters.tells_owner and owner:
        wanted.add(str(owner))
    if not wanted:
        return
    words = {"form": submission.form.name, "record": str(record)}
    for member in active_members().filter(pk__in=wanted):
        send(member, gettext_lazy("“%(form)s” was sent: %(record)s"), by, words, kind="assigned", about=record,
             key=f"form:{submission.pk}")  # fmt: skip


def tell_of_flood(event: Event, by: Actor) -> None:
    """Administrators learn that a form is sent more than it takes."""
    form = Form.objects.filter(pk=event.record).first()
    if form is None:
        return
    text = gettext_lazy(
        "“%(form)s” is being sent very often. What comes without proof of work waits for you among its submissions."
    )
    for member in active_members().filter(role__is_administrator=True):
        send(member, text, by, {"form": form.name}, kind="problem", about=form, key=f"flood:{event.pk}")
