-- Groups: groups and teams of people, one row each.
--
-- id                         VARCHAR    Key of the group in the graph
-- name                       VARCHAR    Name of the group
-- provider                   VARCHAR    acme, jumpcloud, okta or sysdig
-- kind                       VARCHAR    `group`, `built-in`, `directory` (comes from an application or directory) or `team`
-- description                VARCHAR    Description
-- members                    BIGINT     People who are direct members
-- dynamic                    BOOLEAN    Whether a rule adds members
-- rules                      VARCHAR[]  Names of the rules in force that do (Okta)
-- gives_application          BOOLEAN    Whether an application is assigned to it
-- gives_admin                BOOLEAN    Whether it gives an admin role
-- source_application_id      VARCHAR    The application that it comes from (Okta)
-- source_application         VARCHAR    Name of that application
-- created_on                 TIMESTAMP  When the group was made
-- updated_on                 TIMESTAMP  When the group was changed
-- web_link                   VARCHAR    The group in the provider's console
with found as (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "type": "VARCHAR", "description": "VARCHAR", "dynamic": "BOOLEAN",
    "sourceApplicationId": "VARCHAR", "sourceApplicationName": "VARCHAR", "createdOn": "BIGINT",
    "updatedOn": "BIGINT", "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('acme_group', 'jumpcloud_group', 'okta_app_user_group', 'okta_user_group', 'sysdig_team')
),
counted as (select group_id, count(*) as members from memberships group by group_id),
ruled as (
  select group_id, list(rule_name order by rule_name, rule_id) as rules
  from group_rules
  where active
  group by group_id
),
assigned as (select distinct holder_id from assignments where holder_kind = 'group'),
admins as (select distinct holder_id from role_assignments where holder_kind = 'group' and active is not false)
select
  found.id,
  found.p.name,
  provider_of(found.type) as provider,
  case
    when found.type = 'sysdig_team' then 'team'
    when found.p.type = 'BUILT_IN' then 'built-in'
    when found.type = 'okta_app_user_group' then 'directory'
    else 'group'
  end as kind,
  found.p.description,
  coalesce(counted.members, 0) as members,
  case
    when found.type = 'jumpcloud_group' then found.p.dynamic
    when ruled.group_id is not null then true
    when found.type = 'okta_user_group' and is_whole('okta_rule_manages_user_group') then false
    -- What adds members to these is their application.
    when found.type = 'okta_app_user_group' then false
  end as dynamic,
  ruled.rules,
  case
    when assigned.holder_id is not null then true
    when found.type in ('okta_user_group', 'okta_app_user_group') and is_whole('okta_group_assigned_application')
      then false
    when found.type = 'jumpcloud_group' and is_whole('jumpcloud_group_assigned_application') then false
  end as gives_application,
  case
    when admins.holder_id is not null then true
    when found.type in ('okta_user_group', 'okta_app_user_group') and is_whole('okta_user_group_assigned_role')
      then false
  end as gives_admin,
  found.p."sourceApplicationId" as source_application_id,
  found.p."sourceApplicationName" as source_application,
  to_time(found.p."createdOn") as created_on,
  to_time(found.p."updatedOn") as updated_on,
  found.p."webLink" as web_link
from found
left join counted on counted.group_id = found.id
left join ruled on ruled.group_id = found.id
left join assigned on assigned.holder_id = found.id
left join admins on admins.holder_id = found.id
order by found.id
