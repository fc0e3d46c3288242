"""Walks about people: links of sign-in, codes of an app, tries that fail, readers, consents, roles."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from proxenia.accounts import rules as accounts
from proxenia.accounts.models import SignInLink, User
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.accounts.models.users import Standing
from proxenia.accounts.rules import factors, throttle
from proxenia.directory.models import Consent
from proxenia.directory.rules import privacy
from proxenia.records import rules as records
from tests.states.machine import Walk, refused

START = dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
VISIBILITIES = ("public", "internal", "restricted", "confidential")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Links(Walk):
    """Links of sign-in for one person: used once, never late, never after they were withdrawn."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.user = User(email="a@example.org", name="A", is_active=True)
        self.links: list[SignInLink] = []
        self.dead: set[int] = set()

    @rule(minutes=st.sampled_from((1, 2, 9, 10, 11, 1440, 10_080)))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule(life=st.sampled_from((accounts.LINK_LIFE, accounts.MAILED_LINK_LIFE, accounts.INVITATION_LIFE)))
    def ask(self, life: dt.timedelta) -> None:
        self.links.append(SignInLink(user=self.user, expires_at=self.now + life))

    @rule(number=st.integers(0, 9))
    def withdraw(self, number: int) -> None:
        if self.links:
            self.links[number % len(self.links)].withdrawn_at = self.now
            self.dead.add(number % len(self.links))

    @rule(active=st.sampled_from((True, True, False)))
    def switch_account(self, active: bool) -> None:
        self.user.is_active = active

    @rule(number=st.integers(0, 9))
    def use(self, number: int) -> None:
        if not self.links:
            assert refused(self.tried(accounts.check_link, None, self.now))
            return
        at = number % len(self.links)
        said = self.tried(accounts.check_link, self.links[at], self.now)
        good = at not in self.dead and self.user.is_active and self.now <= self.links[at].expires_at
        assert refused(said) is not good
        if good:
            self.links[at].used_at = self.now
            self.dead.add(at)


