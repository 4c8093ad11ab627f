"""The two jobs of the journal: bring to moderators what is asked often, forget what is a year old."""

from search.journal_models import SearchCount, UnansweredSearch


def gather() -> int:
    """Bring the list of needs without answer up to date; how many texts it holds. What found an answer meanwhile
    leaves the list, unless a moderator has decided something of it.
    """
    unanswered = list(SearchCount.objects.unanswered())
    rows = [UnansweredSearch(**{name: row[name] for name in ("text", "asked", "last_week")}) for row in unanswered]
    UnansweredSearch.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["text"], update_fields=["asked", "last_week"]
    )
    texts = [row.text for row in rows]
    UnansweredSearch.objects.waiting().exclude(text__in=texts).delete()
    return len(rows)


def forget() -> int:
    """Delete what is older than twelve months, whatever was decided of it; how many rows went."""
    counts, _models = SearchCount.objects.expired().delete()
    texts, _models = UnansweredSearch.objects.expired().delete()
    return counts + texts
