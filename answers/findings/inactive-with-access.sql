-- title: People who are not active, yet have a role or an application
-- severity: medium
-- providers: jumpcloud, okta, sysdig
-- known: people.active
-- why: Whoever is activated again, by mistake or by somebody else, has all of it at once; and an application that checks nothing lets them in today.
-- do: Take roles and applications away when somebody leaves.
with held as (
  select person_id, application_name as what, 'application' as kind from access
  union
  select person_id, role, 'admin role' from admins where active is not false
)
select
  person.id, person.name, person.username, person.status,
  list(distinct held.what order by held.what) filter (held.kind = 'application') as applications,
  list(distinct held.what order by held.what) filter (held.kind = 'admin role') as admin_roles,
  person.web_link
from people person
join held on held.person_id = person.id
where
  person.active = false
  -- Who is locked out, or not there yet, is only away for a while.
  and coalesce(person.status, '')
    not in ('locked', 'locked_out', 'password_expired', 'recovery', 'staged', 'provisioned', 'pending')
group by all
order by person.name, person.id
