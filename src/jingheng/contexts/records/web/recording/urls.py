from django.urls import path

from jingheng.contexts.records.web.recording import aid, drafting, own, quick, receipts, transcripts

urlpatterns = [
    path("records/", own.records, name="records-own"),
    path("records/new", aid.aid, name="records-aid"),
    path("records/quick", quick.quick, name="records-quick"),
    path("records/paper", own.paper_form, name="records-paper-form"),
    path("records/slips", transcripts.slips, name="records-slips"),
    path("records/<str:uid>", own.record, name="records-record"),
    path("records/<str:uid>/change", own.change, name="records-record-change"),
    path("records/<str:uid>/identity", own.answer, name="records-identity-answer"),
    path("records/<str:uid>/receipt", own.receipt, name="records-receipt"),
    path("records/<str:uid>/receipt/print", receipts.of_record, {"form": "sheet"}, name="records-receipt-print"),
    path("records/<str:uid>/receipt/file", receipts.of_record, {"form": "file"}, name="records-receipt-file"),
    path(
        "statements/<str:month>/receipt/print", receipts.of_month, {"form": "sheet"}, name="records-month-receipt-print"
    ),
    path("statements/<str:month>/receipt/file", receipts.of_month, {"form": "file"}, name="records-month-receipt-file"),
    path("records/<str:uid>/print", own.record_print, name="records-record-print"),
    path("drafts/<str:uid>", drafting.draft, name="records-draft"),
    path("drafts/<str:uid>/save", drafting.save, name="records-draft-save"),
    path("drafts/<str:uid>/look", drafting.look, name="records-draft-look"),
    path("transcripts/", transcripts.page, name="records-transcripts"),
    path("transcripts/<str:uid>/confirm", transcripts.confirm, name="records-transcript-confirm"),
    path("transcripts/scans/<str:uid>", transcripts.scan, name="records-transcript-scan"),
    path("transcripts/<str:uid>/sheet", transcripts.sheet, name="records-transcript-sheet"),
    path("transcripts/<str:uid>/back", transcripts.back, name="records-transcript-back"),
    path("transcripts/<str:uid>/paper", transcripts.paper, name="records-transcript-paper"),
    path("attachments/<str:uid>", own.attachment, name="records-attachment"),
]
