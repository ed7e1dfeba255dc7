-- Second factors, one row for each factor of a person.
--
-- id                 VARCHAR    Key of the factor in the graph; of JumpCloud the person's key and the method
-- name               VARCHAR    Name of the factor
-- provider           VARCHAR    jumpcloud or okta
-- person_id          VARCHAR    Key of the person
-- person_name        VARCHAR    Name of the person
-- method             VARCHAR    The factor in the provider's words, such as `token:software:totp`
-- kind               VARCHAR    The same in one word for all providers: totp, push, security key, fastpass, sms, call, email, question or another
-- active             BOOLEAN    Whether it is enrolled and active
-- counts             BOOLEAN    Whether it counts as a second factor of the person
-- weak               BOOLEAN    Whether it is an sms, call, e-mail or question
-- phishing_resistant BOOLEAN    Whether it resists phishing
-- status             VARCHAR    State in the provider's words
-- device             VARCHAR    Authenticator, kind of device or platform, where known
-- created_on         TIMESTAMP  When it was enrolled
with told as (
  select
    factor.id, factor.p.name, owner.id as person_id, owner.properties as person,
    factor.p."factorType" as method, factor.p.active, factor.p.status,
    coalesce(factor.p."authenticatorName", factor.p."deviceType", factor.p.platform) as device,
    to_time(factor.p."createdOn") as created_on,
    'okta' as provider
  from (
    select id, from_json(properties, '{
      "name": "VARCHAR", "factorType": "VARCHAR", "active": "BOOLEAN", "status": "VARCHAR",
      "authenticatorName": "VARCHAR", "deviceType": "VARCHAR", "platform": "VARCHAR", "createdOn": "BIGINT"
    }') as p
    from entities
    where type = 'mfa_device'
  ) factor
  join relationships assigned on assigned.type = 'okta_user_assigned_factor' and assigned.to_id = factor.id
  join entities owner on owner.id = assigned.from_id
  union all
  select
    id || '|' || method, method, id, properties, method, true, 'active', null, null, 'jumpcloud'
  from (
    select id, properties, unnest(from_json(properties -> '$.mfaMethods', '["VARCHAR"]')) as method
    from entities
    where type in ('jumpcloud_user', 'jumpcloud_admin')
  )
)
select
  id,
  name,
  provider,
  person_id,
  name_of(person) as person_name,
  method,
  case
    when method in ('token:software:totp', 'totp') then 'totp'
    when method in ('webauthn', 'u2f') then 'security key'
    when method = 'signed_nonce' then 'fastpass'
    when method in ('token:hardware', 'token:hotp', 'token') then 'hardware token'
    else method
  end as kind,
  active,
  active and list_contains(from_json(person -> '$.mfaMethods', '["VARCHAR"]'), method) as counts,
  is_weak(method) as weak,
  method in ('webauthn', 'u2f', 'signed_nonce') as phishing_resistant,
  status,
  device,
  created_on
from told
order by id
