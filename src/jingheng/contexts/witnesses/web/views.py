"""账本与见证: how far each log is signed and witnessed, what is still open, and what the ledger cannot do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from jingheng.contexts.witnesses import queries
from jingheng.contexts.witnesses.models import Watched, Witness
from jingheng.contexts.witnesses.usecases import naming
from jingheng.contexts.witnesses.web.forms import Confirmed, WatchForm, WitnessForm, show_refusals
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found

_HOME = "/ledger/"
_CRUMB = Link("账本与见证", _HOME)

#: What nobody should believe the ledger does (integrity, "limits to say openly").
LIMITS = (
    ("没有见证的这一段可以被改。",
     "从写入到下一个有见证的检查点之间，同时拿到数据库和密钥的人仍能改而不被发现。上面的“未见证”就是这一段；填报人自己留的回执不受此限。"),
    ("能发现，不能阻止。", "账本让改动瞒不住，但拦不住有人去改。"),
    ("没有填过的，它不知道。", "账本只证明填进来的没有变，证明不了该填的都填了。"),
    ("见证人全体串通，它就没有办法。", "见证人应当互不隶属，而且过半数签名；那时还剩下的，只有纸质通报上印的账本印记。"),
    ("正在看的内容，服务器看得见。", "有权的人打开一份记录时，控制服务器内存的人也能看到这一份。"),
)  # fmt: skip


@require_GET
def overview_page(request: Request) -> HttpResponse:
    if not queries.may_see(request.actor):
        return not_found(request)
    manages = queries.may_manage(request.actor)
    at_home = queries.is_at_home(request.actor)
    vkey, trouble = queries.own_vkey() if at_home else ("", "")
    context = {
        "title": "账本与见证",
        "overview": queries.overview(request.actor, at=request.at),
        "watching": queries.watching() if at_home else [],
        "at_home": at_home,
        "manages": manages,
        "vkey": vkey,
        "trouble": trouble,
        "address": request.build_absolute_uri("/witness"),
        "limits": LIMITS,
        "now": request.at,
    }
    return render(request, "witnesses/overview.html", context)


@require_GET
def keys_file(request: Request) -> HttpResponse:
    """The public keys of the logs that he sees, to hand to a witness."""
    if not queries.may_see(request.actor):
        return not_found(request)
    found = queries.overview(request.actor, at=request.at)
    lines = [f"# {one.title}\n{one.log.vkey}\n" for one in (*found.closed, *found.logs) if one.log.vkey]
    response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="log-keys.txt"'
    return response


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    def done(form: Confirmed) -> str:
        given = form.cleaned_data
        witness = naming.add_witness(
            name=given["name"], vkey=given["vkey"], url=given["url"], actor=request.actor, at=request.at
        )
        how = "下一分钟起自动请其见证。" if witness.url else "请系统管理员用 jingheng ledger witness out 导出请求文件。"
        return f"已添加见证人{witness.name}。{how}"

    return _asked(
        request, WitnessForm, done, question="添加见证人", label="添加",
        consequences=(
            "每个新的检查点都请它签名；它只看到账本的规模和根，看不到任何内容。",
            "先把“账本与见证”页上的账本公钥交给对方加入名单，否则对方会拒签。",
            "记入操作日志。",
        ),
    )  # fmt: skip


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def watch(request: Request) -> HttpResponse:
    def done(form: Confirmed) -> str:
        rows = naming.watch(
            name=form.cleaned_data["name"], vkeys=form.cleaned_data["vkeys"].splitlines(), actor=request.actor,
            at=request.at,
        )  # fmt: skip
        return f"已开始为 {len(rows)} 本账本见证。请把本页所列的见证公钥和地址交给对方。"

    return _asked(
        request, WatchForm, done, question="为他院账本见证", label="开始见证",
        consequences=(
            "对方送来的检查点，只要证明是上次的续写，就签名；不是续写的拒签，并留下证据。",
            "不看对方的任何业务内容。",
            "记入操作日志。",
        ),
    )  # fmt: skip


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def remove(request: Request, witness_id: int) -> HttpResponse:
    witness = Witness.objects.filter(pk=witness_id, removed_at=None).first()

    def done(_form: Confirmed) -> str:
        naming.remove_witness(witness_id=witness_id, actor=request.actor, at=request.at)
        return f"已移除见证人{witness}。"

    return _asked(
        request, Confirmed, done, question=f"移除见证人{witness}？", label="移除", danger=True, missing=witness is None,
        consequences=(
            "不再请它签名，它以前的签名不再计入法定数；签名本身仍留在检查点上。",
            "要重新添加，须再核对公钥。",
            "记入操作日志。",
        ),
        terms=[Term("公钥", witness.vkey), Term("地址", witness.url or "文件交换")] if witness else (),
    )  # fmt: skip


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def unwatch(request: Request, watched_id: int) -> HttpResponse:
    row = Watched.objects.filter(pk=watched_id, removed_at=None).first()

    def done(_form: Confirmed) -> str:
        naming.unwatch(watched_id=watched_id, actor=request.actor, at=request.at)
        return "已不再为这本账本见证。"

    return _asked(
        request, Confirmed, done, question=f"不再为{row.name if row else ''}的这本账本见证？", label="不再见证", danger=True,
        missing=row is None,
        consequences=("对方送来的检查点不再签名。", "上次签到哪里仍然记着，以后恢复时从那里接上。", "记入操作日志。"),
        terms=[Term("账本", row.origin), Term("公钥", row.vkey)] if row else (),
    )  # fmt: skip


def _asked(
    request: Request, form_class: type[Confirmed], done: Callable[[Confirmed], str], *, question: str, label: str,
    consequences: tuple[str, ...], terms: object = (), danger: bool = False, missing: bool = False,
) -> HttpResponse:  # fmt: skip
    """A page that asks, and on a good answer does it and goes home."""
    if missing or not queries.may_manage(request.actor):
        return not_found(request)
    form = form_class(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        try:
            said = done(form)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, said)
            return redirect("witnesses-overview")
    context = {
        "title": question, "crumbs": [_CRUMB, Link(question)], "question": question, "form": form, "terms": terms,
        "consequences": consequences, "confirm_label": label, "danger": danger, "action_url": request.path,
        "cancel_url": _HOME,
    }  # fmt: skip
    return render(request, "web/confirm.html", context, status=422 if form.is_bound else 200)
