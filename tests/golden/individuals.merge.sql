select u.* from ((select x.* from unnest($3::uuid[]) as s (value)
cross join lateral (select t.id, t.version, t.code, t.full_name, t.birth_date, t.gender, t.position, t.position_group, t.collective_id, case when t.has_citizen_id then '************' end as citizen_id, t.state, t.created_at, t.updated_at
from individual as t
where t.district_lineage = s.value
  and (t.full_name, t.id) > ($1, $2)
order by t.full_name, t.id
limit 51) as x)
union all (select x.* from unnest($4::uuid[]) as s (value)
cross join lateral (select t.id, t.version, t.code, t.full_name, t.birth_date, t.gender, t.position, t.position_group, t.collective_id, case when t.has_citizen_id then '************' end as citizen_id, t.state, t.created_at, t.updated_at
from individual as t
where t.commune_lineage = s.value
  and (t.full_name, t.id) > ($1, $2)
order by t.full_name, t.id
limit 51) as x)) as u
order by u.full_name, u.id
limit 51
