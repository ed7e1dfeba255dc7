-- Accounts: the tenants that were collected, one row each. JumpCloud can have several, the others have one.
--
-- id                       VARCHAR    Key of the account in the graph
-- name                     VARCHAR    Name of the account
-- provider                 VARCHAR    acme, jumpcloud, okta or sysdig
-- vendor                   VARCHAR    Who makes the directory
-- domain                   VARCHAR    Host of the account
-- session_mfa_required     BOOLEAN    Whether a session takes a second factor, whoever begins it (Okta)
-- session_lifetime_minutes BIGINT     The longest session (Okta)
-- admin_mfa_required       BOOLEAN    Whether administrators need a second factor (JumpCloud)
-- created_on               TIMESTAMP  When the account was made
-- web_link                 VARCHAR    Page of the account
select
  id,
  p.name,
  provider_of(type) as provider,
  p.vendor,
  p.domain,
  p."sessionMfaRequired" as session_mfa_required,
  p."sessionLifetimeMinutes" as session_lifetime_minutes,
  p."adminMfaRequired" as admin_mfa_required,
  to_time(p."createdOn") as created_on,
  p."webLink" as web_link
from (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "vendor": "VARCHAR", "domain": "VARCHAR", "sessionMfaRequired": "BOOLEAN",
    "sessionLifetimeMinutes": "BIGINT", "adminMfaRequired": "BOOLEAN", "createdOn": "BIGINT",
    "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('acme_account', 'jumpcloud_account', 'okta_account', 'sysdig_account')
)
order by id
