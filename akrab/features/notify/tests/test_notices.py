"""Notices: once each, in the reader's language, seen by the reader alone."""

import pytest
from django.utils.translation import gettext_lazy as _

from akrab.engine import access, undo, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, NotFound
from akrab.engine.models import Operation
from akrab.features.notify.models import Notice
from akrab.features.notify.notices import read_all, send, unread
from akrab.features.wording.objects import gettext_lazy as worded
from akrab.identity.actor import Actor, system
from tests.scenario.conftest import Firm

READ = actions_of(Notice)["read"]


def product(firm: Firm) -> Actor:
    return system(firm.installed.workspace)


def test_a_key_tells_a_person_once_and_another_person_too(firm: Firm) -> None:
    people = firm.installed.people
    assert send(people["m1"], "Call back", product(firm), key="a") is not None
    assert send(people["m1"], "Call back", product(firm), key="a") is None
    assert send(people["m2"], "Call back", product(firm), key="a") is not None
    assert send(people["m1"], "Call back", product(firm)) is not None
    assert (firm.notices("m1"), firm.notices("m2")) == (["Call back"] * 2, ["Call back"])


def test_a_notice_is_its_reader_s_alone(firm: Firm) -> None:
    notice = send(firm.installed.people["m1"], "Private", product(firm))
    assert notice is not None
    for other in ("m2", "k"):
        assert list(access.visible(Notice, firm.by(other))) == []
        with pytest.raises(NotFound):
            write.perform(READ, notice, {}, firm.by(other))
    assert Notice.objects.get().read_at is None


def test_reading_takes_a_notice_off_the_count_once(firm: Firm) -> None:
    m1 = firm.installed.people["m1"]
    first = send(m1, "one", product(firm))
    send(m1, "two", product(firm))
    assert first is not None
    assert unread(m1.pk) == 2
    write.perform(READ, first, {}, firm.by("m1"))
    assert unread(m1.pk) == 1
    with pytest.raises(Forbidden):
        write.perform(READ, first, {}, firm.by("m1"))
    assert (read_all(m1.pk), unread(m1.pk), read_all(m1.pk)) == (1, 0, 0)
    assert Notice.objects.count() == 2


def test_what_people_wrote_into_a_text_is_not_read_as_a_pattern(firm: Firm) -> None:
    m1 = firm.installed.people["m1"]
    for text in ("100 %s off", "%(task)s", "{name}", "%"):
        send(m1, text, product(firm))
    send(m1, _("Overdue: %(task)s · %(about)s · responsible: %(who)s"), product(firm),
         {"task": "50 % done", "about": "%(who)s", "who": "x"})  # fmt: skip
    assert firm.notices("m1")[-2:] == ["%", "Overdue: 50 % done · %(who)s · responsible: x"]


def test_a_notice_comes_in_its_reader_s_language(firm: Firm) -> None:
    m2 = firm.installed.people["m2"]
    m2.user.language = "vi"
    text = worded("New [task]: %(task)s · %(about)s")
    send(m2, text, product(firm), {"task": "Đo", "about": "A"})
    [told] = firm.notices("m2")
    assert told != "New task: Đo · A"
    assert "Đo" in told


def test_a_long_text_is_cut_and_not_lost(firm: Firm) -> None:
    send(firm.installed.people["m1"], "x" * 900, product(firm))
    assert firm.notices("m1") == ["x" * 500]


def test_what_was_told_is_not_untold_by_undo(firm: Firm) -> None:
    send(firm.installed.people["m1"], "told", product(firm))
    told = Operation.objects.filter(events__kind="notice.created").get()
    undo.undo(told, firm.by("k"))
    assert firm.notices("m1") == ["told"]
