"""The table in which the admin notes what was done, beside the product's."""

from __future__ import annotations

import django
from django.core.management import call_command

from bench.place import tell

if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    tell({})
