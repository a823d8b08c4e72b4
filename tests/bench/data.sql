-- The data set that script/bench measures on: psql -v individuals=1000000 -v collectives=200000 -v awards=2000000.
-- Run as a superuser on a migrated database with reference data. Rows are inserted complete, with triggers off and
-- indexes made afterwards, because we measure the service and not this file.
--
-- Four provinces share the records 60 : 20 : 12 : 8, so that one caller has enough pages for page 10,000. Each has 10
-- districts of 20 communes; of ten collectives seven belong to a commune, two to a district, one to the province. Ids
-- are numbered; names are drawn from syllables, common ones more often.
\set ON_ERROR_STOP on
set session_replication_role = replica;
set client_min_messages = warning;
set synchronous_commit = off;
set maintenance_work_mem = '512MB';
select setseed(0.2018);

create schema bench;

create function bench.id(kind integer, number bigint)
returns uuid
language sql
immutable
return (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;

-- A word of the list. With `skew` above 1 the first words are more common.
create function bench.pick(words text[], skew double precision)
returns text
language sql
volatile
return words[1 + floor(power(random(), skew) * cardinality(words))::integer];

create function bench.full_name()
returns text
language sql
volatile
return bench.pick('{Nguyễn,Nguyễn,Nguyễn,Trần,Lê,Phạm,Hoàng,Vũ,Phan,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý,Đinh,Trịnh,Mai,Đào,Lương,Cao,Tạ,Khổng,Quách,Âu}', 1.6)
    || ' ' || bench.pick('{Văn,Thị,Văn,Thị,Đức,Minh,Thanh,Hữu,Quang,Ngọc,Xuân,Thu,Công,Hồng,Đình,Kim,Bá,Duy,Như,Khắc}', 1.8)
    || case when random() < 0.55 then ' ' || bench.pick('{Thanh,Minh,Ngọc,Thu,Anh,Phương,Quốc,Hoài,Bích,Việt,Tuấn,Diệu,Trường,Khánh,Thuỳ,Nhật,Gia,Bảo,Mộng,Uyên,Tường,Nguyệt}', 1.3) else '' end
    || ' ' || bench.pick('{Anh,Hương,Hùng,Lan,Tuấn,Hà,Dũng,Hoa,Nam,Mai,Long,Linh,Thắng,Nga,Cường,Hằng,Sơn,Thảo,Đạt,Yến,Phúc,Trang,Kiên,Nhung,Trung,Vân,Hải,Loan,Khoa,Oanh,Toàn,Quyên,Bình,Châu,Giang,Thịnh,Quý,Tiến,Lộc,Duyên,Nghĩa,Khuê,Huynh,Thục,Nghiêm,Ngoãn}', 1.5);

create table bench.place as
select
    p as province,
    d as district,
    c as commune,
    bench.id(1, p * 10000 + d * 100 + c) as id,
    case when d = 0 then 'B' || p when c = 0 then 'B' || p || '-' || d else 'B' || p || '-' || d || '-' || c end as code,
    case when d = 0 then 'province' when c = 0 then 'district' else 'commune' end as level,
    case
        when d = 0 then null
        when c = 0 then bench.id(1, p * 10000)
        else bench.id(1, p * 10000 + d * 100)
    end as parent_id,
    bench.id(1, p * 10000) as province_lineage,
    case when d > 0 then bench.id(1, p * 10000 + d * 100) end as district_lineage,
    case when c > 0 then bench.id(1, p * 10000 + d * 100 + c) end as commune_lineage
from generate_series(1, 4) as p
cross join generate_series(0, 10) as d
cross join generate_series(0, 20) as c
where d > 0 or c = 0;

insert into unit (
    id, code, name, type, level, parent_id, valid_from, lineage_id, province_lineage, district_lineage, commune_lineage)
select id, code, 'Thử nghiệm ' || code, level, level, parent_id, '1997-01-01', id,
    province_lineage, district_lineage, commune_lineage
from bench.place;

-- The unit of the collective with this number.
create function bench.place_of(number bigint)
returns uuid
language sql
immutable
return bench.id(1, 10000 * case when number % 100 < 60 then 1 when number % 100 < 80 then 2 when number % 100 < 92 then 3 else 4 end
    + case when number / 100 % 10 = 0 then 0 else 100 * (1 + number / 1000 % 10) end
    + case when number / 100 % 10 < 3 then 0 else 1 + number / 10000 % 20 end);

-- Indexes that no constraint needs: dropped while rows are inserted.
create table bench.dropped as
select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
from pg_index i
join pg_class t on t.oid = i.indrelid and t.relname in ('collective', 'individual', 'award')
where not exists (select from pg_constraint c where c.conindid = i.indexrelid);

select 'drop index ' || name from bench.dropped \gexec
alter table award drop constraint award_code_digit_check; -- would take most of the time; added again below

insert into collective (
    id, created_at, updated_at, code, name, unit_id, kind, headcount, women_count, founded_on, state,
    province_lineage, district_lineage, commune_lineage)
select
    bench.id(2, n), moment, moment, 'BT-' || n,
    case kind when 'school' then 'Trường Tiểu học ' when 'enterprise' then 'Công ty TNHH ' when 'health' then 'Trạm Y tế '
        when 'residential' then 'Tổ dân phố ' else 'Phòng ' end
        || bench.pick('{Hoà Mạc,Đồng Văn,Yên Bắc,Tiên Nội,Châu Giang,Liêm Chung,Thanh Hà,Bình Mỹ,Vĩnh Trụ,Nhân Khang,Ba Sao,Quế}', 1)
        || ' số ' || n,
    place.id, kind, 20 + n % 400, 10 + n % 10, date '1960-01-01' + (n % 20000)::integer,
    case when n % 25 = 0 then 'merged' else 'active' end,
    place.province_lineage, place.district_lineage, place.commune_lineage
from generate_series(1, :collectives) as n
cross join lateral (
    select
        (array['agency', 'school', 'enterprise', 'health', 'residential', 'other'])[1 + n % 6] as kind,
        timestamptz '2019-01-01' + n * interval '15 minutes' as moment
) as made
join bench.place on place.id = bench.place_of(n);

insert into individual (
    id, created_at, updated_at, code, full_name, birth_date, gender, position, position_group,
    collective_id, state, province_lineage, district_lineage, commune_lineage)
select
    bench.id(3, n), moment, moment, 'CN-' || n, bench.full_name(), date '1955-01-01' + (n % 18000)::integer,
    case when n % 2 = 0 then 'female' else 'male' end,
    case n % 5 when 0 then 'Giáo viên' when 1 then 'Trưởng phòng' when 2 then 'Công nhân' when 3 then 'Chuyên viên' end,
    case n % 20 when 1 then 'deputy_head_up' when 2 then 'direct_worker' when 3 then 'entrepreneur' end,
    bench.id(2, collective), case when n % 30 = 0 then 'retired' else 'active' end,
    place.province_lineage, place.district_lineage, place.commune_lineage
from (
    select
        n,
        1 + n % :collectives as collective,
        timestamptz '2019-01-01' + n * interval '3 minutes' as moment
    from generate_series(1, :individuals) as n
) as numbered
join bench.place on place.id = bench.place_of(collective);

insert into decision (
    id, number, signed_on, authority, level, unit_id, signer_name, province_lineage)
select bench.id(4, n), n || '/QĐ-UBND', date '2016-01-01' + (n / 20000 * 20000 % 3600)::integer + (n % 3600)::integer,
    'province_chair', 'province', bench.id(1, 10000 * (1 + n % 4)), 'Người ký mẫu', bench.id(1, 10000 * (1 + n % 4))
from generate_series(1, :awards / 50) as n;

create table bench.class as
select id, row_number() over (order by code) - 1 as number
from award_class
where 'individual' = any (subject_kinds);

-- The code is the number in base 31; its last character is the check character.
insert into award (
    id, created_at, updated_at, code, decision_id, award_class_id, subject_kind, individual_id, recipient_name,
    recipient_position, recipient_unit_name, unit_id, year, signed_on, province_lineage, district_lineage,
    commune_lineage)
select
    bench.id(5, n), moment, moment,
    substr(spelled.letters, 1, 8) || substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', 1 + spelled.weight, 1),
    d.id, class.id, 'individual', i.id, i.full_name, i.position, 'Đơn vị mẫu', place.id,
    extract(year from d.signed_on), d.signed_on, i.province_lineage, i.district_lineage, i.commune_lineage
from (
    select
        n,
        1 + n % :individuals as individual,
        1 + n % (:awards / 50) as decision,
        n % (select count(*) from bench.class) as class,
        timestamptz '2019-01-01' + n * interval '90 seconds' as moment,
        n::bigint * 104729 % 923521 as low,
        n / 923521 as high
    from generate_series(1, :awards) as n
) as numbered
cross join lateral (
    select
        string_agg(substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', 1 + digit, 1), '' order by place) as letters,
        (sum(place * digit) % 31)::integer as weight
    from (values
        (1, (low / 29791)::integer), (2, (low / 961 % 31)::integer), (3, (low / 31 % 31)::integer), (4, (low % 31)::integer),
        (5, (high / 29791)::integer), (6, (high / 961 % 31)::integer), (7, (high / 31 % 31)::integer),
        (8, (high % 31)::integer)
    ) as digits (place, digit)
) as spelled
join individual i on i.id = bench.id(3, individual)
join decision d on d.id = bench.id(4, decision)
join bench.class on class.number = numbered.class
join bench.place on place.id = coalesce(i.commune_lineage, i.district_lineage, i.province_lineage);

select definition from bench.dropped \gexec
alter table award add constraint award_code_digit_check check (right(code, 1) = award_code_check(left(code, 8))) not valid;
vacuum (freeze, analyze);
