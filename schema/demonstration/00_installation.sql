-- The demonstration has nominations of 2026, so it is live since the start of that year; what was signed before is
-- history.

update installation set live_on = '2026-01-01' where live_on > '2026-01-01';
