"""What each line of docs/permissions.md means: the request it makes. One line there, one entry here.

To add a line: write it in the table of docs/permissions.md, then add `("objet", "action"): Row(...)` below with the
address it asks for. What the request is about comes from `World`, where every object belongs to somebody else than
the role that asks: a row says at the same time what forged ids give. Each request is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.urls import reverse

from actors.models import Invitation
from contributions.amendments.models import Amendment
from contributions.moderation.submission import submit_for_review
from practices.models import ReportActor
from tests.factories.actors import ActorFactory, MembershipFactory, NetworkFactory
from tests.factories.communities import DirectoryEntryFactory
from tests.factories.conversations import begun
from tests.factories.kernel import UserFactory
from tests.factories.moderation import draft as saved_report
from tests.factories.practices import ExperienceReportPageFactory
from tests.factories.seeking import SoughtNeedFactory
from tests.factories.writing import DraftFactory

ROLES = ("visiteur", "membre", "référent d’ailleurs", "référent", "modérateur", "administrateur")
"""« Membre » is a contributor of the actor, « référent » its référent, « d’ailleurs » of another actor."""


class World:
    """An actor with its people and reports, and what others left unfinished. Nothing in it belongs to a role."""

    def __init__(self) -> None:
        self.town, self.elsewhere, self.neighbour = ActorFactory.create_batch(3)
        self.draft_actor = ActorFactory(draft=True)
        self.author = UserFactory(contributor_of=self.town)
        self.request = MembershipFactory(waiting=True, actor=self.town)
        self.colleague = MembershipFactory(actor=self.town)
        self.invitation = Invitation.objects.create(
            actor=self.town, email="invitee@ville.example", invited_by=UserFactory(referent_of=self.town)
        )
        self.report = ExperienceReportPageFactory(report_actors=[ReportActor(actor=self.town)], owner=self.author)
        self.hidden = saved_report(report_actors=[ReportActor(actor=self.town)], owner=self.author)
        self.review = submit_for_review(self.hidden, user=self.author)
        self.draft = DraftFactory(owner=self.author)
        self.sought = SoughtNeedFactory(waiting=True, actor=self.town, author=self.author)
        self.conversation = begun(self.elsewhere, by=UserFactory())
        self.network = NetworkFactory()
        self.card = DirectoryEntryFactory(user=self.author)
        corrected = {"title": {"before": self.report.title, "after": "Un autre titre"}}
        self.amendment = Amendment.objects.create(
            token=uuid4(), report=self.report, changes=corrected, reason="J’y étais."
        )

    def person(self, role: str) -> Any:
        made: dict[str, Callable[[], Any]] = {
            "visiteur": lambda: None,
            "membre": lambda: UserFactory(contributor_of=self.town),
            "référent d’ailleurs": lambda: UserFactory(referent_of=self.elsewhere),
            "référent": lambda: UserFactory(referent_of=self.town),
            "modérateur": lambda: UserFactory(moderator=True),
            "administrateur": lambda: UserFactory(administrator=True),
        }
        return made[role]()


@dataclass(frozen=True, slots=True)
class Row:
    path: Callable[[World], str]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)


def at(name: str, *path: str, method: str = "get", **data: Any) -> Row:
    """The address `name` with arguments read from the world: `at("actors:answer", "request.pk")`."""

    def address(world: World) -> str:
        return reverse(name, args=[read(world, each) for each in path])

    return Row(address, method, data)


def read(world: World, path: str) -> Any:
    found: Any = world
    for name in path.split("."):
        found = getattr(found, name)
    return found


def admin(model: str, action: str, *path: str) -> Row:
    return at(f"wagtailsnippets_{model}:{action}", *path)


ROWS: dict[tuple[str, str], Row] = {
    ("acteur publié", "lire"): at("actors:actor", "town.slug"),
    ("acteur publié", "proposer une correction"): at("amendments:actor", "town.slug"),
    ("acteur publié", "demander à le rejoindre"): at("actors:join", "neighbour.slug"),
    ("acteur publié", "modifier (administration)"): admin("actors_actor", "edit", "town.pk"),
    ("acteur publié", "supprimer (administration)"): admin("actors_actor", "delete", "town.pk"),
    ("acteur en brouillon", "lire"): at("actors:actor", "draft_actor.slug"),
    ("acteur en brouillon", "demander à le rejoindre"): at("actors:join", "draft_actor.slug"),
    ("membres d’un acteur", "voir la liste"): at("actors:members", "town.slug"),
    ("membres d’un acteur", "inviter"): at(
        "actors:members", "town.slug", method="post", email="autre@ville.example", role="contributor"
    ),
    ("membres d’un acteur", "retirer une invitation"): at("actors:revoke", "invitation.pk", method="post"),
    ("membres d’un acteur", "lire une demande"): at("actors:answer", "request.pk"),
    ("membres d’un acteur", "accepter une demande"): at(
        "actors:answer", "request.pk", method="post", decision="accept"
    ),
    ("membres d’un acteur", "changer un rôle"): at(
        "actors:change-role", "colleague.pk", method="post", role="referent"
    ),
    ("membres d’un acteur", "retirer un membre"): at("actors:remove", "colleague.pk", method="post"),
    ("membres d’un acteur", "voir toutes les adhésions (administration)"): at("actor_memberships:index"),
    ("brouillon d’une autre personne", "lire"): at("writing:draft", "draft.pk"),
    ("brouillon d’une autre personne", "prévisualiser"): at("writing:preview", "draft.pk"),
    ("brouillon d’une autre personne", "envoyer"): at("writing:send", "draft.pk", method="post"),
    ("brouillon d’une autre personne", "supprimer"): at("writing:delete", "draft.pk", method="post"),
    ("brouillon d’une autre personne", "voir ses fichiers"): at("writing:files", "draft.pk"),
    ("retour non publié", "lire à son adresse"): Row(lambda world: str(world.hidden.url)),
    ("retour non publié", "suivre sa relecture"): at("moderation:follow", "hidden.pk"),
    ("retour non publié", "prévisualiser (administration)"): at("wagtailadmin_pages:view_draft", "hidden.pk"),
    ("retour non publié", "lire une version (administration)"): at(
        "wagtailadmin_pages:revisions_view", "hidden.pk", "hidden.latest_revision_id"
    ),
    ("retour non publié", "relire"): at("moderation:review", "hidden.pk"),
    ("retour non publié", "demander un avis"): at("moderation:invite", "hidden.pk", method="post"),
    ("retour publié", "lire"): Row(lambda world: str(world.report.url)),
    ("retour publié", "exporter"): Row(lambda world: f"/rex/{world.report.permanent_id}.json"),
    ("retour publié", "proposer une correction"): at("amendments:report", "report.permanent_id"),
    ("retour publié", "reprendre pour le corriger"): at("writing:edit", "report.permanent_id"),
    ("retour publié", "donner l’avis de la rédaction"): at("moderation:opinion", "report.pk", method="post"),
    ("correction proposée", "lire et décider"): at("amendments:decide", "amendment.pk"),
    ("file de relecture", "voir"): at("moderation:queue"),
    ("besoin cherché, non relu", "lire"): at("seeking:detail", "sought.pk"),
    ("besoin cherché, non relu", "modifier"): at("seeking:edit", "sought.pk"),
    ("besoin cherché, non relu", "décider"): at("seeking:decide", "sought.pk", method="post"),
    ("échange entre d’autres personnes", "lire"): at("conversations:thread", "conversation.uuid"),
    ("messages à transmettre", "voir la file"): at("conversations:queue"),
    ("demandes de référents", "voir"): at("freshness:claims"),
    ("réseau", "animer"): at("communities:run", "network.slug"),
    ("réseau", "demander à y entrer"): at("communities:join", "network.slug"),
    ("demandes d’animation", "voir"): at("communities:claims"),
    ("annuaire des membres", "lire"): at("communities:directory"),
    ("annuaire des membres", "écrire à une personne"): at("communities:write", "card.pk"),
    ("espace de rédaction", "entrer"): at("wagtailadmin_home"),
    ("comptes", "voir (administration)"): at("wagtailusers_users:index"),
    ("courriels envoyés", "voir (administration)"): at("outgoingmail:index"),
    ("messages reçus", "voir (administration)"): at("contact_messages:index"),
    ("journal du site", "exporter (administration)"): Row(lambda _world: "/admin/reports/site-history/?export=csv"),
}
