"""The queue and the review page, as moderators use them."""

import gc
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.moderation.fields import WHOLE
from contributions.moderation.models import Opinion, Remark, Review
from contributions.moderation.submission import submit_for_review
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage, ReportActor, ReportImage
from tests.factories import moderation as make
from tests.factories.actors import ActorFactory
from tests.factories.kernel import ImageFactory, UserFactory
from tests.factories.practices import ThemeFactory

pytestmark = pytest.mark.django_db

QUEUE = "/moderation/"


def page_of(review):
    return reverse("moderation:review", args=[review.page_id])


def decision(review, what, **typed):
    return {"revision": review.revision_id, "decision": what} | typed


def remark(field, text):
    return {f"remarque-{field}": text}


@pytest.mark.parametrize("path", [QUEUE, "review"])
def test_only_moderators_come_in(client, author, path):
    review = make.submitted(by=author)
    address = page_of(review) if path == "review" else path
    assert client.get(address).status_code == 302
    client.force_login(author)
    assert client.get(address).status_code == 403
    assert client.post(page_of(review), decision(review, "publier")).status_code == 403
    assert not ExperienceReportPage.objects.get(pk=review.page_id).live


def test_the_queue_says_what_waits_and_what_was_found(reading):
    actor = ActorFactory(name="Ville de Denain")
    review = make.submitted(title="Des arbres dans la cour", report_actors=[ReportActor(actor=actor)])
    Review.objects.filter(pk=review.pk).update(started_at=timezone.now() - timedelta(days=3))
    page = reading.get(QUEUE).content.decode()
    assert "Des arbres dans la cour" in page
    assert "Ville de Denain" in page
    assert "3\xa0jours" in page
    assert "besoins" in page
    assert page_of(review) in page


def test_the_queue_is_filtered_and_sorted(reading):
    late, early = make.submitted(title="Arrivé tard"), make.submitted(title="Arrivé tôt")
    Review.objects.filter(pk=early.pk).update(started_at=timezone.now() - timedelta(days=9))
    titles = [line.review.revision.object_str for line in reading.get(QUEUE).context["lines"]]
    assert titles == ["Arrivé tôt", "Arrivé tard"]
    for query, expected in [
        ("?tri=recents", ["Arrivé tard", "Arrivé tôt"]),
        ("?tri=titre", ["Arrivé tard", "Arrivé tôt"]),
        ("?format=complete", []),
        ("?format=flash&tri=acteur", ["Arrivé tôt", "Arrivé tard"]),
        ("?etat=publie", []),
        ("?etat=nimporte&format=quoi&tri=rien&page=x", ["Arrivé tôt", "Arrivé tard"]),
    ]:
        lines = reading.get(f"{QUEUE}{query}").context["lines"]
        assert [line.review.revision.object_str for line in lines] == expected, query
    assert late.pk


def test_the_queue_costs_the_same_with_more_reviews(reading, django_assert_max_num_queries):
    for _number in range(3):
        make.submitted(report_actors=[ReportActor(actor=ActorFactory())])
    reading.get(QUEUE)
    with django_assert_max_num_queries(11):
        reading.get(QUEUE)


def test_the_review_page_shows_the_draft_its_neighbours_and_costs_little(reading, django_assert_max_num_queries):
    first, second = make.submitted(title="Le premier"), make.submitted(title="Le second")
    page = reading.get(page_of(second))
    assert "Ce qui a été fait, en quelques phrases." in page.content.decode()
    assert "/recherche/comparer/" not in page.content.decode()
    assert page.context["previous"] == first
    assert page.context["following"] is None
    with django_assert_max_num_queries(60):
        reading.get(page_of(second))


def test_a_request_needs_a_remark_and_keeps_what_was_typed(reading, author):
    review = make.submitted(by=author)
    answer = reading.post(page_of(review), decision(review, "demander", comment="Presque."))
    assert answer.status_code == 422
    assert "au moins sur un champ" in answer.content.decode()
    assert "Presque." in answer.content.decode()
    answer = reading.post(page_of(review), decision(review, "demander", comment="Presque.") | remark("action", "Où ?"))
    assert answer.status_code == 302
    mail = OutgoingMail.objects.get(key=f"review/{review.pk}/a-completer/{author.pk}")
    assert mail.text.index("Presque.") < mail.text.index("Où ?")


def test_a_refusal_needs_a_reason(reading, author):
    review = make.submitted(by=author)
    answer = reading.post(page_of(review), decision(review, "refuser") | remark("title", "Hors sujet"))
    assert answer.status_code == 422
    assert "Dites pourquoi vous refusez" in answer.content.decode()
    assert "Hors sujet" in answer.content.decode()
    too_long = reading.post(page_of(review), decision(review, "refuser", comment="é" * 1501)).content.decode()
    assert "raccourcissez-le" in too_long
    assert "Dites pourquoi vous refusez" not in too_long
    assert reading.post(page_of(review), decision(review, "refuser", comment="Publicité.")).status_code == 302
    assert Review.objects.get().outcome == "refuse"


