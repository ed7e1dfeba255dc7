-- Accounts of programs, one row each: service accounts of Sysdig, and Okta's applications with credentials of their own.
--
-- id           VARCHAR    Key of the account in the graph
-- name         VARCHAR    Its name
-- provider     VARCHAR    okta or sysdig
-- kind         VARCHAR    `service account` or `service app`
-- active       BOOLEAN    Whether it can be used; of Sysdig whether it has not expired
-- admin        BOOLEAN    Whether it has an admin role
-- super_admin  BOOLEAN    Whether that is the role that may do everything
-- roles        VARCHAR[]  Its roles
-- team_id      VARCHAR    Key of its team (Sysdig)
-- team         VARCHAR    Name of its team
-- created_on   TIMESTAMP  When it was made
-- last_used_on TIMESTAMP  When it was last used (Sysdig)
-- expires_on   TIMESTAMP  When it expires (Sysdig)
-- web_link     VARCHAR    Its page in the provider's console
with held as (
  select
    holder_id,
    list(role order by role) as roles,
    bool_or(super_admin) as super_admin
  from role_assignments
  where holder_kind = 'application' and active is not false
  group by holder_id
),
found as (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "active": "BOOLEAN", "systemRoles": ["VARCHAR"], "teamId": "VARCHAR", "teamRole": "VARCHAR",
    "customRoleId": "VARCHAR",
    "createdOn": "BIGINT", "lastUsedOn": "BIGINT", "expiresOn": "BIGINT", "isServiceApp": "BOOLEAN",
    "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('okta_application', 'sysdig_service_account')
)
select
  found.id,
  found.p.name,
  provider_of(found.type) as provider,
  case found.type when 'okta_application' then 'service app' else 'service account' end as kind,
  case found.type
    when 'okta_application' then found.p.active
    else coalesce(to_time(found.p."expiresOn") > collected_on(), found.p.active)
  end as active,
  case
    when held.holder_id is not null then true
    when found.type = 'okta_application' and is_whole('okta_application_assigned_role') then false
  end as admin,
  case
    when held.super_admin then true
    when found.type = 'okta_application' and is_whole('okta_application_assigned_role') then false
  end as super_admin,
  case found.type
    when 'okta_application' then coalesce(held.roles, [])
    -- A role of one's own in a team is told by its id.
    else list_concat(
      coalesce(found.p."systemRoles", []),
      list_filter([coalesce(team_role.properties ->> '$.name', found.p."teamRole")], lambda each: each is not null)
    )
  end as roles,
  team.id as team_id,
  team.properties ->> '$.name' as team,
  to_time(found.p."createdOn") as created_on,
  to_time(found.p."lastUsedOn") as last_used_on,
  to_time(found.p."expiresOn") as expires_on,
  found.p."webLink" as web_link
from found
left join held on held.holder_id = found.id
left join entities team on team.type = 'sysdig_team' and team.id = 'sysdig_team:' || found.p."teamId"
left join entities team_role
  on team_role.type = 'sysdig_role' and team_role.id = 'sysdig_role:' || found.p."customRoleId"
where found.type = 'sysdig_service_account' or found.p."isServiceApp" or held.holder_id is not null
order by found.id
