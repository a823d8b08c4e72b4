"""What a table is after every migration and definition: columns, constraints, triggers in the order in which they fire, policies, rights."""

COLUMNS = """
    select a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else '' end,
        case when a.attgenerated = 's' then 'generated ' else '' end || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    from pg_attribute a
    left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    where a.attrelid = '{0}'::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum"""

CONSTRAINTS = """
    select conname, replace(pg_get_constraintdef(oid), ' NOT VALID', '')
    from pg_constraint
    where conrelid = '{0}'::regclass and contype <> 't'
    order by conname collate "C" """

INDEXES = """
    select pg_get_indexdef(indexrelid)
    from pg_index
    where indrelid = '{0}'::regclass and not exists (select from pg_constraint where conindid = indexrelid)
    order by indexrelid::regclass::text collate "C" """

# Before the statement, before each row, after each row, after the statement; among equals by name.
TRIGGERS = """
    select pg_get_triggerdef(oid)
    from pg_trigger
    where tgrelid = '{0}'::regclass and not tgisinternal
    order by case tgtype & 3 when 2 then 1 when 3 then 2 when 1 then 3 else 4 end, tgname collate "C" """

POLICIES = """
    select policyname, lower(cmd), array_to_string(roles, ', '), coalesce(qual, '-'), coalesce(with_check, '-')
    from pg_policies
    where tablename = '{0}'
    order by policyname collate "C" """

RIGHTS = """
    select lower(a.privilege_type), coalesce(x.columns, '')
    from (
        select privilege_type, null::text as columns from pg_class, aclexplode(relacl)
        where oid = '{0}'::regclass and grantee = 'tdkt_service'::regrole
        union all
        select e.privilege_type, string_agg(attname, ', ' order by attnum) from pg_attribute, aclexplode(attacl) e
        where attrelid = '{0}'::regclass and e.grantee = 'tdkt_service'::regrole
        group by e.privilege_type
    ) x cross join lateral (select x.privilege_type) a
    order by 1, 2"""

PARTS = {
    "columns": COLUMNS,
    "constraints": CONSTRAINTS,
    "indexes": INDEXES,
    "triggers": TRIGGERS,
    "policies": POLICIES,
    "rights of the service": RIGHTS,
}


def names(database) -> list:
    rows = database.psql(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        " and relname not in ('schema_migration', 'schema_definition') order by 1",
        role="postgres",
    )
    return [name for (name,) in rows]


def described(database, table) -> str:
    """One line a thing; a long definition keeps its line, so that a difference shows what differs."""
    parts = [table]
    for title, asked in PARTS.items():
        rows = database.psql(asked.format(table), role="postgres")
        if rows:
            parts += ["", title, *("    " + "  ".join(" ".join(cell.split()) for cell in row if cell) for row in rows)]
    return "\n".join(parts) + "\n"