class Codes(Walk):
    """Codes of an app: each is taken once, and none that is older than the last one taken."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds, self.last = 1_700_000_000, 0
        self.taken: list[int] = []

    @rule(seconds=st.integers(1, 200))
    def time_passes(self, seconds: int) -> None:
        self.seconds += seconds

    @rule(off=st.integers(-4, 4), blanks=st.booleans())
    def type_a_code(self, off: int, blanks: bool) -> None:
        step = self.seconds // factors.STEP_SECONDS + off
        code = factors.code_at(SECRET, step)
        typed = f" {code[:3]} {code[3:]} " if blanks else code
        found = factors.step_of(SECRET, typed, seconds=self.seconds, last_step=self.last)
        self.count("refused" if found is None else "steps")
        if abs(off) <= 1 and step > self.last:
            assert found is not None
        if found is not None:
            assert found not in self.taken
            assert abs(found - self.seconds // factors.STEP_SECONDS) <= 1
            self.taken.append(found)
            self.last = found

    @rule(text=st.text(max_size=12))
    def type_anything(self, text: str) -> None:
        found = factors.step_of(SECRET, text, seconds=self.seconds, last_step=self.last)
        now = self.seconds // factors.STEP_SECONDS
        codes = {factors.code_at(SECRET, step) for step in (now - 1, now, now + 1)}
        assert found is None or "".join(text.split()) in codes

    @invariant()
    def codes_go_forward(self) -> None:
        assert self.taken == sorted(set(self.taken))


class Tries(Walk):
    """Tries at one account that fail: they are slowed, and whoever owns it waits a quarter of an hour at most."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.failed: list[dt.datetime] = []

    def within(self, span: dt.timedelta) -> list[dt.datetime]:
        """The failures of the last while."""
        return [at for at in self.failed if at > self.now - span]

    @rule(seconds=st.sampled_from((0, 1, 59, 60, 61, 240, 901, 3601)))
    def time_passes(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @rule(tries=st.integers(1, 12))
    def guess(self, tries: int) -> None:
        for _ in range(tries):
            known = self.within(throttle.WINDOW)
            last = known[-1] if known else None
            if refused(self.tried(throttle.check_wait, throttle.BY_ACCOUNT, len(known), last, self.now)):
                return
            self.failed.append(self.now)

    @invariant()
    def ten_guesses_in_a_quarter_of_an_hour_at_most(self) -> None:
        assert len(self.within(dt.timedelta(minutes=15))) <= 10

    @invariant()
    def the_owner_gets_in(self) -> None:
        known = self.within(throttle.WINDOW)
        later = self.now + throttle.LONGEST
        throttle.check_wait(throttle.BY_ACCOUNT, len(known), known[-1] if known else None, later)


class Readers(Walk):
    """A record whose visibility changes and whose readers come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.visibility = "internal"
        self.readers: set[int] = set()
        self.staff = [
            Standing(rights=frozenset({READ})),
            Standing(rights=frozenset({READ}), unit_rights={7: frozenset({READ})}),
            Standing(rights=frozenset({READ_SHARED})),
            Standing(),
        ]

    @rule(
        visibility=st.sampled_from(("public", "internal", "restricted", "confidential", "secret", "")),
        by=st.integers(0, 3),
    )
    def close(self, visibility: str, by: int) -> None:
        said = self.tried(records.check_visibility, visibility)
        assert refused(said) is (visibility in ("secret", ""))
        if not refused(said):
            self.visibility = visibility
            # Whoever closes a record reads it from then on: the verb names them.
            self.readers |= {by} if visibility == "confidential" else set()

    @rule(reader=st.integers(0, 3))
    def name(self, reader: int) -> None:
        self.readers.add(reader)

    @rule(reader=st.integers(0, 3))
    def take_off(self, reader: int) -> None:
        if reader not in self.readers:
            return
        others = len(self.readers) - 1
        if not refused(self.tried(records.check_reader_left, self.visibility, others)):
            self.readers.discard(reader)

    @invariant()
    def a_confidential_record_has_a_reader(self) -> None:
        assert self.visibility != "confidential" or self.readers

    @invariant()
    def nobody_else_sees_it(self) -> None:
        for number, standing in enumerate(self.staff):
            sees = records.sees(standing, self.visibility, 7, named=number in self.readers)
            if self.visibility == "confidential":
                assert not sees or number in self.readers
            if number == 3:
                assert not sees, "somebody without a role"
            if number == 2:
                assert sees is (number in self.readers), "a partner sees what is shared, nothing else"
            if number == 0 and self.visibility == "restricted":
                assert not sees, "restricted is for the unit"
            if number == 1 and self.visibility == "restricted":
                assert sees


class Consents(Walk):
    """Consents of one person: given, withdrawn once, never before they were given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Consent] = []

    @rule(days=st.integers(1, 60))
    def time_passes(self, days: int) -> None:
        self.today += dt.timedelta(days)

    @rule(
        purpose=st.sampled_from(("contact", "special_data", "photos", "nothing")),
        basis=st.sampled_from(("consent", "public_task", "law", "guess")),
        source=st.sampled_from(("", "A signed form")), ago=st.integers(-40, 400),
        lasts=st.none() | st.integers(-9, 400),
    )  # fmt: skip
    def give(self, purpose: str, basis: str, source: str, ago: int, lasts: int | None) -> None:
        given = self.today - dt.timedelta(ago)
        until = given + dt.timedelta(lasts) if lasts is not None else None
        checks = (
            self.tried(privacy.check_purpose, purpose),
            self.tried(privacy.check_basis, basis, purpose, source),
            self.tried(privacy.check_days, given, until, self.today),
        )
        assert refused(checks[2]) is (ago < 0 or (lasts is not None and lasts < 0))
        if not any(refused(one) for one in checks):
            self.given.append(
                Consent(purpose=purpose, basis=basis, source=source, given_on=given, until=until)
            )

    @rule(number=st.integers(0, 9), ago=st.integers(-9, 300))
    def withdraw(self, number: int, ago: int) -> None:
        if not self.given:
            return
        consent, on = self.given[number % len(self.given)], self.today - dt.timedelta(ago)
        said = self.tried(privacy.check_withdrawal, consent, consent.given_on, on, self.today)
        good = consent.withdrawn_on is None and consent.given_on <= on <= self.today
        assert refused(said) is not good
        if good:
            consent.withdrawn_on = on

    @invariant()
    def every_consent_can_have_been_so(self) -> None:
        for consent in self.given:
            assert consent.source
            assert consent.given_on <= self.today
            assert consent.until is None or consent.until >= consent.given_on
            assert consent.withdrawn_on is None or consent.given_on <= consent.withdrawn_on <= self.today
            assert consent.purpose != "special_data" or consent.basis == "consent"
