"""Who stands where on the map of a project, how that moved, and who is involved in what by actor type and role."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.directory.models import Organisation
from proxenia.engagements.models.projects import Project, ProjectParty
from proxenia.engagements.models.stakeholders import Position, Stakeholder
from proxenia.engagements.queries.projects import bodies_seen
from proxenia.methods.stakeholders import Map, Move, Placed, layout, moves, quadrant
from proxenia.records.models import visible_through


@dataclass(frozen=True)
class Seen:
    """A stakeholder as a reader sees them: number on the map, name, sort of actor, place now, and earlier places."""

    number: int
    one: Stakeholder
    name: str
    body: Organisation | None
    kind: str
    roles: tuple[str, ...]
    positions: tuple[Position, ...]
    moves: tuple[Move, ...]

    @property
    def now(self) -> Position | None:
        """Return where they stand now."""
        return self.positions[-1] if self.positions else None

    @property
    def quadrant(self) -> str:
        """Return the quadrant they stand in; "unknown" where a level is not known."""
        return quadrant(*levels_of(self.now))


def levels_of(position: Position | None) -> tuple[int | None, int | None]:
    """Return interest and influence of a position; unknown where nobody was placed."""
    return (position.interest, position.influence) if position else (None, None)


def stakeholders_of(user: User, project: Project) -> tuple[list[Seen], int]:
    """Return the stakeholders of a project that a person may see, and how many they may not; in four questions."""
    rows = list(project.stakeholders.order_by("pk"))
    bodies = bodies_seen(user, project.office, (row.organisation_id for row in rows))
    shown = [row for row in rows if row.organisation_id is None or row.organisation_id in bodies]
    placed: defaultdict[int, list[Position]] = defaultdict(list)
    for position in Position.objects.filter(stakeholder__in=shown).select_related("set_by"):
        placed[position.stakeholder_id].append(position)
    roles: defaultdict[int, list[str]] = defaultdict(list)
    for party in project.parties.exclude(organisation=None):
        roles[party.organisation_id or 0].append(party.get_role_display())
    found = []
    for number, row in enumerate(shown, 1):
        body = bodies.get(row.organisation_id or 0)
        at = placed[row.pk]
        found.append(
            Seen(
                number=number,
                one=row,
                name=body.name if body else row.named,
                body=body,
                kind=body.kind if body else row.kind,
                roles=tuple(roles[row.organisation_id or 0]) if body else (),
                positions=tuple(at),
                moves=tuple(moves([levels_of(position) for position in at])),
            )
        )
    return found, len(rows) - len(shown)


def map_of(seen: list[Seen]) -> Map:
    """Lay the stakeholders of a project out; those nobody could place stand apart."""
    return layout([Placed(one.one.pk, *levels_of(one.now)) for one in seen])


def not_on_the_map(user: User, project: Project) -> list[Organisation]:
    """Return the bodies that take part in a project, or that its ties are with, and are not on its map yet."""
    there = project.stakeholders.exclude(organisation=None).values("organisation")
    taking_part = Q(pk__in=project.parties.exclude(organisation=None).values("organisation"))
    ours = Q(parties__partnership__project_links__project=project) & visible_through(
        user, project.office, "parties__partnership__"
    )
    seen: QuerySet[Organisation] = Organisation.objects.visible_to(user, project.office).live()
    return list(seen.filter(taking_part | ours).exclude(pk__in=there).distinct().order_by("name_folded")[:50])


def involvement(user: User, office: Office) -> QuerySet[ProjectParty]:
    """Return who takes part in which project, of projects and bodies this person may see; our own side left out."""
    return ProjectParty.objects.filter(
        visible_through(user, office, "project__"),
        visible_through(user, office, "organisation__"),
        project__archived_at=None,
        organisation__archived_at=None,
    )


def crossing(found: QuerySet[ProjectParty]) -> dict[tuple[str, str], int]:
    """Count involvement by sort of actor and role, in one question."""
    rows = found.order_by().values_list("organisation__kind", "role").annotate(n=Count("pk"))
    return {(kind, role): n for kind, role, n in rows}


def involved(found: QuerySet[ProjectParty], *, kind: str = "", role: str = "") -> QuerySet[ProjectParty]:
    """Narrow involvement to a sort of actor and a role, by the names of bodies."""
    if kind:
        found = found.filter(organisation__kind=kind)
    if role:
        found = found.filter(role=role)
    return found.select_related("organisation", "project").order_by(
        "organisation__name_folded", "project__title_folded", "pk"
    )
