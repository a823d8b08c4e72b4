select t.id, t.version, t.from_state, t.action, t.to_state, t.roles, t.stage, t.award_levels, t.origins, t.consultation, t.votes, t.simplified, t.needs_reason, t.weighs_warnings
from nomination_transition as t
where t.id = $1
