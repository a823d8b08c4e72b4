-- What a superuser does once, before the first migration: psql -d <database> -f schema/bootstrap.sql
-- Optional: -v owner_password=… -v service_password=… (left out: no passwords, for peer or trust authentication over a
-- unix socket). Safe to repeat. Roles belong to the cluster, all the rest to the database one is connected to.
-- Without a superuser the migrations still run as any database owner; only the leakproof mark below is then missing,
-- and name search is right but slow. So it is after a restore, and after the migration that brought @~, until this has run again.
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

-- The owner migrates and owns; the service serves, owns nothing, and stays under row security whatever was set before.
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

-- Large objects are everybody's by default: without these nobody but a superuser makes one, and the service cannot fill
-- the disk past every table of ours.
revoke execute on function
    pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea),
    pg_catalog.lo_put(oid, bigint, bytea), pg_catalog.lo_open(oid, integer), pg_catalog.lowrite(integer, bytea)
    from public;

-- No temporary tables for the service (the revoke above) and no objects of its own: nothing can stand in for a table of
-- ours.
revoke all on schema public from public;
grant usage on schema public to tdkt_service;
grant usage, create on schema public to tdkt_owner;

create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;

-- Statements are short: compiling one costs more than it saves.
select format('alter role tdkt_service in database %I set jit = off', current_database()) \gexec

-- Under row security only leakproof conditions may reach an index. LIKE is none: a pattern that ends in an escape raises an error
-- where a row matches up to there, and so tells of rows that are hidden. is_like() never raises one; under @~ it may use the
-- trigram indexes. A migration makes both where no superuser did. (An earlier version of this file marked LIKE itself.)
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
