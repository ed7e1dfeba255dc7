-- What an application demands of those who sign on: one row for each application and rule that applies to it, in
-- the order in which the provider tries them.
--
-- application_id              VARCHAR    Key of the application
-- application_name            VARCHAR    Name of the application
-- provider                    VARCHAR    jumpcloud or okta
-- policy_id                   VARCHAR    Key of the policy
-- policy_name                 VARCHAR    Name of the policy
-- rule_id                     VARCHAR    Key of the rule; of JumpCloud of the policy
-- rule_name                   VARCHAR    Name of the rule
-- priority                    BIGINT     Place in the order in which rules are tried (Okta)
-- active                      BOOLEAN    Whether the rule is in force
-- allows                      BOOLEAN    Whether it lets in; false where it keeps out
-- mfa_required                BOOLEAN    Whether it demands a second factor of those it lets in
-- phishing_resistant_required BOOLEAN    Whether it demands one that resists phishing (Okta)
-- reauthenticate_in           VARCHAR    After which time it asks again (ISO 8601; Okta)
-- factors                     VARCHAR[]  The factors that it takes, where it names some (JumpCloud)
-- conditional                 BOOLEAN    Whether it holds under conditions only, such as a network or a device
-- people_ids                  VARCHAR[]  Keys of people it is for; none where it is for all
-- group_ids                   VARCHAR[]  Keys of groups it is for; none where it is for all
-- excluded_people_ids         VARCHAR[]  Keys of people it is not for
-- excluded_group_ids          VARCHAR[]  Keys of groups it is not for
with protected as (
  select to_id as application_id, from_id as policy_id
  from relationships
  where type in ('jumpcloud_authn_policy_protects_application', 'okta_policy_protects_application')
  union
  select application.id, policy.id
  from entities policy, entities application
  where
    policy.type = 'jumpcloud_authn_policy'
    and (policy.properties ->> '$.allApplications')::BOOLEAN
    and application.type = 'jumpcloud_application'
)
select
  protected.application_id,
  name_of(application.properties) as application_name,
  rule.provider,
  rule.policy_id,
  rule.policy_name,
  rule.id as rule_id,
  rule.name as rule_name,
  rule.priority,
  rule.active,
  rule.allows,
  rule.mfa_required,
  rule.phishing_resistant_required,
  rule.reauthenticate_in,
  rule.factors,
  rule.conditional,
  rule.people_ids,
  rule.group_ids,
  rule.excluded_people_ids,
  rule.excluded_group_ids
from protected
join policy_rules rule on rule.policy_id = protected.policy_id
join entities application on application.id = protected.application_id
order by application_id, priority, rule_id
