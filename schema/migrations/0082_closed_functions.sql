-- Nobody but the owner and the service calls a function of ours. PostgreSQL lets everybody call a new one: a trigger function
-- that runs with the owner's rights could then be set upon a table of the caller's own making (a temporary one, say), and
-- would do to the records whatever that table's rows tell it. What the service may call stays as it is.
-- kind: expand

create function close_functions()
returns void
language plpgsql
as $$
declare
    own record;
begin
    for own in
        select p.oid::regprocedure as signature, p.prorettype = 'trigger'::regtype as is_trigger
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace
        and p.proowner = current_user::regrole
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
        and exists (
            select
            from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            where a.grantee = 0
            and a.privilege_type = 'EXECUTE')
    loop
        if not own.is_trigger then
            execute format('grant execute on function %s to tdkt_service', own.signature);
        end if;
        execute format('revoke execute on function %s from public', own.signature);
    end loop;
end
$$;

select close_functions();
drop function close_functions();

-- From now on a new function is closed until a migration opens it.
alter default privileges revoke execute on functions from public;

-- No temporary tables either. Whoever owns the database may say so; else schema/bootstrap.sql does, run by a superuser.
do $$
begin
    if (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()) then
        execute format('revoke temporary on database %I from public, tdkt_service', current_database());
    end if;
end
$$;
