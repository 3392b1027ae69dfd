from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "jingheng.contexts.inbox"
    label = "inbox"
    verbose_name = "待办"
