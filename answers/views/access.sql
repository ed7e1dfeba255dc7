-- Access: who may use which application and how, one row for each person, application and way: by an assignment
-- of their own, or by a group, be it through groups within it.
--
-- person_id        VARCHAR    Key of the person
-- person_name      VARCHAR    Name of the person
-- application_id   VARCHAR    Key of the application
-- application_name VARCHAR    Name of the application
-- provider         VARCHAR    jumpcloud or okta
-- how              VARCHAR    `direct` or `group`
-- group_id         VARCHAR    Key of the group that was assigned; unknown where the provider says only that there is one
-- group_name       VARCHAR    Name of that group
-- path             VARCHAR    Names of the groups from that one to the one that has the person as a direct member
-- role             VARCHAR    Role or roles in the application (Okta)
-- status           VARCHAR    State of the person's assignment (Okta)
with own as (select * from assignments where holder_kind = 'person'),
through as (
  select
    member.person_id, member.person_name, given.application_id, given.application_name, given.provider,
    given.holder_id as group_id, given.holder_name as group_name, member.path,
    coalesce(given.role, own.role) as role, own.status
  from assignments given
  join effective_memberships member on member.group_id = given.holder_id
  left join own on own.holder_id = member.person_id and own.application_id = given.application_id
  where given.holder_kind = 'group'
)
select
  holder_id as person_id, holder_name as person_name, application_id, application_name, provider,
  'direct' as how, null::VARCHAR as group_id, null::VARCHAR as group_name, null::VARCHAR as path, role, status
from own
where direct is not false
union all
select
  person_id, person_name, application_id, application_name, provider, 'group', group_id, group_name, path, role, status
from through
union all
-- Okta says that a group gives it, and no group that was collected does.
select
  own.holder_id, own.holder_name, own.application_id, own.application_name, own.provider,
  'group', null, null, null, own.role, own.status
from own
where own.direct = false and not exists (
  from through
  where through.person_id = own.holder_id and through.application_id = own.application_id
)
order by person_id, application_id, how, group_id
