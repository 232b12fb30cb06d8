"""What the objects of selling are for, and the help of the pages of pipelines."""

from akrab.features.wording.objects import gettext_lazy as _
from akrab.web.help.topic import Topic

OBJECTS = {
    "deal": _(
        "Possible sales, from the first question to the [payment], moving through the stages of a pipeline."
    ),
    "line": _("What is sold, with quantity and price: the [lines] make the amount."),
    "payment": _("Money that came in. It lowers what is still to be paid."),
    "party": _("Who else has a part: who uses, buys, pays, decides."),
    "stay": _("How long something stayed in each stage, and in whose hands."),
    "lostreason": _("Why sales are lost, so that you can see it in figures."),
    "stage": _("One step of a pipeline: who is responsible, and what must be there before it goes on."),
}

TOPICS = (
    Topic(
        ("settings-pipeline", "pipeline", "stage", "stage-new", "rule", "rule-new"),
        _("Pipelines"),
        _(
            "The ways your sales go: stages in order, who is responsible, what each stage asks for and does by itself."
        ),
        (
            (
                _("Add a stage or change the order"),
                _("Open a pipeline; drag the stages, or use their arrows."),
            ),
            (
                _("Ask for something before a stage is left"),
                _("Open the stage and choose the fields, the file or the checklist."),
            ),
            (
                _("Let something happen on entering"),
                _("Add what follows to the stage: [a task], [a visit], [a document], [a notice]."),
            ),
            (_("Begin from what is there"), _("Copy a pipeline and change the copy.")),
        ),
    ),
)
