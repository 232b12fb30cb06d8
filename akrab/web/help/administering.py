"""The help of the settings pages."""

from akrab.features.wording.objects import gettext_lazy as _
from akrab.web.help.topic import Topic

OPEN = _("Open an entry to change it.")

COMPANY: tuple[Topic, ...] = (
    Topic(
        ("settings", "settings-me"),
        _("Your account"),
        _("Your name, language, time zone, sign-in and notices; for you alone."),
        (
            (_("Change your language"), _("Choose it here, or under your picture at the top.")),
            (_("Make sign-in safer"), _("Add a passkey or a second factor.")),
            (_("See the calendar on your telephone"), _("Make an address for your calendar program.")),
            (
                _("Choose your notices"),
                _("Say for each kind whether it comes on the bell, by mail, both or not at all."),
            ),
        ),
    ),
    Topic(
        ("settings-company",),
        _("Company"),
        _("The name, languages, currency and details of your company, as they stand on documents."),
        (
            (
                _("Change what stands on documents"),
                _("Fill in the address and bank details; new documents use them."),
            ),
            (_("Offer more languages"), _("Tick them: your people choose among them.")),
        ),
    ),
    Topic(
        ("settings-objects", "settings-object"),
        _("Objects and fields"),
        _("What your company works with, what you call it, and which fields it has."),
        (
            (_("Add a field"), _("Open an object and press “New field”.")),
            (
                _("Call things what you call them"),
                _("Open an object and give it your own words, in each language."),
            ),
            (_("Do without something"), _("Switch it off: nothing leads there, and its records are kept.")),
        ),
    ),
    Topic(
        ("settings-field-new", "settings-field"),
        _("A field"),
        _("One thing you want to know of every record."),
        (
            (
                _("Choose its kind"),
                _(
                    "Text, number, date, choice, person and more: it decides how it is filled in and filtered."
                ),
            ),
            (
                _("Put it where it is needed"),
                _("Say whether it stands in lists, among the key facts and in the short form."),
            ),
            (_("Do without it"), _("Retire it: what was filled in is kept.")),
        ),
    ),
    Topic(
        ("settings-users", "settings-user"),
        _("Users"),
        _("The people of your company who sign in here, and those who are invited."),
        (
            (
                _("Invite somebody"),
                _(
                    "Paste one address or many, and give the role and the team; each gets a mail with the way in."
                ),
            ),
            (_("Change somebody's role or team"), _("Open the person.")),
            (_("Let somebody go"), _("Open the person and choose who gets their work. Nothing is lost.")),
        ),
    ),
    Topic(
        ("settings-teams", "settings-team", "settings-team-new"),
        _("Teams"),
        _(
            "Who works together, and who leads them. Leaders see the day of their team and hear of what is late."
        ),
        (
            (_("Make a team"), _("Press “New team”, name it and choose its leader.")),
            (_("Put people into it"), _("Tick its members.")),
        ),
    ),
    Topic(
        ("settings-branches", "settings-branch", "settings-branch-new"),
        _("Branches"),
        _("The places your company works from, each with people, papers, a clock and numbers of its own."),
        (
            (_("Add a branch"), _("Press “New branch” and say who works there.")),
            (
                _("Give it papers of its own"),
                _("Fill in its address and bank details: its documents use them."),
            ),
        ),
    ),
    Topic(
        ("settings-territory", "settings-territory-one", "settings-territory-new"),
        _("Territories"),
        _("Which addresses belong to whom: new work finds its owner by where the customer is."),
        (
            (_("Add a territory"), _("Name the country, and of it provinces, cities or postcodes.")),
            (_("Say who looks after it"), _("Choose the team, or single people of it.")),
        ),
    ),
    Topic(
        ("settings-roles", "settings-role", "settings-role-new"),
        _("Roles"),
        _("What people may see, make, change and delete."),
        (
            (
                _("Limit somebody to their own records"),
                _("Choose “own” or “team” for the object and the verb."),
            ),
            (_("Hide a field"), _("Say for the role that the field is hidden or read-only.")),
            (_("Open the company's figures"), _("Tick that the role sees reports.")),
        ),
    ),
    Topic(
        ("settings-training",),
        _("Training"),
        _("How far everybody is with the first tasks and the guided tours of their role."),
        (
            (_("See what is left"), _("It stands beside each name.")),
            (_("Help somebody on"), _("Tell them to press “?”: tasks and tours stand there.")),
        ),
    ),
    Topic(
        ("settings-tokens",),
        _("API tokens"),
        _("Keys by which programs act here with the rights of a person."),
        (
            (_("Make a token"), _("Everybody makes their own on their account page; it is shown once.")),
            (_("Take a token away"), _("Press the bin beside it: it stops at once.")),
        ),
    ),
    Topic(
        ("settings-history",),
        _("History"),
        _("Who changed which setting and when."),
        (
            (_("Take a change back"), _("Press the arrow beside it.")),
            (_("Find a change"), _("The newest stands first.")),
        ),
    ),
    Topic(
        ("settings-workingcalendar", "settings-calendar", "settings-calendar-new"),
        _("Working calendars"),
        _("When your people work, with the holidays of the country: deadlines in working time follow them."),
        (
            (_("Set the hours"), _("Write several spans a day, such as 9:00 to 12:00 and 13:00 to 18:00.")),
            (_("Add a closure"), _("Name the days; left without hours they are closed.")),
            (_("Give a team other hours"), _("Make another calendar and choose it at the team.")),
        ),
    ),
    Topic(
        ("settings-watchedfield",),
        _("Watched fields"),
        _("Fields whose changes are told to whoever has the record in hand."),
        (
            (_("Watch a field"), _("Choose the object and the field.")),
            (_("Stop it"), _("Press the bin beside it.")),
        ),
    ),
    Topic(
        ("settings-list",),
        _("A list of choices"),
        _("What people choose from in a field, in the order in which it is offered."),
        (
            (_("Add an entry"), _("Fill in the form at the end.")),
            (_("Retire an entry"), _("It is no longer offered and stays where it was chosen.")),
            (_("Join two entries"), _("Open one and merge it into the other; records follow.")),
        ),
    ),
    Topic(
        ("settings-playbook", "settings-playbook-one", "settings-playbook-new", "settings-playbook-checks"),
        _("Playbooks"),
        _("How things are done in your company, shown to people where they do them."),
        (
            (_("Write one"), _("Press “New playbook” and say on which records it is shown.")),
            (
                _("Give a script for [calls]"),
                _("Choose “[call] script”: it opens beside the form of [a call]."),
            ),
        ),
    ),
)

