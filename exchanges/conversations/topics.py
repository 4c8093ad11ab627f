"""What a page of the catalogue lets one write about, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from actors.models import Actor, Network
from exchanges.conversations import habits, routing
from exchanges.conversations.habits import Reach
from exchanges.conversations.models import Conversation
from exchanges.conversations.posting import Topic
from network_site.accounts.models import User
from practices.models import Need, ReportActor
from practices.reading import published_reports
from practices.reading.report import lead_actors


@dataclass(frozen=True, slots=True)
class Opening:
    """A topic as its form shows it. `choices` asks to whom one writes, for a need."""

    topic: Topic
    reach: Reach
    choices: QuerySet[Actor] | None = None

    def asking(self, actor: Actor) -> Topic:
        return replace(self.topic, actor=actor)


def about_report(permanent_id: str) -> Opening:
    """The leads of a report; the one of them where somebody can answer is asked."""
    report = get_object_or_404(published_reports(), permanent_id=permanent_id)
    actor = routing.best_asked([] if report.attribution_unknown else lead_actors(report))
    topic = Topic(Conversation.About.REPORT, report.title, report.permanent_path, actor=actor)
    return Opening(topic, habits.reach_of([actor] if actor else []))


def about_actor(slug: str) -> Opening:
    actor = get_object_or_404(Actor, live=True, slug=slug)
    topic = Topic(Conversation.About.ACTOR, actor.name, actor.get_absolute_url(), actor=actor)
    return Opening(topic, habits.reach_of([actor]))


def about_network(slug: str) -> Opening:
    network = get_object_or_404(Network.objects.select_related("actor"), live=True, slug=slug)
    topic = Topic(Conversation.About.NETWORK, network.name, network.get_absolute_url(), network=network)
    return Opening(topic, habits.reach_of_network(network))


def about_need(slug: str) -> Opening:
    """Any of those who led a report that answers the need."""
    need = get_object_or_404(Need, live=True, slug=slug)
    topic = Topic(Conversation.About.NEED, need.label, need.get_absolute_url())
    return Opening(topic, Reach(has_joined=True), choices=who_answered(need))


def to_person(user: User, *, title: str, path: str) -> Opening:
    """One person, found on the page `path` that lists those who agreed to it. The title names nobody: it outlives
    the account.
    """
    return Opening(Topic(Conversation.About.PERSON, title, path, people=(user,)), Reach(has_joined=True))


def who_answered(need: Need) -> QuerySet[Actor]:
    led = ReportActor.objects.filter(page__in=published_reports().filter(needs=need), role=ReportActor.Role.LEAD)
    return Actor.objects.filter(live=True, pk__in=led.values("actor")).order_by("name")


OPENINGS: dict[str, Callable[[str], Opening]] = {
    "retour": about_report,
    "acteur": about_actor,
    "reseau": about_network,
    "besoin": about_need,
}
"""By the word in the address: /ecrire/retour/2023-0001/."""


def write_url(kind: str, key: str) -> str:
    return reverse("conversations:write", args=[kind, key])
