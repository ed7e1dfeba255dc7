-- title: Groups without members that give access
-- severity: low
-- providers: jumpcloud, okta
-- why: Nobody watches an empty group, and the next member has all that it gives.
-- do: Delete the group, or take its applications and roles away.
select id, name, kind, gives_application, gives_admin, web_link
from groups
where
  (gives_application or gives_admin)
  and not exists (from effective_memberships member where member.group_id = groups.id)
order by name, id
