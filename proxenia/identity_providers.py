"""Reads the file that names identity providers (docs/how-to/sign-on.md) into what the library allauth wants to see."""

import tomllib
from pathlib import Path
from typing import Any

Table = dict[str, Any]

DEFAULT_STRONG = ["mfa"]
"""What an OpenID provider's ``amr`` must hold for its sign-in to count as one with a second factor."""


def read(file: str) -> tuple[Table, list[Table]]:
    """Return allauth's settings of providers, and for the sign-in page each one's kind, name and label."""
    if not file:
        return {}, []
    named = tomllib.loads(Path(file).expanduser().read_text(encoding="utf-8"))
    oidc, saml = named.pop("oidc", []), named.pop("saml", [])
    if named:
        raise ValueError(f"{file}: only [[oidc]] and [[saml]] are known, not {', '.join(named)}.")
    apps = {"openid_connect": [_oidc(entry) for entry in oidc], "saml": [_saml(entry) for entry in saml]}
    shown = [
        {"kind": kind, "name": app["provider_id"], "label": app["name"]}
        for kind, entries in apps.items()
        for app in entries
    ]
    if len({entry["name"] for entry in shown}) != len(shown):
        raise ValueError(f"{file}: every provider needs a name of its own.")
    return {kind: {"APPS": entries} for kind, entries in apps.items() if entries}, shown


def _oidc(entry: Table) -> Table:
    return {
        "provider_id": entry["name"],
        "name": entry.get("label", entry["name"]),
        "client_id": entry["client_id"],
        "secret": entry["client_secret"],
        "settings": {
            "server_url": entry["issuer"].rstrip("/"),
            "issuer": entry["issuer"],
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
            "scope": ["openid", "email"],
            "strong": entry.get("strong", DEFAULT_STRONG),
        },
    }


def _saml(entry: Table) -> Table:
    email = entry.get("email_attribute")
    return {
        "provider_id": entry["name"],
        "name": entry.get("label", entry["name"]),
        "client_id": entry["name"],
        "settings": {
            "idp": {
                "entity_id": entry["entity_id"],
                "sso_url": entry["sso_url"],
                "x509cert": entry["certificate"],
            },
            "strong": bool(entry.get("strong", False)),
            "verified_email": list(entry["domains"]),
            **({"attribute_mapping": {"email": email}} if email else {}),
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "reject_deprecated_algorithm": True,
                "reject_idp_initiated_sso": True,
                "want_name_id": True,
                "want_attribute_statement": False,
                "allow_repeat_attribute_name": False,
                "allow_single_label_domains": True,
            },
        },
    }
