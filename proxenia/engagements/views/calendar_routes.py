"""The addresses of the calendar and of what comes in by mail."""

from django.urls import path

from proxenia.engagements.views import answers, calendar, captures, feeds

ROUTES = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/hours/", calendar.hours, name="overlap"),
    path("engagements/<str:uid>/hours/", calendar.edit_hours, name="hours"),
    path("calendar/inbox/", captures.inbox, name="inbox"),
    path("calendar/inbox/<str:uid>/", captures.proposal, name="proposal"),
    path("calendar/inbox/<str:uid>/dismiss/", captures.dismiss, name="dismiss_proposal"),
    path("calendar/inbox/<str:uid>/answer/", answers.take, name="note_answer"),
    path("calendar/addresses/", feeds.addresses, name="addresses"),
    path("calendar/addresses/<str:uid>/withdraw/", feeds.withdraw_address, name="withdraw_address"),
]