@pytest.mark.parametrize(
    "typed", [{"decision": "brûler"}, {}, {"remarque-action": "é" * 1001}, {"comment": "é" * 1501}]
)
def test_what_the_form_refuses_changes_nothing(reading, typed):
    review = make.submitted()
    assert reading.post(page_of(review), {"revision": review.revision_id} | typed).status_code == 422
    assert reading.post(page_of(review), {"revision": "x", "decision": "publier"}).status_code == 422
    assert Review.objects.get().outcome == ""
    assert not Remark.objects.exists()


def test_remarks_kept_for_later_are_not_shown_to_the_author(client, reading, reader, author):
    review = make.submitted(by=author)
    reading.post(page_of(review), decision(review, "garder") | remark("needs", "Lequel d’abord ?"))
    assert "Lequel d’abord ?" in reading.get(page_of(review)).content.decode()
    reading.post(page_of(review), decision(review, "garder") | remark("needs", ""))
    assert not Remark.objects.exists()
    reading.post(page_of(review), decision(review, "garder") | remark("needs", "Précisez lequel."))
    client.force_login(author)
    assert "Précisez lequel." not in client.get(reverse("moderation:follow", args=[review.page_id])).content.decode()
    client.force_login(reader)
    reading.post(page_of(review), decision(review, "publier") | remark("needs", "Précisez lequel."))
    client.force_login(author)
    assert "Précisez lequel." in client.get(reverse("moderation:follow", args=[review.page_id])).content.decode()


def test_a_word_to_the_author_is_kept_with_the_remarks(reading, reader):
    review = make.submitted()
    whole = remark(WHOLE, "Très utile.")
    too_long = decision(review, "garder", comment="é" * 1000) | whole
    assert reading.post(page_of(review), too_long).status_code == 422
    reading.post(page_of(review), decision(review, "garder", comment="Merci à vous.") | whole)
    assert Remark.objects.get().text == "Très utile.\n\nMerci à vous."
    assert "Merci à vous." in reading.get(page_of(review)).content.decode()


def test_a_double_click_decides_once(reading, author):
    review = make.submitted(by=author)
    for _click in range(2):
        assert reading.post(page_of(review), decision(review, "publier")).status_code == 302
    assert OutgoingMail.objects.filter(to=author.email, key__contains="publie").count() == 1


