"""Taking what a visitor sends: the linked records are matched or made, and one record is made for one sending."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from akrab.engine import values, write
from akrab.engine.errors import Invalid, Refused
from akrab.engine.events import gesture
from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.links import target_of
from akrab.engine.fields.texts import TextList, clean_text
from akrab.engine.matching import find_match
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.forms.models import Form, PublicAddress, Submission
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock, secrets
from akrab.tenancy.current import workspace as inside

T = TypeVar("T")

HONEYPOT = "fax"
MOST_A_MINUTE = 300
LONGEST_KEY = 120
MOST_KEPT = TextList.most
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Question:
    """One question of a form, with the field that takes its answer."""

    name: str
    label: str
    path: str
    required: bool
    field: Field


def find_form(key: str) -> tuple[Workspace, Form] | None:
    """The workspace and form behind a public address, or None."""
    address = PublicAddress.objects.select_related("workspace").filter(pk=key).first()
    if address is None:
        return None
    with transaction.atomic(), inside(address.workspace):
        form = Form.objects.filter(key=key, deleted_at__isnull=True).first()
        return (address.workspace, form) if form else None


def questions_of(form: Form) -> list[Question]:
    """The form's questions with their fields; raises `Refused` when one names a field that is gone."""
    return [
        Question(one["name"], one["label"], one["path"], bool(one.get("required")), _field(form, one["path"]))
        for one in form.questions
    ]


def _field(form: Form, path: str) -> Field:
    spec = find_object(form.object)
    link, _dot, last = path.rpartition(".")
    if spec is not None and link:
        field = spec.fields.get(link)
        spec = spec_of(target_of(field)) if field is not None and field.type.name == "link" else None
    if spec is None or last not in spec.fields:
        raise Refused(_("The form asks for “%(path)s”, which does not exist.") % {"path": path})
    return spec.fields[last]


def take(
    form: Form, answers: Mapping[str, Any], *, key: str = "", page: str = "", sender: str = ""
) -> Submission:
    """Turn one sending into one record; the same `key` again returns the first sending and changes nothing.

    Runs inside the form's workspace. Raises `Invalid` by question name when an answer can't be used, `Refused` when
    one sender sends too much. `sender` is the visitor's network address; only its hash is kept.
    """
    by = system(form.workspace, "form", agent=form.name)
    key = _kept(key, len(key)) if len(key) <= LONGEST_KEY else secrets.digest(key)
    with transaction.atomic():
        Form.objects.select_for_update(of=("self",)).get(
            pk=form.pk
        )  # two sendings of one person make one contact
        known = Submission.objects.filter(form=form, key=key).first() if key else None
        if known is not None:
            return known
        _require_calm(sender)
        submission = Submission(
            form=form, key=key or str(uuid4()), page=_kept(page, 500), sender=secrets.digest(sender) if sender else "",
            answers={_kept(name, 80): _kept(str(value), 5000) for name, value in answers.items()}, at=clock.now(),
        )  # fmt: skip
        if answers.get(HONEYPOT):
            submission.state = "spam"
        else:
            record = _make(form, answers, by)
            submission.record = f"{form.object}:{record.pk}"
        submission.save(force_insert=True)
        return submission


def _kept(said: str, limit: int) -> str:
    """What of a visitor's text can be kept."""
    return clean_text(said, len(said))[:limit]


def _require_calm(sender: str) -> None:
    if not sender:
        return
    since = clock.now() - timedelta(minutes=1)
    if Submission.objects.filter(sender=secrets.digest(sender), at__gte=since).count() >= MOST_A_MINUTE:
        raise Refused(_("Too much was sent from here within a minute. Wait a little and send again."))


def _make(form: Form, answers: Mapping[str, Any], by: Actor) -> Record:
    spec = get_object(form.object)
    own, linked = _sorted_answers(form, answers, by)
    with gesture(by, form.name) as by:
        for link, raw in linked.items():
            own[link] = _match_or_make(spec_of(target_of(spec.fields[link])), raw, form, link, by)
        for name, value in form.presets.items():
            own.setdefault(name, _preset(value, answers, spec.fields[name].max_length))
        return _named(form, "", lambda: write.create(cast(type[Record], spec.model), own, by))


def _sorted_answers(
    form: Form, answers: Mapping[str, Any], by: Actor
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The answers for the record itself and, by link, for the records it links to.

    Raises `Invalid` with all that is wrong at once: the gaps, and what the fields can't take.
    """
    own: dict[str, Any] = {}
    linked: dict[str, dict[str, Any]] = {}
    wrong: dict[str, list[str]] = {}
    for question in questions_of(form):
        answer = answers.get(question.name)
        if is_absent(answer.strip() if isinstance(answer, str) else answer):
            if question.required:
                wrong[question.name] = [_("Fill this in.")]
            continue
        link, _dot, name = question.path.rpartition(".")
        try:
            values.parse({name: question.field}, {name: answer}, by)
        except Invalid as invalid:
            wrong[question.name] = [text for texts in invalid.errors.values() for text in texts]
        (linked.setdefault(link, {}) if link else own)[name] = answer
    if wrong:
        raise Invalid(wrong)
    return own, linked


def _match_or_make(spec: Spec, raw: dict[str, Any], form: Form, link: str, by: Actor) -> Record:
    """The known record these answers describe, completed with what it lacked, or a new one."""
    model = cast(type[Record], spec.model)
    parsed = _named(form, link, lambda: values.parse(spec.fields, raw, by))
    known = find_match(spec, parsed, by)
    if known is None:
        return _named(form, link, lambda: write.create(model, raw, by))
    added: dict[str, Any] = {}
    for name in raw:
        field = spec.fields[name]
        held, said = getattr(known, field.attname), parsed[field.attname]
        if isinstance(held, list):
            added |= {name: [*held, *said][:MOST_KEPT]} if set(said) - set(held) else {}
        elif is_absent(held):
            added[name] = said
    return write.update(known, added, by) if added else known


def _named(form: Form, link: str, do: Callable[[], T]) -> T:
    """Run a write whose complaints are about fields; the visitor gets them under the questions' names."""
    try:
        return do()
    except Invalid as invalid:
        asked = {one["path"]: one["name"] for one in form.questions}
        prefix = f"{link}." if link else ""
        raise Invalid(
            {asked.get(f"{prefix}{name}", name): texts for name, texts in invalid.errors.items()}
        ) from invalid


def _preset(value: Any, answers: Mapping[str, Any], limit: int | None) -> Any:
    if not isinstance(value, str):
        return value
    return PLACEHOLDER.sub(lambda found: str(answers.get(found[1], "")).strip(), value).strip(" ·")[:limit]
