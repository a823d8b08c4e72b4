-- What a superuser does once, before the first migration: psql -d <database> -f schema/bootstrap.sql
-- Optional: -v owner_password=… -v service_password=… (left out: no passwords, for peer or trust authentication over a
-- unix socket). Safe to repeat. Roles belong to the cluster, all the rest to the database one is connected to.
-- Without a superuser the migrations still run as any database owner; only the leakproof mark below is then missing,
-- and name search is right but slow.
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

-- Under row security only leakproof conditions may reach an index. LIKE is not marked so, because a malformed pattern
-- raises an error; that error depends on the caller's pattern alone and says nothing about a hidden row.
alter function pg_catalog.textlike(text, text) leakproof;
