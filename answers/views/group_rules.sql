-- Rules that add people to groups, one row for each rule and group (Okta). JumpCloud tells only whether a group has a rule: `groups.dynamic`.
--
-- rule_id         VARCHAR    Key of the rule in the graph
-- rule_name       VARCHAR    Name of the rule
-- provider        VARCHAR    okta
-- active          BOOLEAN    Whether the rule is in force
-- expression      VARCHAR    Its condition
-- excluded_people VARCHAR[]  Keys of people whom it leaves out
-- group_id        VARCHAR    Key of the group
-- group_name      VARCHAR    Name of the group
select
  rule.id as rule_id,
  rule.p.name as rule_name,
  'okta' as provider,
  rule.p.active,
  rule.p.expression,
  rule.p."excludedUserIds" as excluded_people,
  target.id as group_id,
  target.properties ->> '$.name' as group_name
from (
  select id, from_json(properties, '{
    "name": "VARCHAR", "active": "BOOLEAN", "expression": "VARCHAR", "excludedUserIds": ["VARCHAR"]
  }') as p
  from entities
  where type = 'okta_rule'
) rule
join relationships manages on manages.type = 'okta_rule_manages_user_group' and manages.from_id = rule.id
join entities target on target.id = manages.to_id
order by rule_id, group_id
