"""Pictures and documents of a draft: private, described, and Wagtail's once the report is sent."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from contributions.writing import files, submission
from contributions.writing.models import DraftFile
from practices.models import ExperienceReportPage
from tests.contributions.writing.test_uploads import pdf, photo_with_position, picture, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(ready):
    kept = files.add(ready, sent("cour.jpg", photo_with_position()))
    kept.alt, kept.credit = "Une cour plantée.", "Ville de Denain"
    kept.save()
    return kept


def test_a_picture_is_kept_first_and_described_next(signed_in, ready):
    url = reverse("writing:files", args=[ready.pk])
    response = signed_in.post(url, {"file": sent("cour.jpg", photo_with_position())})
    kept = ready.files.get()
    assert response["Location"] == f"{url}#fichier-{kept.pk}"
    response = signed_in.post(reverse("writing:send", args=[ready.pk]))
    assert response.status_code == 422
    assert f"{url}?verifier=1#fichier-{kept.pk}" in response.content.decode()
    prefix = f"fichier-{kept.pk}"
    response = signed_in.post(
        url, {"enregistrer": kept.pk, f"{prefix}-alt": "Une cour plantée.", f"{prefix}-credit": ""}
    )
    assert response.status_code == 422
    assert "Une cour plantée." in response.content.decode()
    signed_in.post(url, {"enregistrer": kept.pk, f"{prefix}-alt": "Une cour plantée.", f"{prefix}-credit": "Ville"})
    kept.refresh_from_db()
    assert kept.is_told


def test_whichever_button_is_pressed_what_was_typed_of_each_file_is_kept(signed_in, ready):
    url = reverse("writing:files", args=[ready.pk])
    first, second = (files.add(ready, sent("rue.png", picture("PNG", size=(side, 9)))) for side in (8, 9))
    typed = {f"fichier-{first.pk}-alt": "Une cour.", f"fichier-{first.pk}-credit": "", f"fichier-{second.pk}-alt": ""}
    added = signed_in.post(url, typed | {"file": sent("note.pdf", pdf())})
    note = ready.files.last()
    assert added["Location"] == f"{url}#fichier-{note.pk}"
    typed |= {f"fichier-{second.pk}-credit": "Ville", f"fichier-{note.pk}-alt": "Une note."}
    refused = signed_in.post(url, typed | {"enregistrer": second.pk, f"fichier-{first.pk}-credit": "x" * 151})
    assert refused.status_code == 422
    assert "x" * 151 in refused.content.decode()
    signed_in.post(url, typed | {"supprimer": second.pk})
    assert list(ready.files.values_list("alt", "credit")) == [("Une cour.", ""), ("Une note.", "")]


def test_once_the_session_has_ended_what_was_typed_of_a_file_is_shown_again(signed_in, ready):
    url = reverse("writing:files", args=[ready.pk])
    kept = files.add(ready, sent("rue.png", picture("PNG")))
    signed_in.logout()
    response = signed_in.post(
        url, {f"fichier-{kept.pk}-alt": "Une rue plantée de jeunes arbres.", "enregistrer": kept.pk}
    )
    assert response.status_code == 401
    assert "Une rue plantée de jeunes arbres." in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.jpg", b"<svg><script/></svg>", "pas une photo lisible"),
        ("dessin.svg", b"<svg><script/></svg>", "ni une photo ni un document accepté"),
        ("bilan.doc", b"\xd0\xcf\x11\xe0", "ni une photo ni un document accepté"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_reason(signed_in, ready, name, content, said):
    response = signed_in.post(reverse("writing:files", args=[ready.pk]), {"file": sent(name, content)})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ready.files.exists()


def test_the_same_file_twice_is_kept_once_and_too_many_are_refused(signed_in, ready, monkeypatch):
    monkeypatch.setattr(DraftFile, "MOST", 1)
    url = reverse("writing:files", args=[ready.pk])
    for _time in range(2):
        assert signed_in.post(url, {"file": sent("a.pdf", pdf())}).status_code == 302
    response = signed_in.post(url, {"file": sent("b.pdf", pdf(b"autre"))})
    assert response.status_code == 422
    assert "1 fichiers au plus" in response.content.decode()


def test_files_are_handed_to_their_writer_alone(signed_in, described):
    url = described.get_absolute_url()
    response = signed_in.get(url)
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert Client().get(url).status_code == 404


def test_the_preview_shows_the_files_of_the_draft_at_addresses_of_its_writer(signed_in, ready, described):
    note = files.add(ready, sent("note.pdf", pdf()))
    untold = files.add(ready, sent("rue.png", picture("PNG")))
    html = signed_in.get(reverse("writing:preview", args=[ready.pk])).content.decode()
    assert f'<img src="{described.get_absolute_url()}" alt="Une cour plantée.">' in html
    assert "Crédit\u00a0: Ville de Denain" in html
    assert f'<img src="{untold.get_absolute_url()}" alt="rue.png">' in html
    assert f"{reverse('writing:files', args=[ready.pk])}#fichier-{untold.pk}" in html
    assert f'<a href="{note.get_absolute_url()}">note.pdf</a>' in html
    assert not get_image_model().objects.exists()
    for kept in (described, untold, note):
        assert Client().get(kept.get_absolute_url()).status_code == 404


def test_the_preview_of_a_second_try_shows_what_was_kept_and_not_what_was_removed(signed_in, ready, member, described):
    note = files.add(ready, sent("note.pdf", pdf()))
    submission.send(ready, user=member)
    reopened = submission.reopen(ready, user=member)
    preview = reverse("writing:preview", args=[reopened.pk])
    html = signed_in.get(preview).content.decode()
    assert html.count('<figure class="picture">') == 1
    assert html.count("note.pdf") == 1
    files.remove(described)
    files.remove(note)
    html = signed_in.get(preview).content.decode()
    assert '<figure class="picture">' not in html
    assert "note.pdf" not in html


@pytest.mark.parametrize("button", ["enregistrer", "supprimer"])
@pytest.mark.parametrize("number", ["x", "\0", "9" * 18, "9" * 30, "9" * 5000])
def test_a_number_of_no_file_is_not_found(signed_in, ready, number, button):
    assert signed_in.post(reverse("writing:files", args=[ready.pk]), {button: number}).status_code == 404


def test_a_removed_file_leaves_nothing(signed_in, described, django_capture_on_commit_callbacks):
    stored = described.file
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("writing:files", args=[described.draft_id]), {"supprimer": described.pk})
    assert not stored.storage.exists(stored.name)
    assert not DraftFile.objects.exists()


def test_sending_makes_them_those_of_the_page_and_publishing_opens_documents(ready, member, described, client):
    files.add(ready, sent("note.pdf", pdf()))
    assert not get_image_model().objects.exists()
    submission.send(ready, user=member)
    page = ExperienceReportPage.objects.get().get_latest_revision_as_object()
    row = page.report_images.get()
    assert (row.alt, row.credit) == ("Une cour plantée.", "Ville de Denain")
    assert row.image.collection.name == files.PUBLISHED
    assert "cour" not in row.image.file.name
    document = get_document_model().objects.get()
    assert client.get(document.url).status_code == 302  # to sign in: only moderators may open it
    page.save_revision().publish()
    document.refresh_from_db()
    assert document.collection.name == files.PUBLISHED
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == pdf()


def test_the_second_try_neither_loses_nor_doubles_pictures(ready, member, described):
    submission.send(ready, user=member)
    reopened = submission.reopen(ready, user=member)
    assert reopened.files.count() == 1
    submission.send(reopened, user=member)
    assert get_image_model().objects.count() == 1
    assert ExperienceReportPage.objects.get().get_latest_revision_as_object().report_images.count() == 1
