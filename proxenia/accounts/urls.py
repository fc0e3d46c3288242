from django.urls import path

from proxenia.accounts.views import account, offices, passkeys, providers, signing_in

app_name = "accounts"
urlpatterns = [
    path("", signing_in.start, name="start"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/second/", signing_in.second_factor, name="second_factor"),
    path("sign-in/link/", signing_in.ask_link, name="ask_link"),
    path("sign-in/link/<str:token>/", signing_in.use_link, name="use_link"),
    path("sign-in/passkey/", passkeys.show, name="show_passkey"),
    path("sign-in/passkey/begin/", passkeys.begin_showing, name="begin_passkey"),
    path("sign-in/by/done/", providers.done, name="provider_done"),
    path("sign-in/by/failed/", providers.failed, name="provider_failed"),
    path("sign-in/by/<str:name>/", providers.go, name="provider"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("prove/", account.prove, name="prove"),
    path("password/", account.password, name="password"),
    path("account/", account.account, name="account"),
    path("account/code-app/", account.code_app, name="code_app"),
    path("account/code-app/remove/", account.remove_code_app, name="remove_code_app"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/passkeys/", passkeys.add, name="add_passkey"),
    path("account/passkeys/begin/", passkeys.begin_making, name="begin_making_passkey"),
    path("account/passkeys/make/", passkeys.make, name="make_passkey"),
    path("account/passkeys/<str:uid>/remove/", account.remove_passkey, name="remove_passkey"),
    path("account/sessions/end-others/", account.end_other_visits, name="end_other_visits"),
    path("account/sessions/<str:uid>/end/", account.end_visit, name="end_visit"),
    path("o/<slug:office>/settings/", offices.office_settings, name="settings"),
    path("o/<slug:office>/settings/units/", offices.add_unit, name="add_unit"),
    path("o/<slug:office>/people-of-the-office/", offices.people, name="people"),
    path(
        "o/<slug:office>/people-of-the-office/<int:membership>/withdraw/",
        offices.withdraw_role,
        name="withdraw_role",
    ),
    path(
        "o/<slug:office>/people-of-the-office/<int:membership>/invite/",
        offices.invite_again,
        name="invite_again",
    ),
    path(
        "o/<slug:office>/people-of-the-office/<int:membership>/end-sessions/",
        offices.end_sessions,
        name="end_sessions",
    ),
    path(
        "o/<slug:office>/people-of-the-office/invitations/<int:link>/withdraw/",
        offices.withdraw_invitation,
        name="withdraw_invitation",
    ),
]
