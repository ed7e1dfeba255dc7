-- title: Service apps that may do everything
-- severity: critical
-- providers: okta
-- needs: okta_application_assigned_role
-- known: service_accounts.super_admin where provider = 'okta'
-- why: Whoever has its key has the whole organization, with no person and no second factor between.
-- do: Give it a role for what it does, and scopes for no more.
select id, name, roles, created_on, web_link
from service_accounts
where active is not false and super_admin
order by name, id
