-- What reports need besides the awards of data.sql: psql -v targets=50000. A cluster of B1's districts in each of ten
-- years, a campaign for each province and year, and targets with two figures each. After data.sql, before nominations.sql.
\set ON_ERROR_STOP on
set session_replication_role = replica;
set client_min_messages = warning;
set synchronous_commit = off;

insert into cluster (id, code, name, unit_id, province_lineage)
values (bench.id(7, 1), 'B1-CUM', 'Cụm thử nghiệm', bench.id(1, 10000), bench.id(1, 10000));

insert into cluster_member (id, cluster_id, year, unit_id, role, province_lineage)
select bench.id(8, year * 100 + d), bench.id(7, 1), year, bench.id(1, 10000 + d * 100),
    case when d = 1 + year % 10 then 'leader' else 'member' end, bench.id(1, 10000)
from generate_series(2016, 2025) as year
cross join generate_series(1, 10) as d;

insert into campaign (id, code, name, kind, unit_id, starts_on, ends_on, province_lineage)
select bench.id(9, year * 10 + p), 'BT-' || year, 'Thi đua năm ' || year, 'regular', bench.id(1, p * 10000),
    make_date(year, 1, 1), make_date(year, 12, 31), bench.id(1, p * 10000)
from generate_series(2016, 2025) as year
cross join generate_series(1, 4) as p;

insert into campaign_target (
    id, campaign_id, unit_id, indicator, field, measure_unit, direction, registered_value, actual_value, figures_on,
    starts_on, due_on, priority, state, province_lineage, district_lineage, commune_lineage)
select bench.id(10, n), bench.id(9, year * 10 + place.province), place.id,
    'Chỉ tiêu ' || row_number() over (partition by year, place.id order by n),
    (array['economy', 'society', 'security', 'defence', 'party_building', 'environment'])[1 + n % 6], 'tỷ đồng',
    case when n % 5 = 0 then 'at_most' else 'at_least' end, 100, 40 + n % 30, make_date(year, 9, 30),
    make_date(year, 1, 1), make_date(year, 12, 31), n % 7 = 0, case when n % 9 = 0 then 'registered' else 'confirmed' end,
    place.province_lineage, place.district_lineage, place.commune_lineage
from (select n, 2016 + n % 10 as year from generate_series(1, :targets) as n) as numbered
join bench.place on place.id = bench.place_of(n * 7919);

insert into target_progress (
    id, recorded_at, campaign_target_id, figures_on, actual_value, actor,
    province_lineage, district_lineage, commune_lineage)
select bench.id(11, 2 * row_number() over () + half), timestamptz '2019-01-01', t.id, t.starts_on + 180 + half * 92,
    t.actual_value - 10 + 10 * half, 'bench', t.province_lineage, t.district_lineage, t.commune_lineage
from campaign_target t
cross join generate_series(0, 1) as half;

insert into campaign_target_event (
    id, campaign_target_id, action, actor, recorded_at, province_lineage, district_lineage, commune_lineage)
select bench.id(12, row_number() over ()), t.id, 'register', 'bench', timestamptz '2019-01-01',
    t.province_lineage, t.district_lineage, t.commune_lineage
from campaign_target t;

vacuum (freeze, analyze) cluster, cluster_member, campaign, campaign_target, target_progress, campaign_target_event;
