select t.id, t.version, t.code, t.title, t.province, t.published_on, t.ends_on, t.elsewhere, t.contact, t.state
from consultation_public as t
where true
order by t.published_on desc, t.id desc
limit 51
