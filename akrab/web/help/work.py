"""The help of the pages people work on every day, apart from the generic pages of objects."""

from akrab.features.wording.objects import gettext_lazy as _
from akrab.web.help.topic import Topic

TOPICS: tuple[Topic, ...] = (
    Topic(
        ("day",),
        _("My day"),
        _("What waits for you: late first, then the [calls], [visits] and [tasks] of today."),
        (
            (_("Finish [a task]"), _("Press its circle. Undo stands in the message that follows.")),
            (
                _("Call somebody"),
                _("Press the receiver: it dials, and opens the form in which you note the [call]."),
            ),
            (_("See another day"), _("Choose it in the week on the right.")),
            (_("See the day of your team"), _("Leaders switch between “Mine” and “Team” at the top.")),
        ),
    ),
    Topic(
        ("calendar",),
        _("Calendar"),
        _("Who is where and when: people, vehicles, rooms and crews side by side."),
        (
            (_("Plan something"), _("Drag over a free span, or press “Plan”.")),
            (_("Move an entry"), _("Drag it; by keys, Shift and the arrows.")),
            (
                _("Give it to somebody else"),
                _("“Day” has a column for each person and thing: drag it into theirs, or onto their name."),
            ),
            (
                _("See it on your telephone"),
                _("“In your own calendar” gives you an address for any calendar program."),
            ),
        ),
    ),
    Topic(
        ("notices",),
        _("Notices"),
        _("What you should know, once each."),
        (
            (_("See what it is about"), _("Open a notice: it leads to the record and leaves the count.")),
            (_("Clear them all"), _("Press “All read”.")),
            (
                _("Choose what reaches you"),
                _("Your account page says which come on the bell and which by mail."),
            ),
        ),
    ),
    Topic(
        ("announcements", "announcement", "announcement-new", "announcement-edit"),
        _("Announcements"),
        _("What was said to all, to a team or to one person, and who has read it."),
        (
            (_("Say that you have read it"), _("Open it and press “I have read this”; it leaves your day.")),
            (
                _("Announce something"),
                _("Administrators write to all, leaders to their team, or to one person."),
            ),
            (_("See who has read"), _("Open what you posted. You can remind those who have not.")),
        ),
    ),
    Topic(
        ("search",),
        _("Search"),
        _("Finds any record you may see by part of a name, a telephone number or an address."),
        (
            (_("Find a customer"), _("Type a few letters; small slips do not matter.")),
            (_("Search from any page"), _("Press Ctrl and K.")),
        ),
    ),
    Topic(
        ("run",),
        _("What a rule did"),
        _("One run of a rule: why it began, what it did step by step, and where it stands."),
        (
            (_("Undo what it did"), _("Administrators press “Undo what it did”.")),
            (_("Try again"), _("A run that failed can be tried again once the cause is mended.")),
        ),
    ),
    Topic(
        ("message", "mailing"),
        _("Writing to customers"),
        _("A message from a template, filled in for whoever receives it."),
        (
            (_("Begin from a template"), _("Choose one: its fields are filled from the record.")),
            (
                _("Write to many"),
                _(
                    "Tick rows in a list and choose to write. What is missing is named before anything is sent."
                ),
            ),
        ),
    ),
    Topic(
        ("functions",),
        _("What the product can do"),
        _(
            "The functions a company looks for when it chooses a product like this, and whether they are there."
        ),
        (
            (_("See for yourself"), _("Each function that is built leads to the page where it is.")),
            (_("Find what is missing"), _("Choose “Not built” above the list.")),
        ),
    ),
)

REPORTS: tuple[Topic, ...] = (
    Topic(
        ("reports", "dashboard"),
        _("Dashboards"),
        _("Figures over the records you may see, gathered on one page. Every number leads to its records."),
        (
            (_("See other dates"), _("Choose the period at the top.")),
            (_("Look at one person or team"), _("Press “Filter” at the top.")),
            (_("Open another dashboard"), _("Press the arrow beside the name.")),
            (_("Get it by mail"), _("Under the dots, “Send by mail”.")),
        ),
    ),
    Topic(
        ("all-reports",),
        _("All reports and dashboards"),
        _("Everything that was delivered, that you made, and that others share with you."),
        (
            (_("Make a report"), _("Press “New report” and see the result while you choose.")),
            (_("Gather reports on a page"), _("Press “New dashboard”.")),
        ),
    ),
    Topic(
        ("report", "snapshot", "new-report", "edit-report"),
        _("A report"),
        _("One question about your records, answered as a table, a chart or a number."),
        (
            (_("See the records behind a figure"), _("Press the figure.")),
            (
                _("Change the question"),
                _("Edit the report: choose the records, what is counted, and how it is grouped."),
            ),
            (_("Take it along"), _("“Export” gives CSV, Excel, PDF and pictures.")),
            (_("Keep the figures of today"), _("“Keep these figures” stores them with a comment.")),
        ),
    ),
    Topic(
        ("report-goals",),
        _("Goals"),
        _("A figure to be reached each week, month, quarter or year, by the company, a team or a person."),
        (
            (
                _("Set a goal"),
                _("Say for whom, how often and how much. It shows on the tiles of the report."),
            ),
            (_("Remove a goal"), _("Press the bin beside it.")),
        ),
    ),
    Topic(
        ("new-dashboard", "edit-dashboard"),
        _("Setting up a dashboard"),
        _("Which reports and texts stand on the page, in which order and how wide."),
        (
            (_("Add a tile"), _("Choose a report, or write a text.")),
            (_("Change the order"), _("Drag a tile, or use its arrows.")),
            (_("Share it"), _("Say who may see it: only you, your team, or everybody.")),
        ),
    ),
    Topic(
        ("mail-report", "mail-dashboard"),
        _("Reports by mail"),
        _(
            "A report or dashboard goes to each reader regularly, with the figures of what that reader may see."
        ),
        (
            (_("Add a reader"), _("Choose the person, the rhythm and the time.")),
            (_("Stop it"), _("Press the bin beside the reader.")),
        ),
    ),
    Topic(
        ("workload", "work-of"),
        _("Workload"),
        _("What everybody has in hand now, and how much of it is late."),
        (
            (_("See somebody's work"), _("Press a figure.")),
            (_("Hand work to somebody else"), _("Open a figure, tick what is to go, and choose the person.")),
        ),
    ),
    Topic(
        ("adoption",),
        _("Adoption"),
        _("Who uses the product week by week, how far everybody is with learning it, and what nobody uses."),
        (
            (_("See who needs help"), _("Those who did nothing for two weeks stand at the top.")),
            (_("Show somebody round"), _("Guided tours stand under “?”; here you see who has taken them.")),
            (_("Bring an unused function to life"), _("Press “Help” beside it to learn what it is for.")),
        ),
    ),
)
