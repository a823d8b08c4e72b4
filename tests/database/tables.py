"""Each table after all migrations and definitions: columns, constraints, triggers in firing order, policies, rights.

Each query returns the table first, then the cells of a line. One query covers all tables, because there are many.
"""

OURS = "relkind = 'r' and relnamespace = 'public'::regnamespace and relname not in ('schema_migration', 'schema_definition')"

NAMES = f"select relname from pg_class where {OURS} order by relname"

COLUMNS = f"""
    select relname, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else '' end,
        case when a.attgenerated = 's' then 'generated ' else '' end || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    where {OURS}
    order by relname, a.attnum"""

CONSTRAINTS = f"""
    select relname, conname, replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')
    from pg_class c
    join pg_constraint k on k.conrelid = c.oid and k.contype <> 't'
    where {OURS}
    order by relname, conname collate "C" """

INDEXES = f"""
    select relname, pg_get_indexdef(i.indexrelid)
    from pg_class c
    join pg_index i on i.indrelid = c.oid
    where {OURS} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    order by relname, i.indexrelid::regclass::text collate "C" """

# Before the statement, before each row, after each row, after the statement; equal ones in order of their names.
TRIGGERS = f"""
    select relname, pg_get_triggerdef(t.oid)
    from pg_class c
    join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
    where {OURS}
    order by relname, case t.tgtype & 3 when 2 then 1 when 3 then 2 when 1 then 3 else 4 end, t.tgname collate "C" """

POLICIES = f"""
    select relname, p.policyname, lower(p.cmd), array_to_string(p.roles, ', '), coalesce(p.qual, '-'), coalesce(p.with_check, '-')
    from pg_class c
    join pg_policies p on p.tablename = relname
    where {OURS}
    order by relname, p.policyname collate "C" """

RIGHTS = f"""
    select relname, right_to, columns
    from (
        select c.oid, lower(privilege_type), ''
        from pg_class c, aclexplode(relacl)
        where grantee = 'tdkt_service'::regrole
        union all
        select attrelid, lower(privilege_type), string_agg(attname, ', ' order by attnum)
        from pg_attribute, aclexplode(attacl)
        where grantee = 'tdkt_service'::regrole
        group by attrelid, privilege_type
    ) as granted (id, right_to, columns)
    join pg_class c on c.oid = granted.id
    where {OURS}
    order by relname, right_to, columns"""

PARTS = {
    "columns": COLUMNS,
    "constraints": CONSTRAINTS,
    "indexes": INDEXES,
    "triggers": TRIGGERS,
    "policies": POLICIES,
    "rights of the service": RIGHTS,
}


def everything(database) -> dict:
    """{table: text}. One line for each thing; a long definition keeps its own line, so that a difference shows what differs."""
    found = {name: [name] for (name,) in database.psql(NAMES, role="postgres")}
    for title, asked in PARTS.items():
        last = None
        for table, *cells in database.psql(asked, role="postgres"):
            if table != last:
                found[table] += ["", title]
            found[table].append("    " + "  ".join(" ".join(cell.split()) for cell in cells if cell))
            last = table
    return {table: "\n".join(lines) + "\n" for table, lines in found.items()}
