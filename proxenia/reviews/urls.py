from django.urls import path

from proxenia.reviews.views import exit_kits, partner_views, reviews, signs, slipping, sponsors

app_name = "reviews"
urlpatterns = [
    path("vital-signs/", signs.vital_signs, name="vital_signs"),
    path("partnerships/<slug:uid>/costs/", signs.tie_costs, name="costs"),
    path("reviews/", reviews.reviews, name="list"),
    path("reviews/calendar/", sponsors.calendar, name="calendar"),
    path("reviews/what-a-yes-costs/", slipping.what_a_yes_costs, name="yes"),
    path("reviews/open/<slug:uid>/", reviews.open_review, name="open"),
    path("reviews/<slug:uid>/", reviews.review, name="review"),
    path("reviews/<slug:uid>/questions/", reviews.questions, name="questions"),
    path("reviews/<slug:uid>/decide/", reviews.decide, name="decide"),
    path("reviews/<slug:uid>/carry-out/", reviews.carry_out, name="carry_out"),
    path("reviews/<slug:uid>/drop/", reviews.drop, name="drop"),
    path("reviews/<slug:uid>/exit-kit/", exit_kits.exit_kit, name="exit_kit"),
    path("reviews/<slug:uid>/exit-kit/change/", exit_kits.change, name="change_exit_kit"),
    path("reviews/<slug:uid>/exit-kit/<slug:part>.<slug:ending>", exit_kits.document, name="exit_document"),
    path("partnerships/<slug:uid>/remembered/", exit_kits.archive, name="archive"),
    path("partnerships/<slug:uid>/ask/", partner_views.ask, name="ask_partner"),
    path("partnerships/<slug:uid>/ask/<slug:view>/withdraw/", partner_views.withdraw, name="withdraw_view"),
    path("partnerships/<slug:uid>/carriers/<slug:side>/", sponsors.name_carrier, name="name_carrier"),
    path("carriers/<slug:uid>/end/", sponsors.end_carrier, name="end_carrier"),
    path("carriers/<slug:uid>/task/", sponsors.make_task, name="carrier_task"),
    path("organisations/<slug:uid>/political-dates/", sponsors.add_date, name="add_date"),
    path(
        "organisations/<slug:uid>/political-dates/<slug:date>/remove/",
        sponsors.remove_date,
        name="remove_date",
    ),
]
