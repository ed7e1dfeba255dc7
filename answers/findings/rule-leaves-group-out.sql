-- title: Sign-on rules that leave a group out
-- severity: medium
-- providers: jumpcloud, okta
-- needs: okta_policy_rule, jumpcloud_authn_policy
-- why: Exceptions that were made for a day stay for years, and what they lead to is the next, weaker rule.
-- do: Look at who is in these groups now, and end the exceptions that have no reason any more.
select
  rule.id, rule.name, rule.policy_id, rule.policy_name, rule.kind, rule.mfa_required,
  list(coalesce(left_out.name, each.group_id) order by coalesce(left_out.name, each.group_id)) as left_out
from policy_rules rule, unnest(rule.excluded_group_ids) as each (group_id)
left join groups left_out on left_out.id = each.group_id
where rule.active and rule.kind in ('application', 'session', 'admin_portal', 'ldap')
group by all
order by rule.policy_name, rule.name, rule.id
