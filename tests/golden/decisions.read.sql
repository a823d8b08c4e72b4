select t.id, t.version, t.number, t.signed_on, t.effective_on, t.authority, t.level, t.unit_id, (select u.name from unit as u where u.id = t.unit_id) as unit_name, t.signer_name, t.signer_title, t.summary, t.achievement_from, t.achievement_to, t.kind, t.published_on, t.corrected_on, t.created_at, t.updated_at
from decision as t
where t.id = $1
