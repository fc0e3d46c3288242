from django.urls import path

from proxenia.directory.views import consents, lists, merging, organisations, people, settling

app_name = "directory"
urlpatterns = [
    path("organisations/", lists.organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="add_organisation"),
    path("organisations/pick/", lists.pick_organisations, name="pick_organisations"),
    path("organisations/<slug:uid>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:uid>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path(
        "organisations/<slug:uid>/archive/", organisations.archive_organisation, name="archive_organisation"
    ),
    path(
        "organisations/<slug:uid>/restore/", organisations.restore_organisation, name="restore_organisation"
    ),
    path("people/", lists.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<slug:uid>/", people.person, name="person"),
    path("people/<slug:uid>/edit/", people.edit_person, name="edit_person"),
    path("people/<slug:uid>/archive/", people.archive_person, name="archive_person"),
    path("people/<slug:uid>/restore/", people.restore_person, name="restore_person"),
    path("people/<slug:uid>/consents/add/", consents.add_consent, name="add_consent"),
    path("people/<slug:uid>/consents/<slug:consent>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("people/<slug:uid>/guardians/add/", consents.add_guardian, name="add_guardian"),
    path("people/<slug:uid>/guardians/<slug:guardian>/", consents.guardian, name="guardian"),
    path("doubles/", merging.doubles, name="doubles"),
    path("doubles/<slug:kind>/<slug:keep>/<slug:drop>/", merging.say_distinct, name="say_distinct"),
    path("merge/<slug:kind>/<slug:keep>/<slug:drop>/", merging.merge, name="merge"),
    path("merges/<slug:uid>/undo/", merging.undo_merge, name="undo_merge"),
    path("to-settle/", settling.to_settle, name="to_settle"),
]
