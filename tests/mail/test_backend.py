"""Django's, Wagtail's and allauth's mails go through the outbox too."""

import pytest
from django.core import mail

from network_site.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox_backend(settings):
    settings.EMAIL_BACKEND = "network_site.mail.backend.OutboxBackend"


def test_each_recipient_gets_a_mail_that_names_no_other():
    message = mail.EmailMessage(
        "Objet",
        "Texte",
        to=["Un <un@exemple.fr>", "deux@exemple.fr"],
        bcc=["trois@exemple.fr"],
        cc=["quatre@exemple.fr"],
    )
    assert message.send() == 1
    rows = OutgoingMail.objects.order_by("to")
    assert [row.to for row in rows] == ["deux@exemple.fr", "quatre@exemple.fr", "trois@exemple.fr", "un@exemple.fr"]
    assert {(row.subject, row.text, row.html) for row in rows} == {("Objet", "Texte", "")}
    assert not any("@" in row.key for row in rows)
    assert len({row.message_id for row in rows}) == 4


def test_two_equal_mails_are_two_mails():
    for _time in range(2):
        mail.send_mail("Objet", "Texte", None, ["un@exemple.fr"])
    assert OutgoingMail.objects.count() == 2


def test_html_and_headers_are_kept_and_the_message_id_is_ours():
    message = mail.EmailMultiAlternatives(
        "Objet", "Texte", to=["un@exemple.fr"], reply_to=["r@exemple.fr"],
        headers={"List-Unsubscribe": "<https://exemple.fr/>", "Message-ID": "<x@y>"},
    )  # fmt: skip
    message.attach_alternative("<p>Texte</p>", "text/html")
    message.send()
    row = OutgoingMail.objects.get()
    assert row.html == "<p>Texte</p>"
    assert row.headers == {"List-Unsubscribe": "<https://exemple.fr/>", "Reply-To": "r@exemple.fr"}
    assert row.message_id != "<x@y>"


def test_a_mail_in_html_only_gets_a_text():
    message = mail.EmailMessage("Objet", "<p>Bonjour <b>à vous</b></p>", to=["un@exemple.fr"])
    message.content_subtype = "html"
    message.send()
    row = OutgoingMail.objects.get()
    assert (row.text, row.html) == ("Bonjour à vous", "<p>Bonjour <b>à vous</b></p>")


def test_an_attachment_is_refused_rather_than_dropped_and_nothing_is_half_sent():
    plain = mail.EmailMessage("Objet", "Texte", to=["un@exemple.fr"])
    loaded = mail.EmailMessage("Objet", "Texte", to=["un@exemple.fr"], attachments=[("a.txt", "a", "text/plain")])
    with pytest.raises(ValueError, match="attachment"):
        mail.get_connection().send_messages([plain, loaded])
    assert not OutgoingMail.objects.exists()
