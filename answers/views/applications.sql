-- Applications, one row each. What it takes to sign on is in `sign_on`, who may in `access`.
--
-- id                          VARCHAR    Key of the application in the graph
-- name                        VARCHAR    Name of the application
-- provider                    VARCHAR    jumpcloud or okta
-- active                      BOOLEAN    Whether the application is active
-- sign_on_mode                VARCHAR    How people sign on, in the provider's words
-- service_app                 BOOLEAN    Whether it is a service with credentials of its own (Okta)
-- vendor                      VARCHAR    Vendor of the application, or its short name
-- mfa_required                BOOLEAN    Whether every way to sign on demands a second factor
-- phishing_resistant_required BOOLEAN    Whether every way demands a factor that resists phishing
-- reauthenticate_in           VARCHAR    After which time it asks again (ISO 8601)
-- created_on                  TIMESTAMP  When the application was added
-- login_url                   VARCHAR    Where people sign on
-- web_link                    VARCHAR    The application in the provider's console
with found as (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "active": "BOOLEAN", "signOnMode": "VARCHAR", "ssoType": "VARCHAR",
    "isServiceApp": "BOOLEAN", "appVendorName": "VARCHAR", "productName": "VARCHAR", "shortName": "VARCHAR",
    "mfaRequired": "BOOLEAN", "phishingResistantRequired": "BOOLEAN", "reauthenticateIn": "VARCHAR",
    "createdOn": "BIGINT", "loginUrl": "VARCHAR", "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('jumpcloud_application', 'okta_application')
),
-- JumpCloud's policies hold for the people they are for: where each that lets in demands it, all do.
demanded as (
  select application_id, bool_and(mfa_required) as mfa_required
  from sign_on
  where provider = 'jumpcloud' and active and allows
  group by application_id
)
select
  found.id,
  found.p.name,
  provider_of(found.type) as provider,
  found.p.active,
  coalesce(found.p."signOnMode", found.p."ssoType") as sign_on_mode,
  found.p."isServiceApp" as service_app,
  coalesce(found.p."appVendorName", found.p."productName", found.p."shortName") as vendor,
  coalesce(found.p."mfaRequired", demanded.mfa_required) as mfa_required,
  found.p."phishingResistantRequired" as phishing_resistant_required,
  found.p."reauthenticateIn" as reauthenticate_in,
  to_time(found.p."createdOn") as created_on,
  found.p."loginUrl" as login_url,
  found.p."webLink" as web_link
from found
left join demanded on demanded.application_id = found.id
order by found.id
