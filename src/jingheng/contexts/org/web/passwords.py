"""What a new password must be: Django's validators, in the words of the house. Named in the settings."""

from __future__ import annotations

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少要有 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符；几个不相干的词连起来，既好记又难猜。"


class NotCommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这是常见密码，容易被猜中，请换一个。"

    def get_help_text(self) -> str:
        return "不能是常见密码。"


class UnlikeTheUsername(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("username",))

    def get_error_message(self) -> str:
        return "密码与用户名太像，容易被猜中，请换一个。"

    def get_help_text(self) -> str:
        return "不能与用户名相近。"
