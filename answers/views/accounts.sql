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
-- sso_enabled              BOOLEAN    Whether single sign-on is on, for one product at least (Sysdig)
-- sso_products             VARCHAR[]  The products where it is on: monitor, secure (Sysdig)
-- password_login_allowed   BOOLEAN    Whether everybody may log in by password, to one product at least (Sysdig)
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
  p."ssoEnabled" as sso_enabled,
  p."ssoProducts" as sso_products,
  p."passwordLoginAllowed" as password_login_allowed,
  to_time(p."createdOn") as created_on,
  p."webLink" as web_link
from (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "vendor": "VARCHAR", "domain": "VARCHAR", "sessionMfaRequired": "BOOLEAN",
    "sessionLifetimeMinutes": "BIGINT", "adminMfaRequired": "BOOLEAN", "ssoEnabled": "BOOLEAN",
    "ssoProducts": ["VARCHAR"], "passwordLoginAllowed": "BOOLEAN", "createdOn": "BIGINT", "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('acme_account', 'jumpcloud_account', 'okta_account', 'sysdig_account')
)
order by id
