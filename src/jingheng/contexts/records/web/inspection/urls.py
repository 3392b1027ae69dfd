from django.urls import path

from jingheng.contexts.records.web.inspection import blackout, hearings, lists, record

urlpatterns = [
    path("inspection/", lists.worklist_page, name="inspection-open"),
    *(
        path(f"inspection/{show}", lists.worklist_page, {"show": show}, name=f"inspection-{show}")
        for show in lists.TITLES
        if show != "open"
    ),
    *(
        path(f"inspection/{show}.xlsx", lists.export, {"show": show}, name=f"inspection-{show}-export")
        for show in lists.TITLES
    ),
    path("inspection/<str:uid>", record.record_page, name="inspection-record"),
    path("inspection/<str:uid>/hear", hearings.hear_page, name="inspection-record-hear"),
    path("inspection/<str:uid>/correct", record.correct_page, name="inspection-record-correct"),
    path("inspection/<str:uid>/files/<str:attachment>", record.attachment, name="inspection-record-file"),
    path("inspection/<str:uid>/files/<str:attachment>/blackout", blackout.blackout_page, name="inspection-blackout"),
    path(
        "inspection/<str:uid>/files/<str:attachment>/pages/<int:page>.png",
        blackout.page_picture,
        name="inspection-blackout-picture",
    ),
    path("inspection/<str:uid>/blacked-out/<str:copy>", blackout.download, name="inspection-blacked-out"),
    path("inspection/<str:uid>/blacked-out/<str:copy>/again", blackout.again, name="inspection-blacked-out-again"),
    path("inspection/<str:uid>/blacked-out/<str:copy>/drop", blackout.throw_away, name="inspection-blacked-out-drop"),
    path("inspection/<str:uid>/hearings/<str:hearing>/tell", hearings.tell, name="inspection-hearing-tell"),
    path("inspection/<str:uid>/hearings/<str:hearing>/review", hearings.answer, name="inspection-hearing-review"),
    path("inspection/<str:uid>/<str:action>", record.act, name="inspection-record-act"),
    path("hearings/", hearings.own_hearings, name="hearing-list"),
    path("hearings/<str:uid>", hearings.own_hearing, name="hearing-page"),
    path("hearings/<str:uid>/answer", hearings.send_answer, name="hearing-answer"),
    path("hearings/<str:uid>/review", hearings.send_review, name="hearing-review"),
]
