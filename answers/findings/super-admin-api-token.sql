-- title: API tokens of people who may do everything
-- severity: high
-- providers: jumpcloud, okta
-- needs: okta_api_token, okta_user_has_api_token, jumpcloud_admin, okta_user_assigned_role, okta_user_group_assigned_role
-- known: api_tokens.super_admin
-- why: The token may do everything as well, without a second factor, from wherever it is used.
-- do: Make the token anew for a service account with the least role that does.
select id, name, person_id, person_name, last_used_on, restricted, expires_on
from api_tokens
where super_admin
order by person_name, name, id
