"""The addresses of agendas, mandates, series and protocol."""

from django.urls import path

from proxenia.engagements.views import invitations, protocol, series, staff, talks

ROUTES = [
    path("engagements/<str:uid>/talks/", talks.talks, name="talks"),
    path("engagements/<str:uid>/talks/agenda/", talks.agenda, name="agenda"),
    path("engagements/<str:uid>/mandates/add/", talks.add_mandate, name="add_mandate"),
    path("engagements/<str:uid>/repeat/", series.repeat, name="repeat"),
    path("engagements/<str:uid>/staff-hours/", staff.staff_time, name="staff_time"),
    path("engagements/<str:uid>/guests/", protocol.guests, name="guests"),
    path("engagements/<str:uid>/guests/invite/", protocol.invite, name="invite"),
    path("engagements/<str:uid>/guests/answers/", protocol.answers, name="answers"),
    path("engagements/<str:uid>/guests/tables/", protocol.tables, name="tables"),
    path("engagements/<str:uid>/guests/letters/", protocol.write_letters, name="letters"),
    path("engagements/<str:uid>/guests/mail/", invitations.mail, name="mail_invitations"),
    path("engagements/<str:uid>/guests/<str:guest>/call-off/", invitations.call_off, name="call_off_guest"),
    path("engagements/<str:uid>/guests/<str:guest>/again/", invitations.again, name="mail_again"),
    path("engagements/<str:uid>/guests/<str:guest>/", protocol.guest, name="guest"),
    path("engagements/<str:uid>/guests/<str:guest>/remove/", protocol.uninvite, name="uninvite"),
    path("mandates/<str:uid>/", talks.mandate, name="mandate"),
    path("mandates/<str:uid>/edit/", talks.edit_mandate, name="edit_mandate"),
    path("mandates/<str:uid>/archive/", talks.put_mandate_away, name="archive_mandate"),
    path("never-invited/", protocol.never_invited, name="never_invited"),
]
