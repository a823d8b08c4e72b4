-- What a superuser runs once, before the first migration: psql -d <database> -f schema/bootstrap.sql
-- Optional: -v owner_password=… -v service_password=… (without them no password is set, for peer or trust authentication
-- over a unix socket). It may be run again at any time. Roles belong to the whole PostgreSQL server, everything else to the
-- database one is connected to. Without a superuser any owner of the database can still run the migrations; then only the
-- leakproof mark below is missing, and name search is correct but slow. It is slow in the same way after a restore, and after
-- the migration that brought the operator @~, until this file has been run again.
\set ON_ERROR_STOP on
\set QUIET on

select not exists (select from pg_roles where rolname = 'tdkt_owner') as missing \gset
\if :missing
create role tdkt_owner;
\endif
select not exists (select from pg_roles where rolname = 'tdkt_service') as missing \gset
\if :missing
create role tdkt_service;
\endif

-- The owner owns the objects and runs the migrations. The service owns nothing and cannot bypass row security, even if
-- it could before.
alter role tdkt_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role tdkt_service login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit;

\if :{?owner_password}
alter role tdkt_owner password :'owner_password';
\endif
\if :{?service_password}
alter role tdkt_service password :'service_password';
\endif

select format('alter database %I owner to tdkt_owner', current_database()) \gexec
select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect on database %I to tdkt_service', current_database()) \gexec

-- By default everybody may create large objects. Now only a superuser may, so the service cannot fill the disk with
-- data outside our tables.
revoke execute on function
    pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),
    pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lo_open(oid, integer), pg_catalog.lowrite(integer, bytea)
    from public;

-- The service creates no temporary tables (the revoke above) and no objects of its own, so it cannot put another table
-- in the place of one of ours.
revoke all on schema public from public;
grant usage on schema public to tdkt_service;
grant usage, create on schema public to tdkt_owner;

create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;

-- Statements are short: compiling one costs more time than it saves.
select format('alter role tdkt_service in database %I set jit = off', current_database()) \gexec

-- Under row security only leakproof conditions may use an index. LIKE is not leakproof: a pattern that ends in an
-- escape raises an error when a row matches up to that point, and so reveals hidden rows. is_like() never raises an
-- error; as the operator @~ it may use the trigram indexes. Where no superuser ran this file, a migration creates both.
-- (An earlier version of this file marked LIKE itself as leakproof.)
alter function pg_catalog.textlike(text, text) not leakproof;

select to_regprocedure('public.is_like(text, varchar)') is null as missing \gset
\if :missing
create function public.is_like(value text, pattern varchar)
returns boolean
language plpgsql
immutable
strict
parallel safe
cost 2
as $$
begin
    if pg_catalog.right(pattern, 1) = '\' and pattern operator(pg_catalog.~) '(^|[^\\])(\\\\)*\\$' then
        return false;
    end if;
    return value operator(pg_catalog.~~) pattern::text;
end
$$;

create operator public.@~ (
    leftarg = text,
    rightarg = varchar,
    function = public.is_like,
    restrict = matchingsel,
    join = matchingjoinsel
);
\endif
revoke all on function public.is_like(text, varchar) from public;
grant execute on function public.is_like(text, varchar) to tdkt_owner, tdkt_service;
alter function public.is_like(text, varchar) leakproof;

select not exists (
    select
    from pg_amop as a
    join pg_opfamily as f on f.oid = a.amopfamily
    where f.opfname = 'gin_trgm_ops'
        and a.amopopr = 'public.@~(text, varchar)'::regoperator) as missing \gset
\if :missing
alter operator family public.gin_trgm_ops using gin add operator 3 public.@~ (text, varchar);
\endif
