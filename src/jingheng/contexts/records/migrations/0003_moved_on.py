from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_paper_counts_and_question_names")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="has_moved_on",
            field=models.BooleanField(default=False),
        ),
    ]
