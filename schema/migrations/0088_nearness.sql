-- Whoever looks for Hòa wants Hòa first, then Hoàng, then Khoa: a search gives first where each of its words is a word, then where
-- each begins one, then where one stands inside. For this the signs between words become blanks.
-- kind: expand

create function as_words(value text)
returns text
language sql
immutable
strict
parallel safe
return ' ' || translate(value, e'-./,;:()"''\u201c\u201d', repeat(' ', 12)) || ' ';

grant execute on function as_words(text) to tdkt_service;
