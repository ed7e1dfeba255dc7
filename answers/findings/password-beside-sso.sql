-- title: People who may log in by password beside single sign-on
-- severity: medium
-- providers: sysdig
-- unless: accounts where sso_enabled = false, single sign-on is off
-- known: password_logins.beside_sso where active
-- why: What single sign-on demands, such as a second factor, is not demanded of them.
-- do: Switch password login off for each product where single sign-on is on, and take exceptions away, but for one account for emergencies.
select person.id, person.name, person.username, person.email, person.admin, login.exempt, person.last_login_on
from people person
join password_logins login on login.person_id = person.id
where person.active and login.beside_sso
order by person.name, person.id
