from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0012_programmes_kept'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='ownexercise', name='one_number_an_own_exercise'),
        migrations.RemoveConstraint(model_name='ownexercise', name='one_own_exercise_in_use'),
        migrations.RenameModel(old_name='OwnExercise', new_name='OwnWording'),
        migrations.RenameField(model_name='ownwording', old_name='exercise', new_name='slug'),
        migrations.AddField(
            model_name='ownwording',
            name='kind',
            field=models.CharField(default='exercise', max_length=9),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='ownwording',
            constraint=models.UniqueConstraint(
                fields=('practice', 'kind', 'slug', 'number'), name='one_number_an_own_wording'
            ),
        ),
        migrations.AddConstraint(
            model_name='ownwording',
            constraint=models.UniqueConstraint(
                condition=models.Q(('in_use', True)),
                fields=('practice', 'kind', 'slug'),
                name='one_own_wording_in_use',
            ),
        ),
    ]
