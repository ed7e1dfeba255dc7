-- title: Applications that accept one factor
-- severity: high
-- providers: jumpcloud, okta
-- needs: okta_policy_rule, okta_policy_protects_application, jumpcloud_authn_policy, jumpcloud_authn_policy_protects_application
-- known: applications.mfa_required where active is not false and service_app is not true
-- why: Whoever has the password of one of their people is in, whatever factors that person has enrolled.
-- do: Change the rule so that it demands a second factor, or keep it for people who cannot have one.
select
  application.id, application.name, application.sign_on_mode,
  list(distinct rule.policy_name || ': ' || rule.rule_name order by rule.policy_name || ': ' || rule.rule_name) as rules,
  application.web_link
from applications application
join sign_on rule on rule.application_id = application.id
where application.active is not false and rule.active and rule.allows and rule.mfa_required = false
group by all
order by application.name, application.id
