-- Completeness: what became of each type that the provider can have, one row for each type. Where a type is
-- partial, an answer that reads it may lack rows.
--
-- type     VARCHAR    Type in the graph
-- provider VARCHAR    acme, jumpcloud, okta or sysdig
-- status   VARCHAR    `complete`, `partial` (something of it could not be read), `limited` (never whole, such as a log of 90 days) or `not collected` (switched off)
-- objects  BIGINT     Number of objects that were collected
-- steps    VARCHAR[]  The steps that collect it, those that failed first
select
  told.type,
  told.provider,
  told.status,
  coalesce(counted.objects, 0) as objects,
  told.steps
from collected_types told
left join (
  select type, count(*) as objects
  from (select type from entities union all select type from relationships)
  group by type
) counted on counted.type = told.type
order by told.type
