-- Holidays, the base salary and the statistics forms are the nation's alone: an administrator keeps them, no province
-- does.

alter policy holiday_insert on holiday with check ((select caller_is('admin')));
alter policy holiday_update on holiday using ((select caller_is('admin')));
alter policy holiday_delete on holiday using ((select caller_is('admin')));

alter policy base_salary_insert on base_salary with check ((select caller_is('admin')));
alter policy base_salary_update on base_salary using ((select caller_is('admin')));
alter policy base_salary_delete on base_salary using ((select caller_is('admin')));

alter policy statistics_form_insert on statistics_form with check ((select caller_is('admin')));
alter policy statistics_form_update on statistics_form using ((select caller_is('admin')));
alter policy statistics_form_delete on statistics_form using ((select caller_is('admin')));

alter policy statistics_line_insert on statistics_line with check ((select caller_is('admin')));
alter policy statistics_line_update on statistics_line using ((select caller_is('admin')));
alter policy statistics_line_delete on statistics_line using ((select caller_is('admin')));
