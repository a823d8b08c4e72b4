-- A question about eligibility names the year it is for, and who asks: see schema/functions/25_eligibility_condition.
-- kind: expand

alter type eligibility_case add attribute year integer;
alter type eligibility_case add attribute is_title boolean;
alter type eligibility_case add attribute by_caller boolean;
alter type eligibility_case add attribute is_hidden boolean;
