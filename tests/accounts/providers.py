"""An OpenID provider and a SAML provider of our own, which can be told to lie."""

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

CLIENT = "proxenia-test"


def new_key() -> rsa.RSAPrivateKey:
    """A fresh key; one a run would do, but a stranger's is needed too."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    """A key as text."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def certificate(key: rsa.RSAPrivateKey) -> str:
    """A certificate of a key, as base64 without its frame."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Provider")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
    )
    return base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()


@dataclass
class OpenId:
    """What the provider knows and says; ``lies`` replace claims, ``signed_by`` and ``issuer`` replace the truth."""

    address: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    signed_by: rsa.RSAPrivateKey | None = None
    algorithm: str = "RS256"
    issuer: str = ""
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    gives_token: bool = True

    def configuration(self) -> dict[str, Any]:
        """What stands under .well-known."""
        return {
            "issuer": self.issuer or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public keys."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def token(self) -> dict[str, Any]:
        """The answer to a code."""
        if not self.gives_token:
            return {"access_token": "useless", "token_type": "Bearer"}
        now = datetime.now(UTC)
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "nonce": self.nonce,
            **self.claims,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key: Any = self.signed_by or self.key
        if self.algorithm == "HS256":
            key = "a public key is no secret, so nobody may sign with it"
        if self.algorithm == "none":
            key = None
        signed = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "useless", "token_type": "Bearer", "id_token": signed}


@contextmanager
def open_id() -> Iterator[OpenId]:
    """A provider that answers on this machine."""
    provider = OpenId()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(provider.keys() if self.path == "/keys" else provider.configuration())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.asked.append({name: values[0] for name, values in parse_qs(body).items()})
            self.answer(provider.token())

        def answer(self, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


ENTITY = "https://saml.example.org/idp"

_RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{response_id}" Version="2.0" IssueInstant="{now}"
 Destination="{acs}"{in_response_to}><saml:Issuer>{entity}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}
</samlp:Response>"""

_ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{assertion_id}" Version="2.0"
 IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer><saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
 NotOnOrAfter="{until}" Recipient="{acs}"{in_response_to}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="s1"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement></saml:Assertion>"""


@dataclass
class Saml:
    """A SAML provider: signs assertions; every part of them can be replaced."""

    key: rsa.RSAPrivateKey = field(default_factory=new_key)

    @property
    def certificate(self) -> str:
        """What is written into the file of providers."""
        return certificate(self.key)

    def response(
        self,
        *,
        base: str,
        request_id: str,
        email: str,
        audience: str = "",
        signed_by: rsa.RSAPrivateKey | None = None,
        is_signed: bool = True,
        minutes: int = 5,
        wrapped: str = "",
    ) -> str:
        """Return what the browser posts, in base64; ``wrapped`` puts a forged assertion for that address in front."""
        acs = f"{base}/sign-in/saml/city/"
        now = datetime.now(UTC)
        words = {
            "entity": ENTITY,
            "acs": acs,
            "email": email,
            "now": _instant(now),
            "since": _instant(now - timedelta(minutes=10)),
            "until": _instant(now + timedelta(minutes=minutes)),
            "audience": audience or f"{acs}metadata/",
            "in_response_to": f' InResponseTo="{request_id}"' if request_id else "",
            "response_id": f"_{uuid.uuid4().hex}",
        }
        assertion = _ASSERTION.format(assertion_id=f"_{uuid.uuid4().hex}", **words)
        if is_signed:
            assertion = _signed(assertion, signed_by or self.key, self.certificate)
        if wrapped:
            forged = _ASSERTION.format(assertion_id=f"_{uuid.uuid4().hex}", **{**words, "email": wrapped})
            assertion = forged + assertion
        return base64.b64encode(_RESPONSE.format(assertion=assertion, **words).encode()).decode()


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _signed(assertion: str, key: rsa.RSAPrivateKey, cert: str) -> str:
    from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    signed = OneLogin_Saml2_Utils.add_sign(
        assertion, pem(key), _framed(cert), sign_algorithm=Words.RSA_SHA256, digest_algorithm=Words.SHA256
    )
    return signed.decode() if isinstance(signed, bytes) else str(signed)


def _framed(cert: str) -> str:
    lines = [cert[at : at + 64] for at in range(0, len(cert), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
