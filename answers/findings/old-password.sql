-- title: Passwords that are old
-- severity: low
-- providers: jumpcloud, okta
-- threshold: password_days = 365, age of a password in days
-- known: people.password_changed_on where active and kind = 'user'
-- why: An old password has had the time to end up in a leak, above all where there is no second factor.
-- do: Compare them with known leaks, and change those that were reused.
select id, name, username, email, password_changed_on, mfa_enabled, admin, web_link
from people
where active and password_changed_on < collected_on() - to_days(threshold('password_days')::integer)
order by password_changed_on, name, id
