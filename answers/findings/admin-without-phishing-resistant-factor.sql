-- title: Administrators without a factor that resists phishing
-- severity: high
-- providers: jumpcloud, okta
-- needs: mfa_device, okta_user_assigned_role, okta_user_group_assigned_role
-- known: people.mfa_phishing_resistant where active and admin
-- known: people.admin where active and provider = 'okta'
-- why: Codes and prompts can be passed on to whoever asks for them on a page that looks right; passkeys cannot.
-- do: Give each of them two security keys or passkeys, and demand these for the console.
select id, name, username, email, mfa_methods, super_admin, web_link
from people
where active and admin and mfa_phishing_resistant = false
order by super_admin desc nulls last, name, id
