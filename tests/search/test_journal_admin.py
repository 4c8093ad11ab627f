"""« Recherches » in the admin: who opens it, and what each decision does."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from network_site.accounts.models import User
from network_site.groups import EDITING, MODERATION, grant
from practices.models import Theme
from search.journal.decisions import add_line
from search.journal_models import UnansweredSearch
from tests.factories.journal import SearchCountFactory, UnansweredSearchFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import NeedFactory, ThemeFactory

pytestmark = pytest.mark.django_db
State = UnansweredSearch.State

GROUPS = {"editor": EDITING, "moderator": MODERATION}
ROLES = ("visitor", "member", *GROUPS, "administrator")
MAY = {"moderator", "administrator"}
VIEWS = ("index", "index_results", "inspect", "link", "synonym", "publish", "act")


def person(role: str) -> User:
    user: User = UserFactory(administrator=role == "administrator")
    if role in GROUPS:
        user.groups.add(grant(GROUPS[role]))
    return user


def address(view: str, asked: UnansweredSearch) -> str:
    return reverse(f"unanswered_searches:{view}", args=[] if view.startswith("index") else [asked.pk])


@pytest.fixture
def asked() -> Any:
    return UnansweredSearchFactory(text="toile sur le marche", asked=5)


@pytest.fixture
def moderator(client: Client) -> User:
    user = person("moderator")
    client.force_login(user)
    return user


@pytest.mark.parametrize(("role", "view"), list(product(ROLES, VIEWS)))
def test_only_moderators_open_the_list(client: Client, asked: UnansweredSearch, role: str, view: str) -> None:
    if role != "visitor":
        client.force_login(person(role))
    assert (client.get(address(view, asked)).status_code == 200) is (role in MAY)


@pytest.mark.parametrize("role", ROLES)
def test_only_moderators_decide_even_by_forging_the_form(client: Client, asked: UnansweredSearch, role: str) -> None:
    if role != "visitor":
        client.force_login(person(role))
    client.post(address("publish", asked), {"wording": "Abriter les marchés du soleil"})
    asked.refresh_from_db()
    assert (asked.state == State.PUBLISHED) is (role in MAY)


@pytest.mark.parametrize("role", ROLES)
def test_figures_and_their_export_are_for_moderators(client: Client, role: str) -> None:
    if role != "visitor":
        client.force_login(person(role))
    for options in ({}, {"export": "csv"}):
        assert (client.get(reverse("search_figures:index"), options).status_code == 200) is (role in MAY)


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_the_menu_shows_it_to_moderators_only(client: Client, role: str) -> None:
    client.force_login(person(role))
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("unanswered_searches:index") in home) is (role == "moderator")
    assert (reverse("search_figures:index") in home) is (role == "moderator")


def test_the_list_offers_every_decision(client: Client, moderator: User, asked: UnansweredSearch) -> None:
    page = client.get(address("index", asked)).content.decode()
    assert "toile sur le marche" in page
    for view in ("inspect", "link", "synonym", "publish", "act"):
        assert address(view, asked) in page
        assert address(view, asked) in client.get(address("inspect", asked)).content.decode() or view == "inspect"


def test_the_list_costs_the_same_with_more_texts(
    client: Client, moderator: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        UnansweredSearchFactory(need=NeedFactory(), text=f"texte du {number}")
    client.get(reverse("unanswered_searches:index"))
    with django_assert_max_num_queries(16):
        client.get(reverse("unanswered_searches:index"))


def test_publishing_shows_the_wording_of_the_moderator(client: Client, moderator: User, asked: Any) -> None:
    need = NeedFactory()
    form = client.get(address("publish", asked)).content.decode()
    assert "cherché 5 fois" in form
    client.post(address("publish", asked), {"wording": "Abriter les marchés du soleil", "need": need.pk})
    asked.refresh_from_db()
    assert (asked.state, asked.wording, asked.need) == (State.PUBLISHED, "Abriter les marchés du soleil", need)
    assert asked.decided_by == moderator
    assert "Abriter les marchés du soleil" in client.get(reverse("search:unanswered")).content.decode()


@pytest.mark.parametrize("wording", ["", "non", "Appelez le 06 12 34 56 78", "écrire à jean@mairie.fr", "a" * 151])
def test_a_wording_that_must_not_be_public_is_refused_and_kept_in_the_form(
    client: Client, moderator: User, asked: UnansweredSearch, wording: str
) -> None:
    answer = client.post(address("publish", asked), {"wording": wording})
    assert answer.status_code == 200
    assert wording in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == State.WAITING


def test_linking_adds_the_question_to_the_need_and_publishes_it(client: Client, moderator: User, asked: Any) -> None:
    need = NeedFactory(questions=["Déjà là ?"])
    client.post(address("link", asked), {"need": need.pk, "question": "Quelle toile sur le marché ?"})
    need.refresh_from_db()
    asked.refresh_from_db()
    assert need.questions == ["Déjà là ?", "Quelle toile sur le marché ?"]
    assert (asked.state, asked.need) == (State.LINKED, need)
    assert need.latest_revision.user == moderator


def test_linking_never_publishes_the_draft_of_someone_else(client: Client, moderator: User, asked: Any) -> None:
    need = NeedFactory(label="Publié", questions=[])
    need.label = "Brouillon d’une collègue"
    need.save_revision()
    answer = client.post(address("link", asked), {"need": need.pk, "question": "Quelle toile ?"}, follow=True)
    need.refresh_from_db()
    assert (need.label, need.questions) == ("Publié", [])
    draft = need.get_latest_revision_as_object()
    assert (draft.label, draft.questions) == ("Brouillon d’une collègue", ["Quelle toile ?"])
    assert "Ajouté à un brouillon" in answer.content.decode()


def test_who_may_not_publish_a_need_leaves_a_draft(client: Client, asked: UnansweredSearch) -> None:
    user = person("moderator")
    group = Group.objects.get(name=MODERATION)
    group.permissions.remove(*group.permissions.filter(codename="publish_need"))
    client.force_login(user)
    need = NeedFactory(questions=[])
    client.post(address("link", asked), {"need": need.pk, "question": "Quelle toile ?"})
    need.refresh_from_db()
    assert need.questions == []
    assert need.get_latest_revision_as_object().questions == ["Quelle toile ?"]


def test_a_locked_or_full_need_is_refused_with_a_reason(client: Client, moderator: User, asked: Any) -> None:
    locked = NeedFactory(label="Fermé", locked=True, locked_by=UserFactory())
    full = NeedFactory(label="Plein", questions=[f"Question {number} ?" for number in range(100)])
    for need, reason in ((locked, "est verrouillé"), (full, "100 lignes au plus")):
        answer = client.post(address("link", asked), {"need": need.pk, "question": "Quelle toile ?"})
        assert reason in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == State.WAITING


def test_a_draft_need_is_not_offered(client: Client, moderator: User, asked: UnansweredSearch) -> None:
    NeedFactory(label="Besoin caché", draft=True)
    assert "Besoin caché" not in client.get(address("link", asked)).content.decode()


def test_a_synonym_goes_to_the_chosen_term_of_any_vocabulary(client: Client, moderator: User, asked: Any) -> None:
    theme = ThemeFactory(label="Commerce", synonyms=["boutiques"])
    form = client.get(address("synonym", asked)).content.decode()
    assert f'value="practices.Theme:{theme.pk}"' in form
    client.post(address("synonym", asked), {"term": f"practices.Theme:{theme.pk}", "word": "marché de plein air"})
    theme.refresh_from_db()
    asked.refresh_from_db()
    assert theme.synonyms == ["boutiques", "marché de plein air"]
    assert asked.state == State.SYNONYM


@pytest.mark.parametrize("term", ["", "practices.Theme:0", "accounts.User:1", "auth.Group:1", "n’importe quoi"])
def test_only_a_term_may_take_a_synonym(client: Client, moderator: User, asked: Any, term: str) -> None:
    answer = client.post(address("synonym", asked), {"term": term, "word": "marché"})
    assert answer.status_code == 200
    asked.refresh_from_db()
    assert asked.state == State.WAITING


def test_terms_are_offered_with_as_many_queries_whatever_their_number(
    client: Client, moderator: User, asked: Any, django_assert_max_num_queries: Any
) -> None:
    ThemeFactory.create_batch(10)
    NeedFactory.create_batch(10)
    client.get(address("synonym", asked))
    with django_assert_max_num_queries(36):
        client.get(address("synonym", asked))


def test_a_term_is_changed_only_by_who_may() -> None:
    theme = ThemeFactory(synonyms=[])
    with pytest.raises(Exception, match="Vous ne pouvez pas modifier"):
        add_line(theme, "synonyms", "mot", by=person("member"))
    assert Theme.objects.get().synonyms == []


def test_setting_aside_takes_a_line_off_the_board(client: Client, moderator: User) -> None:
    line = UnansweredSearchFactory(published=True, wording="Abriter les marchés")
    assert "Écarter" in client.get(address("act", line)).content.decode()
    client.post(address("act", line))
    line.refresh_from_db()
    assert (line.state, line.decided_by, line.can_act) == (State.SET_ASIDE, moderator, False)
    assert "Abriter les marchés" not in client.get(reverse("search:unanswered")).content.decode()


def test_the_list_is_narrowed_by_state(client: Client, moderator: User, asked: UnansweredSearch) -> None:
    UnansweredSearchFactory(text="texte ecarte", state=State.SET_ASIDE)
    page = client.get(address("index", asked), {"state": State.SET_ASIDE.value}).content.decode()
    assert "texte ecarte" in page
    assert asked.text not in page


def test_a_text_below_three_is_in_no_list(client: Client, moderator: User) -> None:
    SearchCountFactory(text="presque seul", searches=2)
    for name in ("unanswered_searches:index", "search_figures:index"):
        assert "presque seul" not in client.get(reverse(name)).content.decode()
