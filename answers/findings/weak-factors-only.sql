-- title: People whose second factors are all weak
-- severity: medium
-- providers: jumpcloud, okta
-- needs: mfa_device
-- known: people.mfa_weak_only where active
-- why: Texts, calls, e-mails and answers are read by others: by SIM swaps, mailboxes and pages that look like the real one.
-- do: Have them enroll an app or a security key, and switch the weak factors off.
select id, name, username, email, mfa_methods, department, admin, web_link
from people
where active and mfa_weak_only
order by name, id
