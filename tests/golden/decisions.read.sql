select t.id, t.version, t.number, t.signed_on, t.effective_on, t.authority, t.level, t.unit_id, t.signer_name, t.signer_title, t.summary, t.kind, t.created_at, t.updated_at
from decision as t
where t.id = $1
