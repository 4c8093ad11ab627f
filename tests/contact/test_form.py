"""What the form takes, cleans and refuses; nothing typed is ever lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network_site import public_forms
from network_site.contact import forms
from network_site.contact.models import Message, is_local_path
from network_site.contact.views import quota

pytestmark = pytest.mark.django_db
URL = "/contact/"


def refused(client, typed, **changes):
    """Send a form that must come back, filled in and with a way to send it again; its page."""
    sent = typed | changes
    answer = client.post(URL, sent)
    assert answer.status_code == 422
    assert not Message.objects.exists()
    form = answer.context["form"]
    assert form["text"].value() == sent["text"]
    assert form["email"].value() == sent["email"]
    page = answer.content.decode()
    assert 'role="alert"' in page
    return page


def test_a_message_is_kept_as_typed(client, typed):
    assert client.post(URL, typed)["Location"] == "/contact/merci/"
    message = Message.objects.get()
    assert (message.subject, message.text, message.page, message.email) == (
        "probleme", "La date de cette page est fausse.", "/retours/cours-oasis/", "mairie@exemple.fr",
    )  # fmt: skip
    assert "bien arrivé" in client.get("/contact/merci/").content.decode()


def test_subject_and_text_are_enough(client, typed):
    client.post(URL, typed | {"page": "", "email": ""})
    assert Message.objects.get().email == ""


def test_a_link_fills_in_subject_and_page(client):
    page = client.get(URL, {"sujet": "probleme", "page": "/retours/cours-oasis/"}).content.decode()
    assert '<option value="probleme" selected>' in page
    assert 'value="/retours/cours-oasis/"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"sujet": "<script>", "page": "https://mechant.exemple/"},
        {"page": "//mechant.exemple/"},
        {"page": "javascript:alert(1)"},
        {"page": "/\\mechant.exemple"},
        {"page": "http://[mechant"},
        {"page": "/" + "a" * 600},
        {"page": "\x00"},
    ],
)
def test_a_link_cannot_fill_in_anything_else(client, query):
    answer = client.get(URL, query)
    assert answer.status_code == 200
    assert "mechant" not in answer.content.decode()
    assert not answer.context["form"]["page"].value()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "Écrivez votre message."),
        ({"text": " \n\t "}, "Écrivez votre message."),
        ({"text": "é" * 2001}, "Votre message compte 2001 caractères : raccourcissez-le à 2000."),
        ({"subject": ""}, "Choisissez le sujet de votre message."),
        ({"subject": "autre-chose"}, "Choisissez un sujet dans la liste."),
        ({"email": "mairie@"}, "Cette adresse semble incomplète."),
        ({"email": "a" * 300 + "@exemple.fr"}, "254 caractères"),
        ({"page": "https://ailleurs.exemple/"}, "Indiquez une page de ce site"),
        ({"page": "//ailleurs.exemple/"}, "Indiquez une page de ce site"),
        ({"page": "retours"}, "Indiquez une page de ce site"),
        ({"page": "http://["}, "Indiquez une page de ce site"),
        ({"page": "/" + "a" * 500}, "Cette adresse est trop longue : 500 caractères au plus."),
        ({"website": "https://spam.exemple"}, "Ce champ doit rester vide."),
        ({"token": ""}, "votre message est intact"),
        ({"token": "forgé"}, "votre message est intact"),
        ({"token": "\x00"}, "votre message est intact"),
    ],
)
def test_a_refusal_says_why_in_french(client, typed, changes, message):
    assert message.lower() in refused(client, typed, **changes).lower().replace("&#x27;", "'")


def test_an_error_is_told_beside_its_field_and_linked_from_the_summary(client, typed):
    page = refused(client, typed, email="mairie@")
    assert 'href="#id_email"' in page
    assert 'aria-describedby="id_email_helptext id_email_error"' in page
    assert 'id="id_email_error"' in page
    assert page.count('aria-invalid="true"') == 1
    assert "<title>Erreur – Nous écrire" in page


def test_the_trap_is_hidden_until_somebody_falls_into_it(client, typed):
    assert '<div class="vh" aria-hidden="true"><label for="id_website">' in client.get(URL).content.decode()
    assert 'class="vh"' not in refused(client, typed, website="x").split("<main", 1)[-1].split("Envoyer le message")[0]


def test_2000_characters_fit_with_the_line_breaks_of_a_browser(client, typed):
    client.post(URL, typed | {"text": "a\r\n" * 999 + "aa"})
    assert len(Message.objects.get().text) == 2000


def test_the_browser_does_not_cut_what_is_pasted(client):
    assert "maxlength" not in str(forms.ContactForm()["text"])


def test_control_characters_are_dropped(client, typed):
    client.post(URL, typed | {"text": "Bon\x00jour\x07 \u202emonde\x1b[31m\n\tà tous"})
    assert Message.objects.get().text == "Bonjour monde[31m\n\tà tous"


def test_what_was_typed_is_escaped_when_shown_again(client, typed):
    page = refused(client, typed, text="</textarea><script>alert(1)</script>", email="x")
    assert "<script>alert(1)" not in page


def test_a_whole_address_of_this_site_becomes_its_path(client, typed):
    client.post(URL, typed | {"page": "http://testserver/retours/x/?p=2"})
    assert Message.objects.get().page == "/retours/x/?p=2"


def test_a_robot_that_answers_at_once_is_asked_to_send_again(client, typed, monkeypatch):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 3)
    assert "parti trop vite" in refused(client, typed)
    shown_for_long = time.time() + 4
    monkeypatch.setattr(time, "time", lambda: shown_for_long)
    assert client.post(URL, typed).status_code == 302


def test_a_form_left_open_too_long_comes_back_with_a_token_that_works(client, typed, monkeypatch):
    monkeypatch.setattr(public_forms, "LONGEST_SECONDS", -1)
    answer = client.post(URL, typed)
    assert "ouvert depuis trop longtemps" in answer.content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    fresh = answer.context["form"]["token"].value()
    assert fresh != typed["token"]
    assert client.post(URL, typed | {"token": fresh}).status_code == 302


def test_sent_twice_it_is_one_message_and_reworded_it_is_two(client, typed):
    for _click in range(2):
        assert client.post(URL, typed).status_code == 302
    assert Message.objects.count() == 1
    client.post(URL, typed | {"text": "Autre chose."})
    assert Message.objects.count() == 2


def test_one_browser_writes_so_many_messages_an_hour(client, typed):
    for number in range(quota.per_hour):
        assert client.post(URL, typed | {"text": f"Message {number}"}).status_code == 302
    answer = client.post(URL, typed | {"text": "Un de trop"})
    assert answer.status_code == 429
    assert answer.context["form"]["text"].value() == "Un de trop"
    assert Message.objects.count() == quota.per_hour
    session = client.session
    session[quota.session_key] = [moment - public_forms.HOUR_SECONDS for moment in session[quota.session_key]]
    session.save()
    assert client.post(URL, typed | {"text": "Un de trop"}).status_code == 302


def test_no_network_address_is_kept(client, typed):
    client.post(URL, typed, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert "203.0.113.7" not in str(Message.objects.values().get()) + str(dict(client.session))


def test_a_form_without_anything_is_refused_kindly(client):
    assert client.post(URL, {}).status_code == 422


def test_other_methods_and_caches(client):
    assert "no-store" in client.get(URL)["Cache-Control"]
    assert client.post("/contact/merci/").status_code == 405


def test_the_page_costs_no_query(client, django_assert_max_num_queries):
    client.get(URL)
    with django_assert_max_num_queries(3):
        client.get(URL)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_cleaning_twice_is_cleaning_once_and_keeps_what_people_type(text):
    once = public_forms.readable(text)
    assert public_forms.readable(once) == once
    assert "".join(once.split()) == "".join(c for c in "".join(text.split()) if c in once)


@given(st.text(max_size=60))
def test_a_local_path_never_leaves_the_site(text):
    path = forms.local_path(text, host="relais.exemple.fr")
    if is_local_path(path):
        assert path.startswith("/")
        assert not path.startswith(("//", "/\\"))
