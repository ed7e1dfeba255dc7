-- title: Administrators without a second factor
-- severity: critical
-- providers: jumpcloud, okta
-- needs: mfa_device, okta_user_assigned_role, okta_user_group_assigned_role
-- known: people.mfa_enabled where active and admin
-- known: people.admin where active and provider = 'okta'
-- why: One password gives away the directory, and with it all that the directory opens.
-- do: Take the role away until a factor is enrolled, and demand one for the console.
select id, name, username, email, super_admin, last_login_on, web_link
from people
where active and admin and mfa_enabled = false
order by super_admin desc nulls last, name, id
