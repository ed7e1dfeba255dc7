-- Rules of policies, one row each: of JumpCloud every policy is one rule.
--
-- id                          VARCHAR    Key of the rule in the graph; of JumpCloud of the policy
-- name                        VARCHAR    Name of the rule
-- provider                    VARCHAR    jumpcloud or okta
-- policy_id                   VARCHAR    Key of its policy
-- policy_name                 VARCHAR    Name of its policy
-- kind                        VARCHAR    What the policy is about: `application`, `session`, `enrollment`, `password` or another
-- active                      BOOLEAN    Whether rule and policy are in force
-- priority                    BIGINT     Place in the order in which rules are tried (Okta)
-- allows                      BOOLEAN    Whether it lets in; false where it keeps out
-- mfa_required                BOOLEAN    Whether a rule that lets in demands a second factor
-- phishing_resistant_required BOOLEAN    Whether it demands one that resists phishing (Okta)
-- reauthenticate_in           VARCHAR    After which time it asks again (ISO 8601; Okta)
-- factors                     VARCHAR[]  The factors that it takes, where it names some (JumpCloud)
-- conditional                 BOOLEAN    Whether it holds under conditions only, such as a network or a device
-- people_ids                  VARCHAR[]  Keys of people it is for; none where it is for all
-- group_ids                   VARCHAR[]  Keys of groups it is for; none where it is for all
-- excluded_people_ids         VARCHAR[]  Keys of people it is not for
-- excluded_group_ids          VARCHAR[]  Keys of groups it is not for
select
  rule.id,
  rule.p.name,
  'okta' as provider,
  rule.p."policyId" as policy_id,
  policy.p.name as policy_name,
  case rule.p.type
    when 'ACCESS_POLICY' then 'application'
    when 'OKTA_SIGN_ON' then 'session'
    when 'MFA_ENROLL' then 'enrollment'
    when 'PASSWORD' then 'password'
    else lower(rule.p.type)
  end as kind,
  rule.p.active and policy.p.active as active,
  rule.p.priority,
  case rule.p.access when 'ALLOW' then true when 'CHALLENGE' then true when 'DENY' then false end as allows,
  rule.p."mfaRequired" as mfa_required,
  rule.p."phishingResistantRequired" as phishing_resistant_required,
  rule.p."reauthenticateIn" as reauthenticate_in,
  null::VARCHAR[] as factors,
  len(rule.p."restrictedBy") > 0 as conditional,
  coalesce(rule.p."userIds", []) as people_ids,
  coalesce(rule.p."groupIds", []) as group_ids,
  coalesce(rule.p."excludedUserIds", []) as excluded_people_ids,
  coalesce(rule.p."excludedGroupIds", []) as excluded_group_ids
from (
  select id, from_json(properties, '{
    "name": "VARCHAR", "policyId": "VARCHAR", "type": "VARCHAR", "active": "BOOLEAN", "priority": "BIGINT",
    "access": "VARCHAR", "mfaRequired": "BOOLEAN", "phishingResistantRequired": "BOOLEAN",
    "reauthenticateIn": "VARCHAR", "restrictedBy": ["VARCHAR"], "userIds": ["VARCHAR"], "groupIds": ["VARCHAR"],
    "excludedUserIds": ["VARCHAR"], "excludedGroupIds": ["VARCHAR"]
  }') as p
  from entities
  where type = 'okta_policy_rule'
) rule
left join (
  select id, from_json(properties, '{"name": "VARCHAR", "active": "BOOLEAN"}') as p
  from entities
  where type = 'okta_policy'
) policy on policy.id = rule.p."policyId"
union all
select
  found.id,
  found.p.name,
  'jumpcloud',
  found.id,
  found.p.name,
  case found.p."policyType" when 'user_portal' then 'session' else found.p."policyType" end,
  found.p.active,
  null,
  case found.p.action when 'allow' then true when 'deny' then false end,
  found.p."mfaRequired",
  null,
  null,
  found.p."mfaFactors",
  found.p."isConditional",
  [],
  coalesce(assigned.group_ids, []),
  [],
  coalesce(found.p."excludedGroupIds", [])
from (
  select id, from_json(properties, '{
    "name": "VARCHAR", "policyType": "VARCHAR", "active": "BOOLEAN", "action": "VARCHAR", "mfaRequired": "BOOLEAN",
    "mfaFactors": ["VARCHAR"], "isConditional": "BOOLEAN", "excludedGroupIds": ["VARCHAR"]
  }') as p
  from entities
  where type = 'jumpcloud_authn_policy'
) found
left join (
  select to_id as policy_id, list(from_id order by from_id) as group_ids
  from relationships
  where type = 'jumpcloud_group_assigned_authn_policy'
  group by to_id
) assigned on assigned.policy_id = found.id
order by id
