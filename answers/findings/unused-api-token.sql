-- title: API tokens that are not used
-- severity: medium
-- providers: okta
-- threshold: token_days = 90, days without use
-- needs: okta_api_token
-- known: api_tokens.used
-- why: A token that nobody uses is missed by nobody when it is stolen.
-- do: Revoke it.
select id, name, person_id, person_name, last_used_on, created_on, expires_on
from api_tokens
where
  (used = false and created_on < collected_on() - to_days(threshold('token_days')::integer))
  or last_used_on < collected_on() - to_days(threshold('token_days')::integer)
order by last_used_on nulls first, name, id
