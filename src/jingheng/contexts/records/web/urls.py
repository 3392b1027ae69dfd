"""Every address of the records, by the one who sits there."""

from jingheng.contexts.records.web.months import urls as months
from jingheng.contexts.records.web.recording import urls as recording

urlpatterns = [
    *recording.urlpatterns,
    *months.urlpatterns,
]
