"""The table of tokens, and over it the inverted index that each database does best.

SQLite drops triggers when a later migration makes Django rebuild the table: such a migration has to end with
`FOLLOW_ON_SQLITE` again, or new documents are no longer found.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PUT = "INSERT INTO search_entry_fts (rowid, tokens) VALUES (new.id, new.tokens);"
_TAKE = "INSERT INTO search_entry_fts (search_entry_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens);"

# The table itself is the content, so tokens are kept once; without positions the index is a quarter smaller. The
# tokenizer `ascii` leaves every other character alone and so does not depend on a version of Unicode.
INDEX_ON_SQLITE = """
CREATE VIRTUAL TABLE search_entry_fts USING fts5 (
    tokens, content='search_entry', content_rowid='id', detail=none, columnsize=0, tokenize='ascii'
)
"""
FOLLOW_ON_SQLITE = (
    f"CREATE TRIGGER search_entry_put AFTER INSERT ON search_entry BEGIN {_PUT} END",
    f"CREATE TRIGGER search_entry_take AFTER DELETE ON search_entry BEGIN {_TAKE} END",
    f"CREATE TRIGGER search_entry_change AFTER UPDATE OF tokens ON search_entry BEGIN {_TAKE} {_PUT} END",
)

# Compared byte by byte: a locale's collation makes the building half as slow again and changes with the system.
INDEX_ON_POSTGRESQL = """
CREATE INDEX search_entry_tokens ON search_entry USING gin (string_to_array(tokens COLLATE "C", ' '))
"""


def build_inverted_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    by_vendor = {"sqlite": (INDEX_ON_SQLITE, *FOLLOW_ON_SQLITE), "postgresql": (INDEX_ON_POSTGRESQL,)}
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_inverted_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers and the GIN index go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_entry_fts")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("tokens", models.TextField()),
                ("waiting", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("waiting", True)), fields=["id"], name="search_entry_waiting")
                ],
            },
        ),
        migrations.RunPython(build_inverted_index, drop_inverted_index),
    ]
