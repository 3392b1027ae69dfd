"""One more row in a formset without JavaScript: the button submits, the page comes back one row longer."""

from __future__ import annotations

from django.http import QueryDict

ADD = "add-row"


def wants_another(data: QueryDict) -> str:
    """The prefix of the formset whose 再加 button was pressed, or nothing."""
    return data.get(ADD, "")


def one_more(data: QueryDict, prefix: str, *, at_most: int = 50) -> QueryDict:
    """The same data with one empty form more. Bind the formset to it and show the page again, unvalidated."""
    longer = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    count = longer.get(name, "")
    if count.isdigit():
        longer[name] = str(min(int(count) + 1, at_most))
    return longer
