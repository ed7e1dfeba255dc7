-- API tokens and keys of people, one row each. A token may do what its owner may.
--
-- id           VARCHAR    Key of the token in the graph; of JumpCloud of the administrator whose key it is
-- name         VARCHAR    Name of the token
-- provider     VARCHAR    jumpcloud or okta
-- person_id    VARCHAR    Key of its owner
-- person_name  VARCHAR    Name of its owner
-- person_active BOOLEAN   Whether the owner can sign in
-- admin        BOOLEAN    Whether the owner has an admin role
-- super_admin  BOOLEAN    Whether that is the role that may do everything
-- used         BOOLEAN    Whether it was ever used (Okta)
-- last_used_on TIMESTAMP  When it was last used (Okta)
-- expires_on   TIMESTAMP  When it ends
-- restricted   BOOLEAN    Whether it works from some networks only (Okta)
-- created_on   TIMESTAMP  When it was made
with found as (
  select id, null::VARCHAR as person_id, from_json(properties, '{
    "name": "VARCHAR", "userId": "VARCHAR", "used": "BOOLEAN", "lastUsedOn": "BIGINT", "expiresOn": "BIGINT",
    "restrictedToZones": "BOOLEAN", "createdOn": "BIGINT"
  }') as p, 'okta' as provider
  from entities
  where type = 'okta_api_token'
  union all
  select id, id, from_json(json_object(
    'name', 'API key', 'createdOn', properties -> '$.apiKeyCreatedOn', 'expiresOn', properties -> '$.apiKeyExpiresOn'
  ), '{
    "name": "VARCHAR", "userId": "VARCHAR", "used": "BOOLEAN", "lastUsedOn": "BIGINT", "expiresOn": "BIGINT",
    "restrictedToZones": "BOOLEAN", "createdOn": "BIGINT"
  }'), 'jumpcloud'
  from entities
  where type = 'jumpcloud_admin' and (properties ->> '$.apiKeySet')::BOOLEAN
),
owned as (
  select to_id as token_id, min(from_id) as person_id
  from relationships
  where type = 'okta_user_has_api_token'
  group by to_id
)
select
  found.id,
  found.p.name,
  found.provider,
  coalesce(owned.person_id, found.person_id, found.p."userId") as person_id,
  owner.name as person_name,
  owner.active as person_active,
  owner.admin,
  owner.super_admin,
  found.p.used,
  to_time(found.p."lastUsedOn") as last_used_on,
  to_time(found.p."expiresOn") as expires_on,
  found.p."restrictedToZones" as restricted,
  to_time(found.p."createdOn") as created_on
from found
left join owned on owned.token_id = found.id
left join people owner on owner.id = coalesce(owned.person_id, found.person_id, found.p."userId")
order by found.id
