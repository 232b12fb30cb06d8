"""The company as its past needs it: its people as actors, and its set-up by name."""

from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from akrab.config.demo.company import Installed
from akrab.features.automation.models import Rule, Version
from akrab.features.documents.design import Design, read_design
from akrab.features.documents.models import Edition, Template
from akrab.features.files.models import FileType
from akrab.features.forms.models import Form
from akrab.identity.actor import Actor, person, system
from akrab.identity.members import find_membership
from akrab.identity.models import Membership, Role
from akrab.modules.contacts.models import Channel, Source
from akrab.modules.sales import following
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import LostReason, Pipeline, Stage


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

    def by_rule(self, rule: Rule | None = None, because: UUID | None = None) -> Actor:
        """The product, acting by one of the company's rules, or by one of its own."""
        by = system(self.workspace, "rule", because=because)
        return replace(by, agent=rule.name[:120] if rule else "")

    def follows(self, stage: Stage) -> list[tuple[Version, Following]]:
        """What follows on entering a stage, each with the version of the rule that does it."""
        return self._follows.get(str(stage.pk), [])

    @cached_property
    def _follows(self) -> dict[str, list[tuple[Version, Following]]]:
        versions = {version.rule_id: version for version in Version.objects.select_related("rule")}
        found: dict[str, list[tuple[Version, Following]]] = {}
        for rule in following.rules_of(self.stages.values()):
            said = following.read(rule)
            assert said is not None
            found.setdefault(following.stage_of(rule), []).append((versions[rule.pk], said))
        return found

    @cached_property
    def roles(self) -> dict[str, str]:
        """The names of the roles by their ids."""
        return {str(id): name for id, name in Role.objects.values_list("pk", "name")}

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
