
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('dispatcher', '受理派遣员'), ('supervisor', '值班长'), ('agent', '热线坐席'), ('handler', '处置人员'), ('head', '单位负责人'), ('grid_worker', '网格员'), ('verifier', '核查员'), ('leader', '指挥长'), ('steward', '数据管理员'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('audit_admin', '审计管理员')], max_length=20),
        ),
    ]
