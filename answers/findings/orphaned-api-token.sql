-- title: API tokens of people who are not active
-- severity: high
-- providers: jumpcloud, okta
-- needs: okta_api_token, okta_user_has_api_token, jumpcloud_admin
-- known: api_tokens.person_active
-- why: The token is the only part of that person that still works here, and nobody answers for it.
-- do: Revoke the token, or give its work to a service account.
select id, name, person_id, person_name, last_used_on, expires_on
from api_tokens
where person_active = false
order by person_name, name, id
