"""A site where people have done everything that leaves something of them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from actors.models import Actor
from contributions.amendments.models import Amendment
from contributions.freshness.models import Claim, ReferentAccount
from contributions.moderation.models import InvitedReviewer, Opinion
from exchanges.seeking.models import Offer, Willingness
from network_site.accounts.models import User
from network_site.contact.models import Message
from practices.models import ExperienceReportPage, ReportActor
from tests.factories import conversations
from tests.factories.actors import ActorFactory, MembershipFactory, NetworkFactory, ReferentFactory
from tests.factories.alerts import AlertFactory
from tests.factories.communities import (
    CommunityFactory,
    DirectoryEntryFactory,
    FacilitatorFactory,
    JoinRequestFactory,
)
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory
from tests.factories.seeking import SoughtNeedFactory
from tests.factories.writing import DraftFactory


@dataclass(frozen=True)
class Town:
    """`person` did everything; `colleague` is at the other end of it all."""

    actor: Actor
    report: ExperienceReportPage
    person: User
    colleague: User


@pytest.fixture
def town(db: None) -> Town:
    actor = ActorFactory(name="Ville d’Essai", with_territory=True)
    report = ExperienceReportPageFactory(
        title="Des fontaines partout", summary="Douze fontaines en un été.", report_actors=[ReportActor(actor=actor)]
    )
    person = UserFactory(
        email="personne@ville-essai.example", first_name="Zénobie", last_name="Karamazine", referent_of=actor
    )
    colleague = UserFactory(
        email="collegue@ailleurs.example", first_name="Odilon", last_name="Plantevin", referent_of=ActorFactory()
    )
    for user in (person, colleague):
        leave_traces(user, report=report, actor=actor)
    about = {"path": report.permanent_path}
    conversations.begun(actor, by=colleague, text="Comment avez-vous fait ?", **about)
    other = colleague.memberships.get().actor
    conversations.answered(conversations.begun(other, by=person, text="Texte de Zénobie", **about))
    conversations.begun_by_visitor(actor, email="visiteuse@ailleurs.example")
    conversations.mailbox(actor, "mairie@ville-essai.example")
    Message.objects.create(token=uuid4(), text="Une question", email="ecrivante@ailleurs.example")
    Amendment.objects.create(
        token=uuid4(), report=report, changes={}, reason="Une coquille", email="correctrice@ailleurs.example"
    )
    Claim.objects.create(report=report, actor=actor, name="Léon Réclamant", email="reclamant@ailleurs.example")
    MembershipFactory(waiting=True, actor=actor, user__email="attend@ailleurs.example")
    return Town(actor, report, person, colleague)


def leave_traces(user: User, *, report: ExperienceReportPage, actor: Actor) -> None:
    name = user.get_full_name()
    DraftFactory(owner=user, data={"title": f"Brouillon de {name}", "summary": f"Résumé de {name}"})
    ReferentAccount.objects.create(user=user, referent=ReferentFactory(name=name, actor=actor))
    network = NetworkFactory()
    CommunityFactory(network=network)
    FacilitatorFactory(user=user, network=network)
    JoinRequestFactory(user=user, network=network, actor=actor)
    DirectoryEntryFactory(user=user, about=f"Fiche de {name}")
    SoughtNeedFactory(author=user, actor=actor, context=f"Cherche {name[:3]}")
    Offer.objects.get_or_create(actor=actor, need=NeedFactory())
    Willingness.objects.create(user=user, consent_text="J’accepte.")
    AlertFactory(subscriber__email=user.email)
    Opinion.objects.create(page=report, author=user, signature=name, text="Convaincant.", shown_at=timezone.now())
    InvitedReviewer.objects.create(
        page=report, name="Experte invitée", invited_by=user, expires_at=timezone.now() + timedelta(days=7)
    )
