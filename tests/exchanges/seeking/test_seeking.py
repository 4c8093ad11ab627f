"""A need is sought, read by a moderator, answered, renewed or closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from contributions.writing import starting
from contributions.writing.models import Draft
from exchanges.seeking import deciding, personal_data, reading
from exchanges.seeking.models import Answer, Offer, SoughtNeed, Willingness
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from search import indexing
from tests.factories.actors import ActorFactory
from tests.factories.kernel import TerritoryFactory, UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory
from tests.factories.seeking import SoughtNeedFactory

pytestmark = pytest.mark.django_db


def member(client: Client, **options: Any) -> User:
    user: User = UserFactory(**options)
    client.force_login(user)
    return user


def in_days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def mails(event: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith=f"seeking/{event}/").order_by("pk"))


def written(**changes: str) -> dict[str, str]:
    return {
        "actor": "ville",
        "need": "rafraichir",
        "territory": "",
        "context": "Une cour sans ombre.",
        "until": in_days(30),
        **changes,
    }


@pytest.fixture
def index(db: None) -> None:
    indexing.rebuild()


@pytest.fixture
def city(db: None) -> Any:
    NeedFactory(slug="rafraichir", label="Rafraîchir la ville")
    return ActorFactory(slug="ville", name="Ville d’Essai", with_territory=True)


def test_a_need_is_sought_then_read_then_shown(client: Client, city: Any, index: None) -> None:
    moderator = UserFactory(moderator=True)
    author = member(client, contributor_of=city)
    answer = client.post("/cherche/nouveau/", written())
    sought = SoughtNeed.objects.get()
    assert answer["Location"] == f"/cherche/{sought.pk}/"
    assert (sought.author, sought.territory, sought.state) == (author, city.territory, "a-relire")
    assert [mail.to for mail in mails("submitted")] == [moderator.email]
    assert Client().get(f"/cherche/{sought.pk}/").status_code == 404
    assert "va la lire" in client.get(f"/cherche/{sought.pk}/").content.decode()

    client.force_login(moderator)
    assert "Une cour sans ombre." in client.get("/moderation/cherche/").content.decode()
    refused = client.post(f"/moderation/cherche/{sought.pk}/", {"decision": "refuser", "reason": " "})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.content.decode()
    told = client.post(
        f"/moderation/cherche/{sought.pk}/", {"decision": "refuser", "reason": "Quelle école ?"}, follow=True
    )
    assert "Correction demandée" in told.content.decode()
    assert "Quelle école ?" in mails("refused")[0].text

    client.force_login(author)
    page = client.get(f"/cherche/{sought.pk}/modifier/").content.decode()
    assert "Quelle école\u00a0?" in page
    assert "Une cour sans ombre." in page
    client.post(f"/cherche/{sought.pk}/modifier/", written(context="La cour de l’école Jaurès."))
    assert len(mails("submitted")) == 2

    client.force_login(moderator)
    for _twice in range(2):
        client.post(f"/moderation/cherche/{sought.pk}/", {"decision": "accepter"})
    assert len(mails("accepted")) == 1
    page = Client().get(f"/cherche/{sought.pk}/").content.decode()
    assert "La cour de l’école Jaurès." in page
    assert author.email not in page
    assert "Rafraîchir la ville" in Client().get("/cherche/").content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"actor": "autre"}, "Choisissez l’un de vos acteurs."),
        ({"need": "inconnu"}, "Choisissez un besoin de la liste."),
        ({"context": ""}, "Dites votre situation"),
        ({"context": "é" * 801}, "Votre texte compte 801 caractères"),
        ({"until": ""}, "Indiquez jusqu’à quand"),
        ({"until": "demain"}, "Écrivez une date"),
        ({"until": "2020-01-01"}, "dans un an au plus"),
        ({"until": in_days(400)}, "dans un an au plus"),
        ({"territory": "Nullepart"}, "Aucun territoire ne porte ce nom"),
        ({"territory": "Saint-Denis"}, "Plusieurs territoires portent ce nom"),
    ],
)
def test_a_refusal_says_why_and_loses_nothing(client: Client, city: Any, changes: dict[str, str], message: str) -> None:
    TerritoryFactory(name="Saint-Denis")
    TerritoryFactory(name="Saint-Denis")
    member(client, referent_of=city)
    answer = client.post("/cherche/nouveau/", written(**changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page.replace("&#x27;", "'").replace("\u00a0", " ")
    assert changes.get("context", "Une cour sans ombre.") in page
    assert not SoughtNeed.objects.exists()


def test_an_actor_seeks_five_needs_at_a_time(client: Client, city: Any) -> None:
    for _each in range(4):
        SoughtNeedFactory(actor=city)
    SoughtNeedFactory(actor=city, waiting=True)
    SoughtNeedFactory(actor=city, until=timezone.localdate() - timedelta(days=1))
    member(client, referent_of=city)
    answer = client.post("/cherche/nouveau/", written())
    assert "cherche déjà 5 besoins" in answer.content.decode().replace("\u00a0", " ")


ROLES = ("visitor", "stranger", "observer", "contributor", "referent", "moderator")
WRITERS = {"contributor", "referent"}
MAY = {
    ("get", "/cherche/"): set(ROLES),
    ("get", "/cherche/{open}/"): set(ROLES),
    ("get", "/cherche/{waiting}/"): WRITERS | {"moderator"},
    ("get", "/cherche/nouveau/"): WRITERS,
    ("get", "/cherche/{waiting}/modifier/"): WRITERS,
    ("post", "/cherche/{open}/fermer/"): WRITERS,
    ("post", "/cherche/{open}/prolonger/"): WRITERS,
    ("post", "/cherche/{open}/repondre/"): WRITERS,
    ("post", "/cherche/{waiting}/repondre/"): set(),
    ("get", "/moderation/cherche/"): {"moderator"},
    ("post", "/moderation/cherche/{waiting}/"): {"moderator"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_it_may_and_nothing_else(client: Client, city: Any, index: None, role: str) -> None:
    options = {"observer": {"observer_of": city}, "contributor": {"contributor_of": city}}
    options |= {"referent": {"referent_of": city}, "moderator": {"moderator": True}}
    if role != "visitor":
        member(client, **options.get(role, {}))
    keys = {"open": SoughtNeedFactory(actor=city).pk, "waiting": SoughtNeedFactory(actor=city, waiting=True).pk}
    report = ExperienceReportPageFactory()
    sent = {"until": in_days(9), "report": report.permanent_id, "decision": "accepter"}
    for (method, path), allowed in MAY.items():
        address = path.format(**keys)
        answer = client.get(address) if method == "get" else client.post(address, sent)
        done = answer.status_code == 200 or (answer.status_code == 302 and "next=" not in answer["Location"])
        assert done is (role in allowed), (role, method, path, answer.status_code)


def test_what_matches_shows_at_once(client: Client, city: Any, django_assert_max_num_queries: Any) -> None:
    sought = SoughtNeedFactory(actor=city, territory=city.territory)
    ExperienceReportPageFactory(title="Une cour d’école à l’ombre", needs=[sought.need])
    ExperienceReportPageFactory(title="Tout autre chose")
    indexing.rebuild()
    with django_assert_max_num_queries(60):
        page = client.get(f"/cherche/{sought.pk}/").content.decode()
    assert "Une cour d’école à l’ombre" in page
    assert "Tout autre chose" not in page


def test_the_page_costs_the_same_whatever_answers(client: Client, city: Any) -> None:
    sought = SoughtNeedFactory(actor=city)

    def cost() -> int:
        client.get(f"/cherche/{sought.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/cherche/{sought.pk}/")
        return len(captured)

    for number in range(2):
        Answer.objects.create(
            sought=sought, report=ExperienceReportPageFactory(needs=[sought.need], title=f"R {number}")
        )
    ExperienceReportPageFactory(needs=[sought.need])
    indexing.rebuild()
    before = cost()
    for number in range(6):
        Answer.objects.create(
            sought=sought, report=ExperienceReportPageFactory(needs=[sought.need], title=f"S {number}")
        )
        ExperienceReportPageFactory(needs=[sought.need])
    indexing.rebuild()
    assert cost() == before


def test_one_is_not_offered_to_write_to_oneself(client: Client, city: Any, index: None) -> None:
    sought = SoughtNeedFactory(actor=city)
    write = 'href="/ecrire/acteur/ville/"'
    assert write in client.get(sought.get_absolute_url()).content.decode()
    for reader, is_offered in ((UserFactory(referent_of=ActorFactory()), True), (UserFactory(referent_of=city), False)):
        client.force_login(reader)
        assert (write in client.get(sought.get_absolute_url()).content.decode()) is is_offered


def test_a_report_is_added_to_the_answers_once(client: Client, city: Any, index: None) -> None:
    sought = SoughtNeedFactory()
    report = ExperienceReportPageFactory(title="Notre cour à l’ombre")
    draft = ExperienceReportPageFactory(draft=True)
    member(client, contributor_of=city)
    path = f"/cherche/{sought.pk}/repondre/"
    for wrong in ("", "2023-9999", "n’importe quoi", draft.permanent_id, "x" * 400):
        answer = client.post(path, {"report": wrong})
        assert answer.status_code == 422
    for way in (report.permanent_id, f"https://relais.example/rex/{report.permanent_id}", report.url):
        assert client.post(path, {"report": way}).status_code == 302
    assert Answer.objects.get().report == report
    (mail,) = mails("answered")
    assert mail.to == sought.author.email
    assert "Notre cour à l’ombre" in Client().get(f"/cherche/{sought.pk}/").content.decode()


def test_we_did_it_opens_a_flash_report_whose_publication_answers(client: Client, city: Any, index: None) -> None:
    sought = SoughtNeedFactory()
    page = client.get(f"/cherche/{sought.pk}/").content.decode()
    token = reading.telling_token(sought)
    assert "/contribuer/?suite=" in page
    beginning = starting.beginning_from(_query(suite=token))
    assert (beginning.initial, beginning.origin) == ({"needs": [sought.need.slug]}, f"cherche:{sought.pk}")

    writer = UserFactory(contributor_of=city)
    report = ExperienceReportPageFactory(draft=True, title="Nous l’avons fait")
    Draft.objects.create(owner=writer, page=report, origin=beginning.origin)
    for _twice in range(2):
        report.save_revision().publish()
    answer = Answer.objects.get()
    assert (answer.sought, answer.report_id, answer.by, answer.written_for_it) == (sought, report.pk, writer, True)
    assert len(mails("answered")) == 1


def test_an_origin_that_says_nothing_answers_nothing() -> None:
    for origin in ("", "cherche:", "cherche:x", "cherche:999999", "besoin:eau"):
        assert reading.sought_of_origin(origin) is None


def _query(**parameters: str) -> Any:
    return QueryDict(urlencode(parameters))


def test_what_reaches_its_day_expires_and_may_be_renewed(client: Client, city: Any, index: None) -> None:
    author = member(client, contributor_of=city)
    sought = SoughtNeedFactory(actor=city, author=author, until=timezone.localdate() - timedelta(days=1))
    assert not SoughtNeed.objects.open().exists()
    assert (deciding.expire(), deciding.expire()) == (1, 0)
    assert len(mails("expired")) == 1
    sought.refresh_from_db()
    assert sought.state == "expire"
    assert client.get(f"/cherche/{sought.pk}/").status_code == 200
    client.post(f"/cherche/{sought.pk}/prolonger/", {"until": "hier"})
    assert not SoughtNeed.objects.open().exists()
    client.post(f"/cherche/{sought.pk}/prolonger/", {"until": in_days(10)})
    assert SoughtNeed.objects.open().get() == sought
    client.post(f"/cherche/{sought.pk}/fermer/")
    assert not SoughtNeed.objects.open().exists()


def test_the_list_is_cut_by_need_and_territory(client: Client, django_assert_num_queries: Any) -> None:
    region = TerritoryFactory(region_kind=True, code="84", name="Auvergne-Rhône-Alpes")
    isere = TerritoryFactory(departement_kind=True, code="38", name="Isère", region=region)
    town = TerritoryFactory(name="Vif", region=region, departement=isere)
    water, heat = NeedFactory(slug="eau", label="Garder l’eau"), NeedFactory(slug="chaleur", label="Rafraîchir")
    SoughtNeedFactory(need=water, territory=town)
    SoughtNeedFactory(need=heat, territory=region)
    SoughtNeedFactory(need=heat)
    SoughtNeedFactory(need=heat, waiting=True)

    def shown(**chosen: str) -> tuple[int, dict[str, int]]:
        found = reading.listing(_query(**chosen))
        return found.total, {value.value: value.count for facet in found.facets for value in facet.values}

    assert shown() == (3, {"chaleur": 2, "eau": 1, "region-84": 2, "departement-38": 1})
    assert shown(besoin="chaleur") == (2, {"chaleur": 2, "eau": 1, "region-84": 1})
    assert shown(besoin="chaleur", territoire="departement-38")[0] == 0
    assert shown(besoin="<script>")[0] == 3
    with django_assert_num_queries(1):
        assert client.get("/cherche/?territoire=region-84&page=99").status_code == 200


def test_a_list_without_anything_to_choose_offers_no_filter(client: Client) -> None:
    nobody, filtered = (client.get(f"/cherche/{query}").text for query in ("", "?besoin=ailleurs"))
    assert "Personne ne cherche en ce moment." in nobody
    assert "Personne ne cherche en ce moment avec ces filtres." in filtered
    assert "Voir toutes les recherches en cours" in filtered
    assert "Appliquer les filtres" not in nobody + filtered


def test_a_need_says_who_seeks_and_who_helps(client: Client, city: Any) -> None:
    need = NeedFactory(slug="eau", label="Garder l’eau")
    SoughtNeedFactory(need=need, actor=ActorFactory(name="Communauté qui cherche"))
    member(client, contributor_of=city)
    client.post("/compte/entraide/", {"acteur": "ville", "needs": ["eau", "rafraichir"]})
    client.post("/compte/entraide/", {"acteur": "ville", "needs": ["eau"]})
    client.post("/compte/entraide/", {"acteur": "ville", "needs": ["inconnu"]})
    assert client.post("/compte/entraide/", {"acteur": ActorFactory().slug, "needs": ["eau"]}).status_code == 404
    assert list(Offer.objects.values_list("actor__slug", "need__slug")) == [("ville", "eau")]
    page = Client().get("/besoins/eau/").content.decode()
    assert "Communauté qui cherche" in page
    assert "Ils peuvent aider" in page
    assert "Ville d’Essai" in page


def test_ones_data_are_given_back_and_forgotten(city: Any) -> None:
    author = UserFactory(contributor_of=city)
    shown, waiting = SoughtNeedFactory(author=author, actor=city), SoughtNeedFactory(author=author, waiting=True)
    Willingness.objects.create(user=author, consent_text="Oui.")
    Answer.objects.create(sought=shown, report=ExperienceReportPageFactory(), by=author)
    data = personal_data.export(author)
    assert len(data["sought"]) == 2
    assert data["told_of_needs"]["consent"] == "Oui."
    assert len(data["answers"]) == 1
    personal_data.forget(author)
    shown.refresh_from_db()
    assert shown.author is None
    assert not SoughtNeed.objects.filter(pk=waiting.pk).exists()
    assert personal_data.export(author) == {"sought": [], "answers": [], "told_of_needs": None}
    deciding.answer(shown, ExperienceReportPageFactory(), by=None)
    assert not mails("answered")


def test_the_account_page_leads_to_ones_seeking(client: Client, city: Any) -> None:
    SoughtNeedFactory(actor=city, waiting=True)
    user = member(client, referent_of=city)
    page = client.get("/compte/").content.decode()
    assert "Dire ce que nous cherchons" in page
    assert "à relire</span>" in page
    user.is_superuser = True
    user.save()
    assert "1\u00a0besoin cherché à relire" in client.get("/compte/").content.decode()
