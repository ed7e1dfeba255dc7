-- title: Groups that give an admin role and take members by rule
-- severity: high
-- providers: okta
-- needs: okta_user_group_assigned_role, okta_rule_manages_user_group
-- why: Whoever can change the attribute that the rule looks at, such as the own department, can become an administrator.
-- do: Take members of such groups by hand, or by an access request.
select
  holder.id, holder.name, holder.rules, holder.members,
  list(distinct given.role order by given.role) as roles, holder.web_link
from groups holder
join role_assignments given on given.holder_id = holder.id and given.active is not false
where holder.gives_admin and holder.dynamic
group by all
order by holder.name, holder.id
