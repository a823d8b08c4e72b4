delete from collective as t
where t.id = $1 and t.version = $2
returning t.id
