-- Logins by password beside single sign-on, one row for each person of a provider that tells of them (Sysdig).
--
-- person_id   VARCHAR  Key of the person
-- person_name VARCHAR  Name of the person
-- provider    VARCHAR  sysdig
-- active      BOOLEAN  Whether the person can sign in
-- exempt      BOOLEAN  Whether the person is exempt from single sign-on
-- beside_sso  BOOLEAN  Whether the person may log in by password although single sign-on is on, for one product at least: being exempt, or because the account lets everybody
with settings as (
  -- One row whatever was collected.
  select bool_or(sso_enabled) as sso_enabled, bool_or(password_login_allowed) as password_login_allowed
  from accounts
)
select
  people.id as person_id,
  people.name as person_name,
  people.provider,
  people.active,
  people.sso_bypass as exempt,
  case
    when not sso_enabled then false
    when people.sso_bypass then true
    when password_login_allowed then sso_enabled
    when not password_login_allowed then people.sso_bypass
  end as beside_sso
from people, settings
where people.provider = 'sysdig'
order by person_id
