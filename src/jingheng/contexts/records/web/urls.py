"""Every address of the records, by the one who sits there."""

from jingheng.contexts.records.web.absences import urls as absences
from jingheng.contexts.records.web.inspection import urls as inspection
from jingheng.contexts.records.web.months import urls as months
from jingheng.contexts.records.web.national import urls as national
from jingheng.contexts.records.web.recording import urls as recording
from jingheng.contexts.records.web.reports import urls as reports
from jingheng.contexts.records.web.retention import urls as retention

urlpatterns = [
    *recording.urlpatterns,
    *months.urlpatterns,
    *absences.urlpatterns,
    *inspection.urlpatterns,
    *reports.urlpatterns,
    *national.urlpatterns,
    *retention.urlpatterns,
]
