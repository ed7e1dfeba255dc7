-- Assignments: who was given which application, as the provider has it, one row each: to a person, or to a group
-- whose members have it by that. `access` tells what follows for each person.
--
-- id               VARCHAR  Key of the assignment in the graph
-- holder_id        VARCHAR  Key of the person or group
-- holder_name      VARCHAR  Name of the person or group
-- holder_kind      VARCHAR  `person` or `group`
-- application_id   VARCHAR  Key of the application
-- application_name VARCHAR  Name of the application
-- provider         VARCHAR  jumpcloud or okta
-- direct           BOOLEAN  Whether a person was assigned singly; false where a group brought it (Okta)
-- status           VARCHAR  State of a person's assignment (Okta)
-- role             VARCHAR  Role or roles in the application (Okta)
select
  assigned.id,
  assigned.from_id as holder_id,
  name_of(holder.properties) as holder_name,
  case
    when assigned.type in ('jumpcloud_user_assigned_application', 'okta_user_assigned_application') then 'person'
    else 'group'
  end as holder_kind,
  assigned.to_id as application_id,
  name_of(application.properties) as application_name,
  provider_of(assigned.type) as provider,
  case assigned.type
    when 'jumpcloud_user_assigned_application' then true
    when 'okta_user_assigned_application' then
      case assigned.properties ->> '$.scope' when 'USER' then true when 'GROUP' then false end
  end as direct,
  assigned.properties ->> '$.status' as status,
  coalesce(
    array_to_string(from_json(assigned.properties ->> '$.roles', '["VARCHAR"]'), ', '),
    assigned.properties ->> '$.role'
  ) as role
from relationships assigned
join entities holder on holder.id = assigned.from_id
join entities application on application.id = assigned.to_id
where assigned.type in (
  'jumpcloud_group_assigned_application', 'jumpcloud_user_assigned_application',
  'okta_group_assigned_application', 'okta_user_assigned_application'
)
order by assigned.id
