select t.id, t.version, t.nomination_id, t.order, t.session_id, t.rule_id, t.permille, t.quorum_permille, t.secret, t.written_allowed, t.recusal_shrinks, t.outcome, t.reason, t.agree, t.disagree, t.blank, t.member_count, t.recused_count, t.needed, t.round, t.closed_at, t.closed_by, t.closing_reason, t.created_at, t.updated_at
from council_item as t
where t.id = $1 and t.session_id = $2
