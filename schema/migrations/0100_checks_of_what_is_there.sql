-- Most texts and days of a row are not given, and their checks were worked out all the same: for a day that is not given, the day of today
-- was asked too. A strict function is not called for null, and its answer was null before. is_key() is planned at
-- each statement that writes a code, with is_clean() in it; as plpgsql it is a call. It names the schema of is_clean(), as
-- search_path is empty while a dump is loaded.
-- kind: expand

alter function is_clean(text, integer, integer) strict;
alter function is_sensible_day(date, date, boolean) strict;

-- A code or a number by which people look a record up: clean, in NFKC (no wide letters), every dash a hyphen, no sign that
-- looks like Đ, no joiner and no selector.
create or replace function is_key(value text, shortest integer, longest integer)
returns boolean
language plpgsql
immutable
strict
parallel safe
as $$
begin
    return public.is_clean(value, shortest, longest)
        and value is nfkc normalized
        and value !~ '[\u2010-\u2015\u2043\u2212\u00d0\u00f0\u0189\u0256\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]';
end
$$;