def test_the_second_of_two_moderators_is_told_and_loses_nothing(client, reading, author, reader):
    review = make.submitted(by=author)
    reading.post(page_of(review), decision(review, "publier"))
    client.force_login(make.moderator())
    answer = client.post(page_of(review), decision(review, "demander", comment="Attendez !") | remark("action", "Où ?"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ana Lyse a décidé avant vous" in page
    assert "Attendez !" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "Où ?" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert OutgoingMail.objects.filter(to=author.email).count() == 2
    assert Review.objects.get().outcome == "publie"


def test_a_version_that_came_meanwhile_is_shown_before_anything_is_decided(reading, author):
    review = make.submitted(by=author)
    submit_for_review(make.new_version(review.page, summary="Une autre histoire."), user=author)
    answer = reading.post(page_of(review), decision(review, "publier", comment="Bravo."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "a changé pendant que vous le lisiez" in page
    assert "Bravo." in page
    assert "Une autre histoire." in page.replace("</ins>", "").replace("<del>", "")
    newest = answer.context["revision"]
    assert reading.post(page_of(review), {"revision": newest, "decision": "publier"}).status_code == 302
    assert ExperienceReportPage.objects.get(pk=review.page_id).summary == "Une autre histoire."


def test_the_second_passage_shows_what_changed_word_by_word(reading, reader, author):
    review = make.submitted(by=author, action="Dix arbres plantés.")
    make.decide(review, "demander", by=reader, action="Combien ?")
    submit_for_review(make.new_version(review.page, action="Cent arbres plantés."), user=author)
    page = reading.get(page_of(review)).content.decode()
    assert "Dix " in page.split("<del>", 1)[1].split("</del>")[0]
    assert "Cent " in page.split("<ins>", 1)[1].split("</ins>")[0]


def compared(reading, review, **asked):
    """The versions offered, the one chosen, and how the first changed field reads."""
    answer = reading.get(page_of(review), asked)
    comparison = answer.context["comparison"]
    return comparison.versions, comparison.chosen, answer.content.decode()


def test_a_moderator_chooses_the_version_to_compare_with(reading, reader, author):
    review = last = make.submitted(by=author, action="Dix arbres plantés.")
    first = review.revision_id
    for number, action in enumerate(("Vingt arbres plantés.", "Cent arbres plantés.")):
        make.decide(last, "demander", by=reader, action=f"Combien ? {number}")
        last = submit_for_review(make.new_version(review.page, action=action), user=author)
    versions, chosen, page = compared(reading, review)
    assert [version.revision for version in versions][1:] == [first]
    assert chosen == versions[0]
    assert "<option" in page
    assert "Vingt" in page.split("<del>", 1)[1].split("</del>")[0]
    _versions, chosen, page = compared(reading, review, comparer=first)
    assert chosen.revision == first
    assert "Dix" in page.split("<del>", 1)[1].split("</del>")[0]
    assert "Ce qui a changé depuis la version du" in page
    other = make.submitted().revision_id
    for forged in ("x", "0", other):
        assert compared(reading, review, comparer=forged)[1] == versions[0]


def test_a_published_version_is_told_among_those_to_compare_with(reading, reader, author):
    review = make.submitted(by=author, action="Dix arbres plantés.")
    make.decide(review, "publier", by=reader)
    published = ExperienceReportPage.objects.get(pk=review.page_id).live_revision_id
    submit_for_review(make.new_version(review.page, action="Vingt arbres plantés."), user=author)
    submit_for_review(make.new_version(review.page, action="Cent arbres plantés."), user=author)
    versions, _chosen, page = compared(reading, review)
    assert [version.is_published for version in versions].count(True) == 1
    assert next(version.revision for version in versions if version.is_published) == published
    assert "(publiée)" in page


def test_a_first_version_is_compared_with_nothing(reading, author):
    versions, chosen, page = compared(reading, make.submitted(by=author))
    assert (list(versions), chosen) == ([], None)
    assert "Ce qui a changé" not in page


def test_what_is_typed_is_escaped_everywhere(reading, reader, author):
    evil = "<script>alert(1)</script>"
    review = make.submitted(by=author, title=evil, action=evil)
    make.decide(review, "demander", by=reader, comment=evil, action=evil)
    submit_for_review(make.new_version(review.page, action=f"{evil} bis"), user=author)
    for address in (QUEUE, page_of(review), reverse("moderation:follow", args=[review.page_id])):
        assert "<script>alert" not in reading.get(address).content.decode()


def test_a_report_that_was_never_submitted_can_be_opened_and_not_decided(reading):
    report = make.draft()
    address = reverse("moderation:review", args=[report.pk])
    assert reading.get(address).status_code == 200
    said = {"revision": report.latest_revision_id, "decision": "publier", "comment": "Un mot déjà écrit."}
    refused = reading.post(address, said)
    assert refused.status_code == 422
    assert "Ce retour n’a jamais été proposé à la relecture" in refused.text
    assert "Un mot déjà écrit." in refused.text
    assert not ExperienceReportPage.objects.get(pk=report.pk).live


def test_a_signed_opinion_is_public_with_the_report_and_may_be_hidden(client, reading, reader, author):
    review = make.submitted(by=author)
    address = reverse("moderation:opinion", args=[review.page_id])
    assert reading.post(address, {"text": "Solide.", "signature": ""}).status_code == 422
    assert reading.post(address, {"text": "é" * 601, "signature": "Ana"}).status_code == 422
    assert reading.post(address, {"text": "Solide.", "signature": "Ana Lyse, hydrologue"}).status_code == 302
    make.decide(review, "publier", by=reader)
    public = ExperienceReportPage.objects.get(pk=review.page_id).url
    page = client.get(public).content.decode()
    assert "Solide." in page
    assert "Ana Lyse, hydrologue" in page
    reading.post(reverse("moderation:show-opinion", args=[Opinion.objects.get().pk]))
    assert "Solide." not in client.get(public).content.decode()
    reading.post(address, {"text": "", "signature": "Ana"})
    assert not Opinion.objects.exists()


def test_the_timeline_is_on_the_report_for_those_who_may_see_it(client, reader, author):
    review = make.submitted(by=author)
    make.decide(review, "demander", by=reader, comment="Dites-en plus.", action="Où ?")
    again = submit_for_review(make.new_version(review.page, action="À Denain."), user=author)
    make.decide(again, "publier", by=reader)
    public = ExperienceReportPage.objects.get(pk=review.page_id).url
    assert "Dites-en plus." not in client.get(public).content.decode()
    for user, sees in ((UserFactory(), False), (author, True), (reader, True)):
        client.force_login(user)
        page = client.get(public).content.decode()
        assert ("Dites-en plus." in page) is sees
        assert ("passage n° 2" in page.replace("\xa0", " ")) is sees


def test_moderators_find_the_queue_in_the_admin(reading):
    assert QUEUE in reading.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Pillow's, of a rendition
def test_what_is_read_has_the_pictures_and_the_facts_that_everybody_will_see(reading):
    picture = ReportImage(image=ImageFactory(), alt="Une cour plantée.", credit="Ville de Denain")
    review = make.submitted(report_images=[picture], year=1987, themes=[ThemeFactory(label="Eau")])
    page = reading.get(page_of(review)).content.decode()
    for shown in ('alt="Une cour plantée."', "Ville de Denain", "1987", "Eau"):
        assert shown in page
    gc.collect()


def test_the_editor_offers_no_button_that_says_the_same_thing_twice(reading):
    review = make.submitted()
    page = reading.get(reverse("wagtailadmin_pages:edit", args=[review.page_id])).content.decode()
    assert "Accepter et Publier" in page
    assert "Publier et Publier" not in page
