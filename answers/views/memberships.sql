-- Memberships: who is a direct member of which group, one row for each person and group.
--
-- id          VARCHAR  Key of the membership in the graph
-- person_id   VARCHAR  Key of the person
-- person_name VARCHAR  Name of the person
-- group_id    VARCHAR  Key of the group
-- group_name  VARCHAR  Name of the group
-- provider    VARCHAR  acme, jumpcloud, okta or sysdig
-- role        VARCHAR  Role in the team (Sysdig)
select
  member.id,
  member.to_id as person_id,
  name_of(person.properties) as person_name,
  member.from_id as group_id,
  name_of(holder.properties) as group_name,
  provider_of(member.type) as provider,
  case member.type
    when 'sysdig_team_has_user'
    then coalesce(member.properties ->> '$.roleName', role.properties ->> '$.name', member.properties ->> '$.role')
  end as role
from relationships member
join entities person on person.id = member.to_id
join entities holder on holder.id = member.from_id
left join entities role
  on role.type = 'sysdig_role' and role.id = 'sysdig_role:' || (member.properties ->> '$.customRoleId')
where member.type in (
  'acme_group_has_user', 'jumpcloud_group_has_user', 'okta_app_user_group_has_user', 'okta_group_has_user',
  'sysdig_team_has_user'
)
order by member.id
