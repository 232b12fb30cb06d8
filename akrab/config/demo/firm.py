"""The company as its past needs it: its people as actors, and its set-up by name."""

from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from akrab.config.demo.company import Installed
from akrab.features.documents.design import Design, read_design
from akrab.features.documents.models import Edition, Template
from akrab.features.files.models import FileType
from akrab.features.forms.models import Form
from akrab.identity.actor import Actor, person, system
from akrab.identity.members import find_membership
from akrab.identity.models import Membership
from akrab.modules.contacts.models import Channel, Source
from akrab.modules.sales.models import LostReason, Pipeline, Stage, StageRule


@dataclass
class Firm:
    """Who works here and what was set up; read once, from inside the workspace."""

    installed: Installed

    def __post_init__(self) -> None:
        self.workspace = self.installed.workspace
        self.zone = ZoneInfo(self.workspace.time_zone)
        self.members: dict[str, Membership] = {}
        for short, member in self.installed.people.items():
            found = find_membership(member.user_id)
            assert found is not None
            self.members[short] = found

    def by(self, short: str) -> Actor:
        return person(self.members[short])

    def by_form(self) -> Actor:
        return system(self.workspace, "form", agent=self.form.name)

    def by_rule(self, rule: StageRule | None = None, because: UUID | None = None) -> Actor:
        """The product, acting by one of the company's rules, or by one of its own."""
        return replace(
            system(self.workspace, "rule", because=because), agent=rule.known_as[:120] if rule else ""
        )

    def rules(self, stage: Stage) -> list[StageRule]:
        return [rule for rule in self._rules if rule.stage_id == stage.pk]

    @cached_property
    def _rules(self) -> list[StageRule]:
        return list(StageRule.objects.select_related("stage", "role").order_by("position"))

    @cached_property
    def pipeline(self) -> Pipeline:
        return Pipeline.objects.get()

    @cached_property
    def stages(self) -> dict[str, Stage]:
        return {stage.name: stage for stage in Stage.objects.order_by("position")}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {source.name: source for source in Source.objects.order_by("position")}

    @cached_property
    def channels(self) -> dict[str, Channel]:
        return {channel.name: channel for channel in Channel.objects.order_by("position")}

    @cached_property
    def reasons(self) -> list[LostReason]:
        return list(LostReason.objects.order_by("position"))

    @cached_property
    def measurements(self) -> FileType:
        return FileType.objects.get(name="Measurements")

    @cached_property
    def template(self) -> Template:
        return Template.objects.select_related("series").get()

    @cached_property
    def edition(self) -> Edition:
        return Edition.objects.get(template=self.template)

    @cached_property
    def design(self) -> Design:
        return read_design(self.edition.design)

    @cached_property
    def form(self) -> Form:
        return Form.objects.get()
