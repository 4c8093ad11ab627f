"""What is read in a mail, whatever wrote it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchanges.conversations.inbound.html_text import text_of
from exchanges.conversations.inbound.parsing import MOST_BYTES, MOST_FILES, MOST_TEXT, parse, without_quotes
from exchanges.conversations.notices import SEPARATOR
from tests.exchanges.conversations.mails import bounce, mail, quoted

OUTLOOK = (
    "<html><head><style>p {color: red}</style></head><body><p>Bonjour,</p><p>Oui, <b>avec plaisir</b>.</p>"
    '<div id="divRplyFwdMsg"><b>De&nbsp;:</b> Zoé, par Relais<br><b>Envoyé&nbsp;:</b> jeudi</div>'
    "<p>Le message cité</p></body></html>"
)
GMAIL = (
    '<div dir="ltr">Oui.<div><br></div><ul><li>un</li><li>deux</li></ul></div><br><div class="gmail_quote">'
    '<div class="gmail_attr">Le jeu. a écrit :</div><blockquote>Le message cité</blockquote></div>'
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Oui.", "Oui."),
        (quoted("Oui."), "Oui."),
        (quoted("Oui.", header="-----Message d’origine-----"), "Oui."),
        (quoted("Oui.", header="De : Zoé <x@y.example>\nEnvoyé : jeudi 26 novembre\nÀ : Rémi\nObjet : Cours"), "Oui."),
        (quoted("Oui.", header="On Thu, Nov 26, 2026 at 10:12 AM Zoé <x@y.example> wrote:"), "Oui."),
        (f"Oui.\n\n{SEPARATOR}\n\nBonjour,", "Oui."),
        ("Oui.\n\nCordialement,\nRémi Répondant\n03 27 00 00 00", "Oui."),
        ("Oui.\n-- \nRémi\nremi@denain.example", "Oui."),
        ("- un\n- deux", "- un\n- deux"),
        ("Bien cordialement", "Bien cordialement"),
        ("> Bonjour\n> tout est cité", ""),
        ("> Votre question ?\nMa réponse.", "Ma réponse."),
        (quoted("Oui.", header="Le jeudi 26 novembre 2026 à 10:12, Zoé, par Relais <\nx@y.example> a écrit :"), "Oui."),
        ("Le maire a écrit aux habitants.", "Le maire a écrit aux habitants."),
    ],
    ids=[
        "alone", "quoted", "outlook old", "outlook", "english", "separator", "signed", "dashes", "list", "only words",
        "only quotes", "between", "broken header", "not a header",
    ],
)  # fmt: skip
def test_only_what_the_person_wrote_is_kept(text, kept):
    assert parse(mail(text).as_bytes()).text == kept


@pytest.mark.parametrize(
    ("html", "kept"), [(OUTLOOK, "Bonjour,\n\nOui, avec plaisir."), (GMAIL, "Oui.\n\n- un\n- deux")]
)
def test_a_mail_in_html_only_becomes_text_without_its_history(html, kept):
    assert parse(mail(None, html=html).as_bytes()).text == kept


def test_an_empty_plain_part_gives_way_to_the_html():
    assert parse(mail(" \n", html="<p>Oui.</p>").as_bytes()).text == "Oui."


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("cte", ["quoted-printable", "base64"])
def test_accents_survive_every_encoding(charset, cte):
    message = mail(None)
    message.set_content("Été à l’école".replace("’", "'"), charset=charset, cte=cte)
    assert parse(message.as_bytes()).text == "Été à l'école"


def test_an_unknown_charset_or_a_broken_part_is_left_out():
    raw = mail("Oui.").as_bytes().replace(b"utf-8", b"klingon-1")
    assert parse(raw).sender == "referent@denain.example"
    assert parse(b"").text == ""
    assert parse(b"From: \xff\xfe <<>>\r\nTo: =?x?q?=\r\n\r\nOui.").text == "Oui."


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner-email=x"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Réponse automatique : Cours oasis"},
        {"Subject": "Absence du bureau"},
        {"Subject": "Out of Office: Cours oasis"},
    ],
)
def test_an_absence_is_recognised(headers):
    assert parse(mail("Je suis absent jusqu’au 3.", **headers).as_bytes()).is_automatic


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "no"}, {"Subject": "Re: Automatisation"}, {"Precedence": "normal"}]
)
def test_a_person_is_not_taken_for_a_machine(headers):
    assert not parse(mail(**headers).as_bytes()).is_automatic


@pytest.mark.parametrize(
    ("raw", "is_bounce", "is_lasting"),
    [
        (bounce(to="reply+x@relais.example"), True, True),
        (bounce(to="reply+x@relais.example", status="4.2.2", action="delayed"), True, False),
        (bounce(to="reply+x@relais.example", status="4.4.7"), True, False),
        (mail(Return_Path="<>", sender="Postmaster <postmaster@mx.example>").as_bytes(), True, False),
        (bounce(to="x@y.example").replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
         False, False),
        (mail().as_bytes(), False, False),
    ],
    ids=["failed", "delayed", "gave up for now", "old postmaster", "receipt", "person"],
)  # fmt: skip
def test_a_failure_is_recognised_and_said_to_last_or_not(raw, is_bounce, is_lasting):
    read = parse(raw)
    assert (read.is_bounce, read.is_lasting) == (is_bounce, is_lasting)
    assert not (is_bounce and read.text)


def test_a_mail_that_is_too_large_is_read_by_its_head_alone():
    message = mail("Oui.")
    message.add_attachment(b"0" * (25 * 1024 * 1024), maintype="application", subtype="zip", filename="gros.zip")
    raw = message.as_bytes()
    assert len(raw) > MOST_BYTES
    read = parse(raw)
    assert (read.is_too_large, read.text, read.files) == (True, "", ())
    assert read.sender == "referent@denain.example"


def test_joined_files_are_kept_but_not_the_images_of_a_signature():
    message = mail("Voici.", html='<p>Voici.<img src="cid:logo"></p>')
    html = message.get_body(("html",))
    assert html is not None
    html.add_related(b"png", maintype="image", subtype="png", cid="<logo>")
    for number in range(MOST_FILES + 2):
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"délibération {number}.pdf")
    read = parse(message.as_bytes())
    assert read.text == "Voici."
    assert [file.name for file in read.files] == [f"délibération {number}.pdf" for number in range(MOST_FILES)]


def test_the_masked_address_is_found_wherever_a_server_puts_it():
    raw = mail(to="Relais <relais@exemple.fr>", Cc="autre@exemple.fr", Delivered_To="Reply+ABC@Reponses.example")
    assert "reply+abc@reponses.example" in parse(raw.as_bytes()).recipients


def test_without_an_identifier_the_mail_is_its_own():
    first, second = mail("Un.", message_id=None).as_bytes(), mail("Deux.", message_id=None).as_bytes()
    assert parse(first).message_id == parse(first).message_id != parse(second).message_id


@pytest.mark.parametrize(
    "line", ["On ", "On a b\n", "De : a ", "From: a\n", "-", "_", "\n", " \n", "Le x a ", "> ", "Le x\n"]
)
def test_a_hostile_mail_costs_no_time(line):
    began = time.perf_counter()
    parse(mail(line * (MOST_TEXT // len(line))).as_bytes())
    parse(mail(None, html="<div>" * 20_000 + line * 20_000).as_bytes())
    assert time.perf_counter() - began < 5


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_no_bytes_make_it_fail(raw):
    parse(raw)
    parse(b"From: a@b.fr\r\nContent-Type: text/html\r\n\r\n" + raw)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_what_is_kept_was_written(text):
    assert len(without_quotes(text)) <= len(text)
    assert "<script" not in text_of(f"<script>{text}</script>")
