-- title: Administrators who have not signed in for long, or never
-- severity: high
-- providers: jumpcloud, okta, sysdig
-- threshold: dormant_days = 90, days without a sign-in
-- needs: okta_user_assigned_role, okta_user_group_assigned_role
-- told: people.last_login_on where active and kind = 'user'
-- known: people.last_login_on where active and admin and provider = 'sysdig'
-- known: people.admin where active and provider = 'okta'
-- why: A role that is not used is missed by nobody but whoever finds its password.
-- do: Take the role away; it can be given again within minutes.
with seen as (
  select *, last_login_on is null and provider <> 'sysdig' as never_signed_in
  from people
  where active and kind = 'user' and admin
)
select id, name, username, email, last_login_on, never_signed_in, created_on, department, web_link
from seen
where
  last_login_on < collected_on() - to_days(threshold('dormant_days')::integer)
  or (never_signed_in and (created_on is null or created_on < collected_on() - to_days(threshold('dormant_days')::integer)))
order by last_login_on nulls first, name, id
