-- Campaigns (emulation movements, regular or with a theme). A unit prepares a draft, and a reviewer of its level launches it. From
-- then on the whole province reads it, targets and dossiers may name it, and only reviewers change it.

-- Whether the caller is a reviewer of the level that launches a campaign: of the province, or of the district or commune itself.
create or replace function launches_campaign(p_campaign campaign)
returns boolean
language plpgsql
stable
as $$
begin
    return case
        when coalesce(p_campaign.commune_lineage, p_campaign.district_lineage) is null then
            caller_is('province_reviewer') and coalesce(p_campaign.province_lineage = any (write_scope()), false)
        else
            caller_is('district_reviewer')
            and coalesce(
                coalesce(p_campaign.commune_lineage, p_campaign.district_lineage) = any (write_scope()), false)
    end;
end
$$;

grant execute on function launches_campaign(campaign) to tdkt_service;

-- Whether the caller may change or delete a launched campaign and its phases: who launches it, and the province.
create or replace function keeps_launched_campaign(p_campaign campaign)
returns boolean
language plpgsql
stable
as $$
begin
    return launches_campaign(p_campaign)
        or caller_is('province_reviewer') and coalesce(p_campaign.province_lineage = any (write_scope()), false);
end
$$;

grant execute on function keeps_launched_campaign(campaign) to tdkt_service;

-- Whether a campaign is one of a unit in the caller's write scope.
create or replace function covers_campaign(p_campaign uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from campaign c
            where c.id = p_campaign
            and array[c.province_lineage, c.district_lineage, c.commune_lineage] && write_scope()));
end
$$;

grant execute on function covers_campaign(uuid) to tdkt_service;

-- A campaign keeps its period and unit while a phase, or a campaign below it, is checked against them. Definer, to lock a row that
-- the caller may only read.
create or replace function lock_campaign(p_campaign uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from campaign where id = p_campaign for share;
end
$$;

grant execute on function lock_campaign(uuid) to tdkt_service;

-- Officers change drafts only. A launched campaign cannot be given to a unit whose reviewer the caller is not: that reviewer would not
-- have launched it.
create or replace function check_campaign_launched()
returns trigger
language plpgsql
as $$
begin
    if caller_subject() is null then
        return coalesce(new, old);
    end if;
    if not keeps_launched_campaign(old) or tg_op = 'UPDATE' and not keeps_launched_campaign(new) then
        perform refuse('campaign_launched_role');
    end if;
    return coalesce(new, old);
end
$$;

-- The campaign above is one of a unit above, its period includes this one, and it is launched before this one.
create or replace function check_campaign_parent()
returns trigger
language plpgsql
as $$
declare
    above campaign;
    body uuid;
begin
    perform lock_campaign(new.parent_id);
    select * into above from campaign where id = new.parent_id;
    if not found then
        perform refuse_reference('campaign', 'parent_id');
    end if;
    body := coalesce(above.commune_lineage, above.district_lineage, above.province_lineage);
    if (body = any (array[new.province_lineage, new.district_lineage])
        and body <> coalesce(new.commune_lineage, new.district_lineage, new.province_lineage)) is not true then
        perform refuse('campaign_parent_level');
    end if;
    if new.starts_on < above.starts_on or coalesce(new.ends_on, 'infinity') > coalesce(above.ends_on, 'infinity') then
        perform refuse('campaign_parent_period');
    end if;
    if new.state = 'launched' and above.state = 'draft' then
        perform refuse('campaign_parent_draft', p_detail => state_detail(above.state));
    end if;
    return new;
end
$$;

-- The other side of the same rules: what lies below a campaign stays within it. Definer, to see the drafts of the units below.
create or replace function check_campaign_parts()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (
        select
        from campaign_phase p
        where p.campaign_id = new.id
        and (p.starts_on < new.starts_on or p.ends_on > new.ends_on)) then
        perform refuse('campaign_phase_outside');
    end if;
    if exists (
        select
        from campaign b
        where b.parent_id = new.id
        and (b.starts_on < new.starts_on
            or coalesce(b.ends_on, 'infinity') > coalesce(new.ends_on, 'infinity')
            or (coalesce(new.commune_lineage, new.district_lineage, new.province_lineage)
                    = any (array[b.province_lineage, b.district_lineage])
                and coalesce(new.commune_lineage, new.district_lineage, new.province_lineage)
                    <> coalesce(b.commune_lineage, b.district_lineage, b.province_lineage)) is not true)) then
        perform refuse('campaign_below');
    end if;
    return null;
end
$$;

-- A phase belongs to the campaign's province, lies within its period, and is written by who may write the campaign.
create or replace function check_campaign_phase()
returns trigger
language plpgsql
as $$
declare
    own campaign;
begin
    if new.campaign_id is null then
        perform refuse_null('campaign_phase', 'campaign_id');
    end if;
    perform lock_campaign(new.campaign_id);
    select * into own from campaign where id = new.campaign_id;
    if not found then
        perform refuse_reference('campaign_phase', 'campaign_id');
    end if;
    new.province_lineage := own.province_lineage;
    if own.state = 'launched' and caller_subject() is not null and not keeps_launched_campaign(own) then
        perform refuse('campaign_launched_role');
    end if;
    if new.starts_on < own.starts_on or new.ends_on > own.ends_on then
        perform refuse('campaign_phase_period');
    end if;
    return new;
end
$$;

create or replace function check_campaign_phase_delete()
returns trigger
language plpgsql
as $$
declare
    own campaign;
begin
    perform lock_campaign(old.campaign_id);
    select * into own from campaign where id = old.campaign_id;
    if own.state = 'launched' and caller_subject() is not null and not keeps_launched_campaign(own) then
        perform refuse('campaign_launched_role');
    end if;
    return old;
end
$$;

-- Called first in a request: the version of a campaign that the caller sees, null when the caller sees none. Refuses who may not
-- launch it.
create or replace function campaign_enter(p_id uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own campaign;
begin
    select * into own from campaign where id = p_id;
    if not found then
        return null;
    end if;
    if not launches_campaign(own) then
        perform refuse('campaign_launch_unit');
    end if;
    return own.version;
end
$$;

grant execute on function campaign_enter(uuid) to tdkt_service;

-- Definer, to write the state, which the service cannot write; the rights of the caller are checked by its settings.
create or replace function launch_campaign(p_id uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign;
begin
    select * into own
    from campaign
    where id = p_id
    and province_lineage = any (caller_provinces())
    for no key update;
    if own.version is distinct from p_version then
        perform refuse('campaign_version');
    end if;
    if not launches_campaign(own) then
        perform refuse('campaign_launch_unit');
    end if;
    if own.state = 'launched' then
        perform refuse('campaign_launched', p_detail => state_detail(own.state));
    end if;
    update campaign
    set state = 'launched',
        launched_by = caller_subject(),
        launched_at = now()
    where id = own.id;
end
$$;

grant execute on function launch_campaign(uuid, bigint) to tdkt_service;
