"""Lists of the case-handling system in the browser: upload or paste, columns, names, preview, done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from jingheng.contexts.cases.models import Case, CaseIntake, CaseMapping
from jingheng.contexts.desk.background import work_once
from jingheng.contexts.desk.models import ImportJob
from jingheng.contexts.desk.nightly import Night
from jingheng.contexts.records.models import Record
from tests.factories.case_lists import COLUMNS, HEADERS, Clerk, case_manager, content_of, exported
from tests.factories.cast import NOON, Cast
from tests.factories.imports import a_record
from tests.factories.sheets import Plain
from tests.web.walking import client_of, clock


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    with clock(NOON):
        yield


@pytest.fixture
def client(cast: Cast) -> Client:
    case_manager(cast)
    return client_of(cast, "outsider")


def send(client: Client, tmp_path: Path, *rows: dict[str, Plain]) -> CaseIntake:
    file = SimpleUploadedFile("九月清单.xlsx", content_of(rows, tmp_path / "made-up.xlsx"))
    answer = client.post("/imports/", {"kind": "case-list", "file": file})
    intake = CaseIntake.objects.order_by("-id")[0]
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/imports/intakes/{intake.uid}")
    return intake


def act(client: Client, intake: CaseIntake, what: str, **given: str) -> HttpResponse:
    intake.refresh_from_db()
    given = {"version": str(intake.version)} | {key.replace("__", "-"): value for key, value in given.items()}
    answer = client.post(f"/imports/intakes/{intake.uid}/{what}", given)
    intake.refresh_from_db()
    return answer  # type: ignore[return-value]


def columns(**changes: str) -> dict[str, str]:
    chosen = {name: code for code, name in COLUMNS.items()}
    given = {f"c-{place}": chosen[name] for place, name in enumerate(HEADERS) if name in chosen}
    return given | {"name": "受理清单"} | changes


def page(client: Client, intake: CaseIntake) -> str:
    answer = client.get(f"/imports/intakes/{intake.uid}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_upload_to_imported(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast), exported(cast, 统一受案号="2", 部门受案号="2", 承办检察官="不知谁"))

    shown = page(client, intake)
    assert "第 4 行：序号、统一受案号" in shown
    assert '<option value="handler" selected>' in shown
    assert "99020320260000001" in shown
    assert act(client, intake, "map", **columns()).status_code == 302
    shown = page(client, intake)
    assert "不知谁" in shown
    assert "以后同名同部门都这样" in shown
    key = intake.findings["doubts"][0]["key"]
    act(client, intake, "decide", **{f"d-{key}": "open", f"l-{key}": "on"})
    shown = page(client, intake)
    assert "导入 2 件" in shown
    answer = act(client, intake, "start")
    job = ImportJob.objects.get()
    assert answer.headers["Location"] == f"/imports/{job.uid}"
    assert "正在后台导入" in page(client, intake)
    work_once(Night())

    assert set(Case.objects.values_list("number", "handler")) == {
        ("99020320260000001", cast.prosecutor.pk), ("2", None),
    }  # fmt: skip
    assert "案件清单" in client.get(f"/imports/{job.uid}").content.decode()
    assert "已导入，文件已清除" in page(client, intake)
    assert send(client, tmp_path, exported(cast)).state == "READY"


def test_what_was_chosen_stays_when_it_is_refused(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast))

    answer = act(client, intake, "map", **columns(name="", **{"c-3": "cause", "c-9": ""}))

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "请给这张表起个名字" in shown
    column = shown.partition('id="c-3"')[2].partition("</select>")[0]
    assert '<option value="cause" selected>' in column


def test_ticked_answers_stay_when_a_number_is_wrong(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast, 承办检察官="甲"))
    act(client, intake, "map", **columns())
    key = intake.findings["doubts"][0]["key"]

    answer = act(client, intake, "decide", **{f"d-{key}": "number", f"n-{key}": "404404"})

    assert answer.status_code == 422
    assert "没有人员编号“404404”" in answer.content.decode()
    assert 'value="404404"' in answer.content.decode()


def test_another_line_and_back_to_the_columns(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast))
    act(client, intake, "header", header="5@清单")
    assert intake.header_row == 5
    assert act(client, intake, "header", header="x").status_code == 422
    act(client, intake, "header", header="4@清单")
    act(client, intake, "map", **columns())
    act(client, intake, "remap")
    assert "哪一列是什么" in page(client, intake)
    act(client, intake, "map", **columns(**{"c-8": ""}, kind="ARREST"))
    assert act(client, intake, "rechoose").status_code == 302
    assert "继续" in page(client, intake)
    act(client, intake, "decide")
    assert intake.state == "READY"


def test_faults_are_listed_and_fetched(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast, 受理日期="去年"))
    assert client.get(f"/imports/intakes/{intake.uid}/faults").status_code == 404
    act(client, intake, "map", **columns())

    shown = page(client, intake)
    assert "工作表“清单”第 5 行“受理日期”列" in shown
    assert "导入 0 件" not in shown
    workbook = client.get(f"/imports/intakes/{intake.uid}/faults")
    assert b"".join(workbook.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert act(client, intake, "start").status_code == 422


def test_a_stale_page_is_told(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast))

    answer = client.post(f"/imports/intakes/{intake.uid}/map", columns() | {"version": "0"})

    assert answer.status_code == 422
    assert "刚刚有人办过" in answer.content.decode()


def test_it_is_thrown_away_after_a_question(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast))
    address = f"/imports/intakes/{intake.uid}/drop"

    assert "放弃“九月清单.xlsx”？" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == "/imports/"

    assert "已放弃" in page(client, intake)
    assert client.post(address).status_code == 422


def test_a_file_that_is_gone_is_said_in_words(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast))
    (tmp_path / "intakes" / intake.uid / intake.file_name).unlink()

    assert "请重新上传" in page(client, intake)


def test_the_mapping_is_read_and_corrected(cast: Cast, client: Client, tmp_path: Path) -> None:
    intake = send(client, tmp_path, exported(cast, 承办检察官="甲", 案件类别="某类"))
    act(client, intake, "map", **columns())
    act(client, intake, "decide", **{"w-0": "OTHER"})
    key = intake.findings["doubts"][0]["key"]
    act(client, intake, "decide", **{f"d-{key}": "number", f"n-{key}": cast.prosecutor.number, f"l-{key}": "on"})
    mapping = CaseMapping.objects.get()
    address = f"/imports/mappings/{mapping.pk}"

    shown = client.get(address).content.decode()
    assert "某类" in shown
    assert cast.prosecutor.number in shown
    assert address in client.get("/imports/").content.decode()
    assert client.post(f"{address}/forget", {"what": "kind:某类"}).status_code == 302
    assert client.post(f"{address}/forget", {"what": "kind:某类"}).status_code == 404
    assert client.post(f"{address}/delete").status_code == 422
    client.post(f"/imports/intakes/{intake.uid}/drop")
    assert client.post(f"{address}/delete").status_code == 302
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/nothing").status_code == 404


def pasted(*rows: dict[str, Plain]) -> str:
    return "\n".join("\t".join(str(cell) for cell in line) for line in (rows[0], *(row.values() for row in rows)))


def test_a_list_may_be_pasted(cast: Cast, client: Client) -> None:
    answer = client.post("/imports/", {"kind": "case-list", "pasted": pasted(exported(cast))})

    intake = CaseIntake.objects.get()
    assert answer.headers["Location"] == f"/imports/intakes/{intake.uid}"
    act(client, intake, "map", **columns())
    assert intake.state == "READY"


def test_every_kind_may_be_pasted(cast: Cast) -> None:
    client = client_of(cast, "inspector")

    answer = client.post("/imports/", {"kind": "records", "pasted": pasted(a_record(cast))})

    assert answer.status_code == 302
    work_once(Night())
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    ("pasted", "with_file", "why"),
    [
        ("", False, "请选择表格文件，或者粘贴表格内容"),
        ("编号\t内容\n1\t一", True, "只能选一样"),
        ("没有列的文字\n第二行", False, "分不出列"),
    ],
)
def test_what_is_no_table_is_refused_and_stays(client: Client, pasted: str, with_file: bool, why: str) -> None:
    given: dict[str, object] = {"kind": "case-list", "pasted": pasted}
    if with_file:
        given["file"] = SimpleUploadedFile("x.csv", b"1,2")

    answer = client.post("/imports/", given)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert pasted in answer.content.decode()
    assert not CaseIntake.objects.exists()


def test_our_own_template_is_sent_where_it_belongs(cast: Cast, client: Client) -> None:
    headers = "案件编号\t单位代码\t承办人编号\t案件类型\t受理日期\n1\t2\t3\t4\t5"

    answer = client.post("/imports/", {"kind": "case-list", "pasted": headers})

    assert answer.status_code == 422
    assert "案件（本系统模板）" in answer.content.decode()


@pytest.mark.parametrize("who", ["head", "sister_prosecutor"])
def test_nobody_else_finds_a_list_or_a_mapping(cast: Cast, tmp_path: Path, who: str) -> None:
    clerk = Clerk(cast, tmp_path)
    clerk.brings(exported(cast, 承办检察官="甲"))
    clerk.maps()
    case_manager(cast, "sister_prosecutor")
    stranger = client_of(cast, who)
    mapping = CaseMapping.objects.get()
    mine = f"/imports/intakes/{clerk.list.uid}"

    for address in (mine, f"{mine}/faults", f"{mine}/drop", f"/imports/mappings/{mapping.pk}"):
        assert stranger.get(address).status_code == 404, address
    for address in (
        f"{mine}/drop", f"{mine}/map", f"{mine}/decide", f"{mine}/start", f"{mine}/nothing",
        f"/imports/mappings/{mapping.pk}/forget", f"/imports/mappings/{mapping.pk}/delete",
    ):  # fmt: skip
        assert stranger.post(address, {"version": "3"}).status_code == 404, address
    own = client_of(cast, "outsider")
    assert own.post(f"{mine}/nothing").status_code == 404
