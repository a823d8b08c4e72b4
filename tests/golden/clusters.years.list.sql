select t.id, t.version, t.cluster_id, t.year, t.pact, t.pact_signed_on, t.pact_location, t.flag_places, t.scoring_method, t.created_at, t.updated_at
from cluster_year as t
where t.province_lineage = $2
  and t.cluster_id = $1
order by t.year, t.created_at, t.id
limit 51
