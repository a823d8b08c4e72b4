-- The ground every later file stands on: the role that serves, the extensions that indexes need.
-- A superuser has usually made both before (schema/bootstrap.sql); a plain database owner gets as far as rights allow:
-- both extensions are trusted, and a role is made only where the owner may make one.

create extension if not exists pg_trgm;
create extension if not exists btree_gist;

do $$
begin
    if not exists (select from pg_roles where rolname = 'tdkt_service') then
        create role tdkt_service nologin;
    end if;
exception
    when duplicate_object or unique_violation then
        null; -- another database of the same cluster was migrated at the same moment
    when insufficient_privilege then
        raise exception 'role tdkt_service is missing and % may not create it', current_user
            using hint = 'run schema/bootstrap.sql as a superuser once';
end
$$;

grant usage on schema public to tdkt_service;
