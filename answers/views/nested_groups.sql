-- Groups within groups, one row for each pair of a group and a direct member that is a group.
--
-- id          VARCHAR  Key of the relationship in the graph
-- parent_id   VARCHAR  Key of the group that has the other one as a member
-- parent_name VARCHAR  Name of that group
-- child_id    VARCHAR  Key of the group that is a member
-- child_name  VARCHAR  Name of that group
-- provider    VARCHAR  acme or jumpcloud
select
  nesting.id,
  nesting.from_id as parent_id,
  name_of(parent.properties) as parent_name,
  nesting.to_id as child_id,
  name_of(child.properties) as child_name,
  provider_of(nesting.type) as provider
from relationships nesting
join entities parent on parent.id = nesting.from_id
join entities child on child.id = nesting.to_id
where nesting.type in ('acme_group_has_group', 'jumpcloud_group_has_group')
order by nesting.id
