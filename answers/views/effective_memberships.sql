-- Memberships with groups within groups closed: one row for each person and group that the person belongs to,
-- directly or through other groups, by the shortest way. Groups that contain themselves do no harm.
--
-- person_id   VARCHAR    Key of the person
-- person_name VARCHAR    Name of the person
-- group_id    VARCHAR    Key of the group
-- group_name  VARCHAR    Name of the group
-- provider    VARCHAR    acme, jumpcloud, okta or sysdig
-- direct      BOOLEAN    Whether the person is a direct member
-- depth       INTEGER    Number of groups between the group and the person: 0 for direct members
-- path        VARCHAR    Names of the groups from this one to the one that has the person as a direct member
-- path_ids    VARCHAR[]  Keys of these groups
with recursive within (ancestor, descendant, depth, path_ids) using key (ancestor, descendant) as (
  select group_id, group_id, 0, [group_id] from (select distinct group_id from memberships)
  union
  -- Level by level towards the parents, and no pair twice: so a circle ends, and the way is the shortest.
  select
    nesting.parent_id, within.descendant, any_value(within.depth) + 1,
    min(list_prepend(nesting.parent_id, within.path_ids))
  from within
  join nested_groups nesting on nesting.child_id = within.ancestor
  left join recurring.within known
    on known.ancestor = nesting.parent_id and known.descendant = within.descendant
  where known.ancestor is null
  group by nesting.parent_id, within.descendant
),
named as (
  select within.ancestor, within.descendant, within.depth, within.path_ids,
    string_agg(name_of(step.properties), ' > ' order by each.place) as path,
    first(name_of(step.properties) order by each.place) as group_name
  from within,
    unnest(within.path_ids) with ordinality as each (group_id, place)
  join entities step on step.id = each.group_id
  group by all
)
select
  member.person_id,
  member.person_name,
  named.ancestor as group_id,
  named.group_name,
  member.provider,
  named.depth = 0 as direct,
  named.depth,
  named.path,
  named.path_ids
from memberships member
join named on named.descendant = member.group_id
qualify row_number() over (
  partition by member.person_id, named.ancestor order by named.depth, named.path_ids
) = 1
order by person_id, group_id
