"""What an account may be called."""

from __future__ import annotations

import re

from jingheng.kernel.refusal import Refusal

_USERNAME = re.compile(r"[A-Za-z0-9._-]+")
USERNAME_LENGTH = 40


def refuse_username(username: str) -> Refusal | None:
    """ORG-4. A user name is what every keyboard types and every log shows the same way (own design)."""
    if len(username) > USERNAME_LENGTH:
        sentence = f"用户名有 {len(username)} 个字符，最多 {USERNAME_LENGTH} 个。请另取一个短的，系统不会替您截断。"
        return Refusal("username-too-long", sentence, "username")
    if not _USERNAME.fullmatch(username):
        sentence = "用户名只能用英文字母、数字和 . _ -，不能有汉字、空格或其他符号。可以用人员编号或姓名拼音。"
        return Refusal("username-letters", sentence, "username")
    return None


def refuse_own(account_of: int, *, actor: int | None) -> Refusal | None:
    """ORG-8. Nobody resets or closes the account he acts with: he would be signed out with no way back (own design)."""
    if account_of != actor:
        return None
    return Refusal(
        "own-account", "这是您自己的账号：要换密码，请用“修改自己的密码”；要停用，请由另一位系统管理员办理。"
    )
