-- Assignments of roles, as the provider has them, one row each: to a person, a group or an application. `admins`
-- tells what follows for each person.
--
-- id          VARCHAR    Key of the assignment in the graph; of JumpCloud the administrator's key and the role
-- holder_id   VARCHAR    Key of the person, group or application
-- holder_name VARCHAR    Its name
-- holder_kind VARCHAR    `person`, `group` or `application`
-- provider    VARCHAR    jumpcloud, okta or sysdig
-- role_id     VARCHAR    Key of the role in the graph, where it is one
-- role        VARCHAR    Name of the role
-- admin       BOOLEAN    Whether it is an admin role; custom roles of Sysdig may be anything
-- super_admin BOOLEAN    Whether it is the role that may do everything
-- active      BOOLEAN    Whether the assignment is in force
-- extent      VARCHAR    What it is for: `organization`, `groups`, `applications` or `resource_set`
-- extent_name VARCHAR    Name of the resource set, or of the groups or applications
with given as (
  select
    assigned.id, assigned.from_id as holder_id, holder.properties as holder,
    case assigned.type
      when 'okta_user_group_assigned_role' then 'group'
      when 'okta_application_assigned_role' then 'application'
      else 'person'
    end as holder_kind,
    provider_of(assigned.type) as provider,
    role.id as role_id,
    role.properties ->> '$.name' as role,
    case role.type when 'okta_role' then true end as admin,
    case role.type when 'okta_role' then (role.properties ->> '$.superAdmin')::BOOLEAN end as super_admin,
    case assigned.properties ->> '$.status' when 'active' then true when 'inactive' then false end as active,
    assigned.properties ->> '$.scope' as extent,
    assigned.properties ->> '$.resourceSetName' as set_name,
    assigned.properties ->> '$.resourceSetId' as set_id,
    from_json(assigned.properties ->> '$.targetIds', '["VARCHAR"]') as target_ids
  from relationships assigned
  join entities holder on holder.id = assigned.from_id
  join entities role on role.id = assigned.to_id
  where assigned.type in (
    'okta_user_assigned_role', 'okta_user_group_assigned_role', 'okta_application_assigned_role',
    'sysdig_user_assigned_role'
  )
  union all
  select
    id || '|' || role, id, properties, 'person', 'jumpcloud', null, role, true,
    role = 'Administrator With Billing', true, 'organization', null, null, null
  from (
    select id, properties, unnest(from_json(properties -> '$.roles', '["VARCHAR"]')) as role
    from entities
    where type = 'jumpcloud_admin'
  )
  union all
  -- Sysdig tells who administers the account as a property of the person.
  select
    id || '|Administrator', id, properties, 'person', 'sysdig', null, 'Administrator', true,
    (properties ->> '$.superAdmin')::BOOLEAN, true, 'organization', null, null, null
  from entities
  where type = 'sysdig_user' and (properties ->> '$.admin')::BOOLEAN
),
targets as (
  select
    each.id,
    string_agg(coalesce(name_of(target.properties), each.target_id), ', ' order by each.place) as names
  from (
    select id, unnest(target_ids) as target_id, generate_subscripts(target_ids, 1) as place
    from given
  ) each
  left join entities target on target.id = each.target_id
  group by each.id
)
select
  given.id,
  given.holder_id,
  name_of(given.holder) as holder_name,
  given.holder_kind,
  given.provider,
  given.role_id,
  given.role,
  given.admin,
  given.super_admin,
  given.active,
  given.extent,
  coalesce(given.set_name, given.set_id, targets.names) as extent_name
from given
left join targets on targets.id = given.id
order by given.id