WORKING: tuple[Topic, ...] = (
    Topic(
        ("settings-rule", "settings-rule-new", "settings-rule-page"),
        _("Automation"),
        _("What happens by itself: when something happens, and if a condition holds, then steps are taken."),
        (
            (_("Begin with a ready rule"), _("Choose one below and fit it to you.")),
            (_("Try it before it acts"), _("“Rehearse” shows what it would have done in the last weeks.")),
            (_("Switch it on"), _("Nothing acts before you do. Each run can be taken back.")),
        ),
    ),
    Topic(
        ("settings-runs", "settings-rule-runs"),
        _("Runs"),
        _("Each time a rule was set off: what it did, for which record, and what failed."),
        (
            (_("See what happened"), _("Open a run.")),
            (_("Find what failed"), _("Choose the state above the list.")),
        ),
    ),
    Topic(
        ("settings-rule-rehearsal",),
        _("Rehearsal"),
        _("The draft is run against what really happened, and everything is taken back again."),
        (
            (_("Look further back"), _("Choose the span above.")),
            (_("Compare with what is in force"), _("Both are shown where there are two versions.")),
        ),
    ),
    Topic(
        ("settings-endpoint",),
        _("Endpoints"),
        _("Addresses of other programs that rules may call, each call signed with a secret."),
        (
            (_("Add one"), _("Give a name and an https address.")),
            (_("Try it"), _("Press “Test”: a signed call is sent, and what came back is shown.")),
        ),
    ),
    Topic(
        ("settings-forms", "settings-form-new", "settings-form"),
        _("Public forms"),
        _("Questions for visitors of your website: each answer becomes a record."),
        (
            (_("Make a form"), _("Press “New form” and choose what an answer makes.")),
            (_("Ask something more"), _("Add a question from the fields on the left.")),
            (_("Ask it only sometimes"), _("Give the question a condition on an earlier answer.")),
            (_("Put it on your website"), _("“Share” gives an address and a snippet.")),
        ),
    ),
    Topic(
        ("settings-form-share",),
        _("Sharing a form"),
        _("The ways to bring a form to people: an address, a snippet for your website, or a program."),
        (
            (_("Show it on your website"), _("Copy the snippet into the page.")),
            (_("Send it to somebody"), _("Copy the address into a message.")),
        ),
    ),
    Topic(
        ("settings-form-figures",),
        _("Figures of a form"),
        _("How many saw it, began it and sent it, and at which question people stop."),
        (
            (_("Find what puts people off"), _("Look for the question with the largest loss.")),
            (_("See what was sent"), _("Open “Sent”.")),
        ),
    ),
    Topic(
        ("settings-form-sent", "settings-form-sending"),
        _("What was sent"),
        _("Every submission of a form, also what looked doubtful and was held back."),
        (
            (_("Let a held one in"), _("Tick it and accept it: it becomes a record.")),
            (_("Throw spam away"), _("Tick it and refuse it.")),
        ),
    ),
    Topic(
        ("settings-mail",),
        _("Mail"),
        _("Mail that waits, was sent, was refused, or of which it is not known."),
        (
            (_("Send again"), _("Press the button beside a mail that did not leave.")),
            (_("See why it was refused"), _("The answer of the mail server stands beside it.")),
        ),
    ),
    Topic(
        ("settings-failures",),
        _("Failed reactions"),
        _(
            "What should have followed a change and could not. It is tried again by itself with growing pauses."
        ),
        (
            (_("Try again now"), _("Press the button beside it, or the one for all.")),
            (_("Find the cause"), _("What went wrong and for which record stands in each line.")),
        ),
    ),
    Topic(
        ("settings-template", "template", "template-about"),
        _("Document templates"),
        _("How offers, contracts and invoices are made from your records."),
        (
            (_("Put a field into the text"), _("Press “Insert a field” and choose it.")),
            (_("See it with real data"), _("Choose a record for the preview.")),
            (_("Put it in use"), _("Publish it: documents are made with the last published version.")),
        ),
    ),
    Topic(
        ("settings-series", "settings-series-one"),
        _("Numbers of documents"),
        _("How documents are numbered, by a pattern with the year and a counter."),
        (
            (_("Make a series"), _("Write a pattern; the next number is shown beside it.")),
            (_("Use it"), _("Choose the series in a document template.")),
        ),
    ),
    Topic(
        ("settings-messagetemplate", "message-template"),
        _("Message templates"),
        _("What you write to customers again and again, with fields of the record in it."),
        (
            (_("Write one"), _("Press “New message template”.")),
            (_("Say what stands for a missing field"), _("Give the field a fallback when you insert it.")),
            (_("Add a language"), _("The customer's language decides which wording is sent.")),
        ),
    ),
)
