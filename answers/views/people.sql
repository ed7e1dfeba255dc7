-- People: everybody who can sign in, one row for each login. An administrator of JumpCloud signs in to the
-- console with a login of its own, which is a row of its own (kind `administrator`).
--
-- id                     VARCHAR    Key of the person in the graph
-- name                   VARCHAR    Full name, else the name to log in with
-- provider               VARCHAR    acme, jumpcloud, okta or sysdig
-- kind                   VARCHAR    `user`, or `administrator` for logins to JumpCloud's console
-- username               VARCHAR    Name to log in with; of Okta the whole login
-- email                  VARCHAR    E-mail address in lower case
-- first_name             VARCHAR    Given name
-- last_name              VARCHAR    Family name
-- active                 BOOLEAN    Whether the person can sign in
-- status                 VARCHAR    The provider's word for that, in lower case
-- locked                 BOOLEAN    Whether the person is locked out
-- suspended              BOOLEAN    Whether the person is suspended
-- mfa_enabled            BOOLEAN    Whether there is any second factor
-- mfa_methods            VARCHAR[]  The second factors that count, in the provider's words
-- mfa_weak_only          BOOLEAN    Whether all of them are weak: sms, call, e-mail or a question
-- mfa_phishing_resistant BOOLEAN    Whether one of them resists phishing: a security key, a passkey, FastPass
-- mfa_exempt             BOOLEAN    Whether the person is exempt from a second factor for now (JumpCloud)
-- admin                  BOOLEAN    Whether the person has an admin role, own or through a group
-- super_admin            BOOLEAN    Whether that is the role that may do everything
-- sso_bypass             BOOLEAN    Whether the person is exempt from single sign-on (Sysdig)
-- employee_type          VARCHAR    Kind of employment, such as Contractor
-- employee_number        VARCHAR    Number within the organization
-- title                  VARCHAR    Job title
-- department             VARCHAR    Department
-- division               VARCHAR    Division
-- cost_center            VARCHAR    Cost center
-- organization           VARCHAR    Organization or company
-- manager                VARCHAR    Name of the manager
-- manager_id             VARCHAR    Key of the manager, where the manager was collected
-- created_on             TIMESTAMP  When the person was added
-- updated_on             TIMESTAMP  When the person was changed
-- activated_on           TIMESTAMP  When the person was activated
-- last_login_on          TIMESTAMP  When the person last signed in; of Sysdig, last used it
-- password_changed_on    TIMESTAMP  When the password was changed
-- password_expired       BOOLEAN    Whether the password has expired
-- web_link               VARCHAR    The person in the provider's console
with found as materialized (
  select id, type, from_json(properties, '{
    "name": "VARCHAR", "username": "VARCHAR", "login": "VARCHAR", "email": "VARCHAR",
    "firstName": "VARCHAR", "lastName": "VARCHAR", "active": "BOOLEAN", "status": "VARCHAR",
    "locked": "BOOLEAN", "suspended": "BOOLEAN", "mfaEnabled": "BOOLEAN", "mfaMethods": ["VARCHAR"],
    "mfaPhishingResistant": "BOOLEAN", "mfaExclusion": "BOOLEAN", "admin": "BOOLEAN",
    "superAdmin": "BOOLEAN", "roles": ["VARCHAR"], "bypassSsoEnforcement": "BOOLEAN",
    "employeeType": "VARCHAR", "employeeNumber": "VARCHAR", "title": "VARCHAR",
    "department": "VARCHAR", "division": "VARCHAR", "costCenter": "VARCHAR",
    "organization": "VARCHAR", "company": "VARCHAR", "manager": "VARCHAR", "createdOn": "BIGINT",
    "updatedOn": "BIGINT", "activatedOn": "BIGINT", "lastLoginOn": "BIGINT", "lastSeenOn": "BIGINT",
    "passwordChangedOn": "BIGINT", "passwordExpired": "BOOLEAN", "managerId": "VARCHAR",
    "webLink": "VARCHAR"
  }') as p
  from entities
  where type in ('acme_user', 'jumpcloud_admin', 'jumpcloud_user', 'okta_user', 'sysdig_user')
),
managers as (
  select to_id as id, min(from_id) as manager_id
  from relationships
  where type in ('jumpcloud_user_manages_user', 'okta_user_manages_user')
  group by to_id
),
-- SCIM names the manager by an id, which is part of the manager's key.
known as (
  select
    found.id, found.type, found.p,
    coalesce(managers.manager_id, named.id) as manager_id
  from found
  left join managers on managers.id = found.id
  -- One condition alone, so that it is a hash join: with a second one, on the left side only, it compares all with all.
  left join found named
    on named.id = case found.type when 'acme_user' then 'acme_user:' || found.p."managerId" end
)
select
  known.id,
  known.p.name,
  provider_of(known.type) as provider,
  case known.type when 'jumpcloud_admin' then 'administrator' else 'user' end as kind,
  coalesce(known.p.login, known.p.username) as username,
  known.p.email,
  known.p."firstName" as first_name,
  known.p."lastName" as last_name,
  known.p.active,
  known.p.status,
  known.p.locked,
  known.p.suspended,
  known.p."mfaEnabled" as mfa_enabled,
  -- Who has none for sure has an empty list.
  coalesce(known.p."mfaMethods", case when not known.p."mfaEnabled" then [] end) as mfa_methods,
  case
    when not known.p."mfaEnabled" then false
    when len(known.p."mfaMethods") > 0 then len(list_filter(known.p."mfaMethods", lambda each: not is_weak(each))) = 0
  end as mfa_weak_only,
  known.p."mfaPhishingResistant" as mfa_phishing_resistant,
  known.p."mfaExclusion" as mfa_exempt,
  known.p.admin,
  case known.type
    when 'jumpcloud_admin' then list_contains(known.p.roles, 'Administrator With Billing')
    else known.p."superAdmin"
  end as super_admin,
  known.p."bypassSsoEnforcement" as sso_bypass,
  known.p."employeeType" as employee_type,
  known.p."employeeNumber" as employee_number,
  known.p.title,
  known.p.department,
  known.p.division,
  known.p."costCenter" as cost_center,
  coalesce(known.p.organization, known.p.company) as organization,
  coalesce(manager.p.name, known.p.manager) as manager,
  known.manager_id,
  to_time(known.p."createdOn") as created_on,
  to_time(known.p."updatedOn") as updated_on,
  to_time(known.p."activatedOn") as activated_on,
  to_time(coalesce(known.p."lastLoginOn", known.p."lastSeenOn")) as last_login_on,
  to_time(known.p."passwordChangedOn") as password_changed_on,
  known.p."passwordExpired" as password_expired,
  known.p."webLink" as web_link
from known
left join found manager on manager.id = known.manager_id
order by known.id
