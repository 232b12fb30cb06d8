"""Words of roles become roles of the list."""

from django.db import migrations

# Roles were free words; those that mean one of the list become it, all others become tags, so that nothing is lost.
ROLES_FROM_WORDS = """
WITH words AS (
    SELECT workspace_id, id, lower(trim(word)) AS said, word,
           CASE WHEN lower(trim(word)) IN ('customer', 'client', 'buyer') THEN 'customer'
                WHEN lower(trim(word)) IN ('partner', 'dealer', 'reseller') THEN 'partner'
                WHEN lower(trim(word)) IN ('supplier', 'vendor') THEN 'supplier'
                WHEN lower(trim(word)) IN ('competitor', 'rival') THEN 'competitor' END AS role
    FROM contacts_company, unnest(roles) AS word
), sorted AS (
    SELECT workspace_id, id,
           coalesce(array_agg(DISTINCT role) FILTER (WHERE role IS NOT NULL), '{}') AS kept,
           coalesce(array_agg(DISTINCT word) FILTER (WHERE role IS NULL), '{}') AS others
    FROM words GROUP BY workspace_id, id
)
UPDATE contacts_company AS company
SET roles = sorted.kept,
    tags = company.tags || ARRAY(SELECT one FROM unnest(sorted.others) AS one WHERE NOT one = ANY(company.tags))
FROM sorted WHERE company.workspace_id = sorted.workspace_id AND company.id = sorted.id
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_working_together")]

    operations = [migrations.RunSQL(ROLES_FROM_WORDS, migrations.RunSQL.noop)]
