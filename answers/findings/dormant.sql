-- title: People who have not signed in for long, or never
-- severity: medium
-- providers: jumpcloud, okta, sysdig
-- threshold: dormant_days = 90, days without a sign-in
-- told: people.last_login_on where active and kind = 'user'
-- known: people.last_login_on where active and provider = 'sysdig'
-- why: Nobody notices when an account that nobody uses is used by somebody else.
-- do: Ask their managers, and suspend who is not needed.
with seen as (
  select *, last_login_on is null and provider <> 'sysdig' as never_signed_in
  from people
  where active and kind = 'user'
)
select id, name, username, email, last_login_on, never_signed_in, created_on, department, web_link
from seen
where
  last_login_on < collected_on() - to_days(threshold('dormant_days')::integer)
  or (never_signed_in and (created_on is null or created_on < collected_on() - to_days(threshold('dormant_days')::integer)))
order by last_login_on nulls first, name, id
