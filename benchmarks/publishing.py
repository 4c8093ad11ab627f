"""An editor in a process of her own: publishes a report every so often, then says how many, and how many are not found.

python -m benchmarks.publishing --seconds 60 --pause 2     # « 29 0 »
"""

import argparse
import secrets
import time

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.publishing")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--pause", type=float, required=True)
    options = parser.parse_args()
    django.setup()
    words = []
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        words.append(publish())
        time.sleep(options.pause)
    print(len(words), sum(not is_found(word) for word in words))


def publish() -> str:
    """As the editors' pages do: a revision, published. The word that this report alone holds."""
    from practices.models import ExperienceReportPage, ReportIndexPage

    word = f"zq{secrets.token_hex(5)}"
    folder = ReportIndexPage.objects.get(slug="retours-mesures")
    folder.refresh_from_db()
    page = ExperienceReportPage(title=f"Publié {word}", slug=word, summary="Pendant l’affluence.", action=word)
    folder.add_child(instance=page)
    page.save_revision().publish()
    return word


def is_found(word: str) -> bool:
    from search.engines import get_engine
    from search.queries import SearchQuery

    return get_engine().search(SearchQuery(word)).total == 1


if __name__ == "__main__":
    main()
