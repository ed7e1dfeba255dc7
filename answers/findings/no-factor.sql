-- title: People without a second factor
-- severity: high
-- providers: jumpcloud, okta
-- needs: mfa_device
-- known: people.mfa_enabled where active
-- why: A stolen or guessed password is all that it takes to sign in as them.
-- do: Make them enroll a factor, best a passkey or security key, and demand one wherever they sign on.
select id, name, username, email, status, department, admin, last_login_on, web_link
from people
where active and mfa_enabled = false
order by name, id
