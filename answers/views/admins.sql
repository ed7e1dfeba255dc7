-- Admins: who holds which admin role, one row for each person, role, extent and way.
--
-- person_id   VARCHAR  Key of the person
-- person_name VARCHAR  Name of the person
-- provider    VARCHAR  jumpcloud, okta or sysdig
-- role        VARCHAR  Name of the role
-- role_id     VARCHAR  Key of the role in the graph, where it is one
-- super_admin BOOLEAN  Whether it is the role that may do everything
-- extent      VARCHAR  What it is for: `organization`, `groups`, `applications` or `resource_set`
-- extent_name VARCHAR  Name of the resource set, or of the groups or applications
-- how         VARCHAR  `direct` or `group`
-- group_id    VARCHAR  Key of the group that gives the role
-- group_name  VARCHAR  Name of that group
-- path        VARCHAR  Names of the groups from that one to the one that has the person as a direct member
-- active      BOOLEAN  Whether the assignment is in force
select
  holder_id as person_id, holder_name as person_name, provider, role, role_id, super_admin, extent, extent_name,
  'direct' as how, null::VARCHAR as group_id, null::VARCHAR as group_name, null::VARCHAR as path, active
from role_assignments
where holder_kind = 'person' and admin
union all
select
  member.person_id, member.person_name, given.provider, given.role, given.role_id, given.super_admin, given.extent,
  given.extent_name, 'group', given.holder_id, given.holder_name, member.path, given.active
from role_assignments given
join effective_memberships member on member.group_id = given.holder_id
where given.holder_kind = 'group' and given.admin
order by person_id, role, role_id, extent, extent_name, how, group_id
