"""What proves who somebody is beside the password: passkeys, a code app, recovery codes, an identity elsewhere."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.core.stamps import new_uid


class Passkey(models.Model):
    """A key that stays in a person's device: only its public half is here."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=100)
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.TextField(help_text="Attested credential data: identity, public key.")
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none("id uid sign_count created_at"),
        "user": personal.REFERENCE,
        "name": personal.FREE_TEXT,
        "credential_id": personal.CREDENTIAL,
        "credential": personal.CREDENTIAL,
        "used_at": personal.ROLE,
    }

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name


class CodeApp(models.Model):
    """The shared secret of a code app (TOTP), encrypted; ``last_step`` is the last time step whose code was used."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="code_app")
    secret = models.CharField(max_length=300)
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    personal_data = {
        **personal.none("id last_step created_at"),
        "user": personal.REFERENCE,
        "secret": personal.CREDENTIAL,
    }

    def __str__(self) -> str:
        return f"code app of user {self.user_id}"


class RecoveryCode(models.Model):
    """One of ten codes for the day on which the other factors are lost: only its digest, used once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none("id"),
        "user": personal.REFERENCE,
        "digest": personal.CREDENTIAL,
        "used_at": personal.ROLE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code of user {self.user_id}"


class Identity(models.Model):
    """Who a person is at an identity provider: the provider's name here and its own unchanging name for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    personal_data = {
        **personal.none("id provider created_at"),
        "user": personal.REFERENCE,
        "subject": personal.CREDENTIAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="accounts_identity_once"),
            models.UniqueConstraint(fields=["user", "provider"], name="accounts_identity_one_per_provider"),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} at {self.provider}"
