-- title: People who may log in by password beside single sign-on
-- severity: medium
-- providers: sysdig
-- known: people.sso_bypass where active
-- why: What single sign-on demands, such as a second factor, is not demanded of them.
-- do: Take the exception away, but for one account for emergencies.
select id, name, username, email, admin, last_login_on
from people
where active and sso_bypass
order by name, id
