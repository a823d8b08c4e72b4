select t.id, t.version, t.number, t.signed_on, t.effective_on, t.authority, t.level, t.unit_id, t.unit_name, t.kind, t.published_on
from decision_public as t
where t.province_lineage = $1
order by t.signed_on desc, t.id desc
limit 51
