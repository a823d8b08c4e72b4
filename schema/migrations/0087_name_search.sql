-- Name search without a leak: is_like() and its operator @~ are what schema/bootstrap.sql makes, marks leakproof and lets use the
-- trigram indexes. Here they are made where no superuser has run it (again): the search is then right, but slow.
-- kind: expand

do $do$
begin
    if to_regprocedure('public.is_like(text, varchar)') is not null then
        return;
    end if;

create function is_like(value text, pattern varchar)
returns boolean
language plpgsql
immutable
strict
parallel safe
cost 2
as $like$
begin
    if pg_catalog.right(pattern, 1) = '\' and pattern operator(pg_catalog.~) '(^|[^\\])(\\\\)*\\$' then
        return false;
    end if;
    return value operator(pg_catalog.~~) pattern::text;
end
$like$;

    revoke all on function is_like(text, varchar) from public;
    grant execute on function is_like(text, varchar) to tdkt_service;
    create operator @~ (
        leftarg = text,
        rightarg = varchar,
        function = is_like,
        restrict = matchingsel,
        join = matchingjoinsel
    );
end
$do$;
