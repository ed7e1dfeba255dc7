-- title: Too many people may do everything
-- severity: high
-- providers: jumpcloud, okta
-- threshold: most_super_admins = 5, people that may have the role
-- threshold: most_super_admin_percent = 2, of all active people in percent; of three people and more
-- needs: okta_user_assigned_role, okta_user_group_assigned_role, jumpcloud_admin
-- known: people.super_admin where active and provider = 'okta'
-- known: people.super_admin where active and kind = 'administrator'
-- why: Each of them can take over the whole directory, and so can whoever takes over one of them.
-- do: Leave the role to a few; give the others a role for what they do.
with super as (select * from people where active and super_admin),
counted as (
  select
    (select count(*) from super) as super_admins,
    (select count(*) from people where active) as everybody
)
select super.id, super.name, super.username, super.email, super.mfa_enabled, super.last_login_on, super.web_link
from super, counted
where
  super_admins > threshold('most_super_admins')
  -- One of a few is a large share, and two are what every account should have.
  or (super_admins > 2 and super_admins * 100 > threshold('most_super_admin_percent') * everybody)
order by super.name, super.id
