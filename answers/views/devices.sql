-- Devices, one row each. A device that JumpCloud manages both by its agent and by Apple's management is two rows.
--
-- id           VARCHAR    Key of the device in the graph
-- name         VARCHAR    Name of the device
-- provider     VARCHAR    jumpcloud or okta
-- kind         VARCHAR    `agent` or `apple management` (JumpCloud), `registered` (Okta)
-- person_ids   VARCHAR[]  Keys of the people who use it
-- people       VARCHAR[]  Their names
-- category     VARCHAR    server, endpoint or mobile
-- platform     VARCHAR    Operating system family
-- os_version   VARCHAR    Version of the operating system
-- make         VARCHAR    Manufacturer
-- model        VARCHAR    Model
-- serial       VARCHAR    Serial number
-- encrypted    BOOLEAN    Whether its disk is encrypted
-- managed      BOOLEAN    Whether it is managed (Okta)
-- active       BOOLEAN    Whether it is registered, enrolled, or its agent connected
-- last_seen_on TIMESTAMP  When its agent was last in contact (JumpCloud)
-- created_on   TIMESTAMP  When it was added
-- web_link     VARCHAR    The device in the provider's console
with found as (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "category": "VARCHAR", "platform": "VARCHAR", "osVersion": "VARCHAR", "make": "VARCHAR",
    "model": "VARCHAR", "serial": "VARCHAR", "encrypted": "BOOLEAN", "managed": "BOOLEAN", "active": "BOOLEAN",
    "lastSeenOn": "BIGINT", "createdOn": "BIGINT", "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('jumpcloud_apple_device', 'jumpcloud_device', 'okta_device')
),
users as (
  select
    uses.to_id as device_id,
    list(uses.from_id order by uses.from_id) as person_ids,
    list(name_of(person.properties) order by uses.from_id) as people
  from relationships uses
  join entities person on person.id = uses.from_id
  where uses.type in ('jumpcloud_user_has_device', 'okta_user_has_device')
  group by uses.to_id
)
select
  found.id,
  found.p.name,
  provider_of(found.type) as provider,
  case found.type
    when 'jumpcloud_apple_device' then 'apple management' when 'jumpcloud_device' then 'agent' else 'registered'
  end as kind,
  coalesce(users.person_ids, []) as person_ids,
  coalesce(users.people, []) as people,
  found.p.category,
  found.p.platform,
  found.p."osVersion" as os_version,
  found.p.make,
  found.p.model,
  found.p.serial,
  found.p.encrypted,
  found.p.managed,
  found.p.active,
  to_time(found.p."lastSeenOn") as last_seen_on,
  to_time(found.p."createdOn") as created_on,
  found.p."webLink" as web_link
from found
left join users on users.device_id = found.id
order by found.id
