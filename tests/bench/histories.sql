-- Ratings and initiatives, one a year for some of the individuals of data.sql. Run after it: psql -v individuals=20000.
\set ON_ERROR_STOP on
set session_replication_role = replica;
set client_min_messages = warning;

insert into rating (
    id, created_at, individual_id, year, rating, province_lineage, district_lineage, commune_lineage)
select bench.id(13, n), timestamptz '2019-01-01' + n * interval '2 minutes', i.id, 2020 + (n % 5)::integer,
    (array['completed', 'good', 'excellent'])[1 + n % 3], i.province_lineage, i.district_lineage, i.commune_lineage
from generate_series(1, :individuals / 2) as n
join individual i on i.id = bench.id(3, n);

insert into initiative (
    id, created_at, individual_id, kind, title, level, year, province_lineage, district_lineage, commune_lineage)
select bench.id(14, n), timestamptz '2019-01-01' + n * interval '2 minutes', i.id, 'initiative', 'Sáng kiến mẫu ' || n,
    (array['base', 'district', 'province'])[1 + n % 3], 2016 + (n % 9)::integer,
    i.province_lineage, i.district_lineage, i.commune_lineage
from generate_series(1, :individuals / 2) as n
join individual i on i.id = bench.id(3, n);

vacuum (freeze, analyze) rating, initiative;
