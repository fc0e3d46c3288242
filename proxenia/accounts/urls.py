from django.urls import path

from proxenia.accounts.views import offices as views

app_name = "accounts"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/link/", views.ask_link, name="ask_link"),
    path("sign-in/link/<str:token>/", views.use_link, name="use_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("o/<slug:office>/settings/", views.office_settings, name="settings"),
    path("o/<slug:office>/settings/units/", views.add_unit, name="add_unit"),
    path("o/<slug:office>/people-of-the-office/", views.people, name="people"),
    path(
        "o/<slug:office>/people-of-the-office/<int:membership>/withdraw/",
        views.withdraw_role,
        name="withdraw_role",
    ),
]
