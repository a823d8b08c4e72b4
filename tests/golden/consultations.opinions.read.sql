select t.id, t.version, t.consultation_id, t.item_id, t.received_on, t.channel, t.content, t.sender, t.is_late, t.recorded_by, t.outcome, t.answer, t.answered_on, t.answered_by, (select coalesce(jsonb_agg(jsonb_build_object('answer', a.answer, 'outcome', a.outcome, 'answered_on', a.answered_on,
    'actor', a.actor) order by a.recorded_at, a.id), '[]')
from consultation_answer as a where a.opinion_id = t.id) as answers, t.created_at, t.updated_at
from consultation_opinion as t
where t.id = $1 and t.consultation_id = $2
