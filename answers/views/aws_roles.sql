-- AWS roles that Okta's AWS applications give to people and groups, one row each.
--
-- id          VARCHAR  Key of the relationship in the graph
-- holder_id   VARCHAR  Key of the person or group
-- holder_name VARCHAR  Name of the person or group
-- holder_kind VARCHAR  `person` or `group`
-- provider    VARCHAR  okta
-- role        VARCHAR  ARN or name of the role
-- account     VARCHAR  Name of the AWS account, where roles are named with it
select
  given.id,
  given.from_id as holder_id,
  name_of(holder.properties) as holder_name,
  case given.type when 'okta_user_assigned_aws_iam_role' then 'person' else 'group' end as holder_kind,
  'okta' as provider,
  coalesce(given.target ->> '$._key', given.target ->> '$.roleName') as role,
  given.target ->> '$."tag.AccountName"' as account
from relationships given
join entities holder on holder.id = given.from_id
where given.type in ('okta_user_assigned_aws_iam_role', 'okta_user_group_assigned_aws_iam_role')
order by given.id
