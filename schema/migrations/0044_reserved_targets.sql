-- Holds a number until the migrations of registered targets take it; never released.
select 1;
