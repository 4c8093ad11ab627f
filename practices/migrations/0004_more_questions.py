from django.db import migrations

import network_site.fields


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0003_catalogue_entry'),
    ]

    operations = [
        migrations.AlterField(
            model_name='experiencereportpage',
            name='questions',
            field=network_site.fields.LinesField(blank=True, default=list, help_text='Une par ligne, comme on les pose à un collègue. La recherche s’en sert.', line_length=250, max_lines=60, verbose_name='questions auxquelles ce retour répond'),
        ),
    ]
