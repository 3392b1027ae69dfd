import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial"), ("records", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="identityquestion", name="records_question_once"),
        migrations.AddField(
            model_name="identityquestion",
            name="name_key",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="identityquestion",
            constraint=models.UniqueConstraint(fields=("record", "name_key"), name="records_question_once"),
        ),
        migrations.CreateModel(
            name="PaperCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.IntegerField()),
                ("count", models.PositiveIntegerField()),
                (
                    "office",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.office"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("office", "month"), name="records_paper_once")],
            },
        ),
    ]
