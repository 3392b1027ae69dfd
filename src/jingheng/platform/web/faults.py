"""Pages for when something went wrong: what happened, what is safe, what to do, and a number to tell support."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Fault:
    status: int
    title: str
    happened: str
    safe: str
    to_do: tuple[str, ...]
    ways: tuple[tuple[str, str], ...] = (("回到首页", "/"),)  # plain links, which lead to the sign-in if need be


NOT_UNDERSTOOD = Fault(
    400,
    "请求无法识别",
    "浏览器发来的内容不完整或已被改动，系统没有处理。",
    "系统里的数据没有任何变化。",
    ("返回上一页，刷新后重新操作。", "如果是从收藏夹或聊天中点开的链接，请改从首页进入。"),
)
FORBIDDEN = Fault(
    403,
    "不能这样操作",
    "您目前的职责不能办理这项操作。",
    "系统里的数据没有任何变化。",
    ("如果您有其他岗位，请在右上角切换后再试。", "认为应当能办的，请联系本院安全管理员。"),
)
CSRF = Fault(
    403,
    "页面已过期，这次提交没有被接受",
    "页面打开的时间太长，或者您在另一个窗口重新登录过。为防止他人冒用您的身份，系统没有接受这次提交。",
    "这次提交没有生效，也没有重复。已经显示“已保存”的草稿还在。",
    (
        "返回上一页，刷新页面，再提交一次。",
        "刷新前，可先把刚写的文字复制下来。",
        "仍不行的，请检查浏览器是否禁用了 Cookie。",
    ),
)
NOT_FOUND = Fault(
    404,
    "没有找到",
    "您要打开的内容不存在，或者不在您能看到的范围内。",
    "系统里的数据没有任何变化。",
    ("检查地址是否完整。", "从待办或者我的记录重新进入。"),
    ways=(("待办", "/"), ("我的记录", "/records/")),
)
TOO_LARGE = Fault(
    413,
    "提交的内容太大",
    "上传的文件或填写的内容超过了系统允许的大小。",
    "这次提交没有生效。已经显示“已保存”的草稿还在。",
    ("返回上一页，把大文件拆开或压缩后再上传。", "扫描件建议用黑白或灰度、200–300 dpi。"),
)
TOO_MANY = Fault(
    429,
    "尝试次数太多，请稍后再来",
    "短时间内的尝试次数超过了限制，系统暂时停止接受。",
    "您的账号和数据没有变化。",
    ("过一会儿再试。", "忘记密码的，请联系本院安全管理员重置。", "不是您本人操作的，请立即告知安全管理员。"),
)
BROKEN = Fault(
    500,
    "系统出了故障",
    "系统在处理这次操作时出错。故障已经记录下来。",
    "没有办完的操作不会留下一半：要么全部生效，要么全部没有。已经显示“已保存”的草稿还在。",
    (
        "先到列表里看一看刚才的操作是否已经生效。",
        "没有生效的，过几分钟再试一次。",
        "仍不行的，把下面的编号告诉技术支持。",
    ),
)
BUSY = Fault(
    503,
    "数据库正忙，这次没有办成",
    "同时办理的人多，或者数据库正在维护，系统等了一会儿没有等到。",
    "这次操作没有生效，也没有留下一半。已经显示“已保存”的草稿还在。",
    (
        "过一分钟刷新本页，浏览器询问时选“继续”，就会重新提交；已经办成的不会重复。",
        "反复出现的，把下面的编号告诉技术支持。",
    ),
)
FULL = Fault(
    507,
    "服务器存储空间不足，这次没有办成",
    "服务器的磁盘满了，写不下这次提交的内容。",
    "这次操作没有生效，也没有留下一半。已经显示“已保存”的草稿还在。",
    ("请立即告知技术支持，腾出空间后刷新本页，浏览器询问时选“继续”，就会重新提交。", "在此之前不要关闭页面。"),
)
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


def page(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Rendered without context processors, so that a fault in one of them still gets its page."""
    context = {
        "fault": fault,
        "request_number": request.META.get("REQUEST_NUMBER", ""),
        "support": getattr(settings, "SUPPORT_CONTACT", ""),
    }
    return HttpResponse(render_to_string("web/fault.html", context), status=fault.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_large = isinstance(exception, (RequestDataTooBig, TooManyFilesSent))
    return page(request, TOO_LARGE if too_large else NOT_UNDERSTOOD)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, CSRF)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, NOT_FOUND)


def too_large(request: HttpRequest) -> HttpResponse:
    return page(request, TOO_LARGE)


def too_many(request: HttpRequest, *_credentials: Any, **_more: Any) -> HttpResponse:
    """Has the shape that django-axes calls on a lock-out."""
    return page(request, TOO_MANY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception, so that what it was can still be told from the rest."""
    return page(request, _fault_of(sys.exc_info()[1]))


def _fault_of(failure: BaseException | None) -> Fault:
    """What the reader can do differs for a full disk and a busy database; everything else is a fault of ours."""
    chain = tuple(_causes(failure))
    if any(isinstance(each, OSError) and each.errno in _NO_SPACE for each in chain) or any(
        "disk is full" in str(each) for each in chain
    ):
        return FULL
    return BUSY if any(isinstance(each, OperationalError | InterfaceError) for each in chain) else BROKEN


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__ or failure.__context__
