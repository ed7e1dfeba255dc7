-- title: Applications given to people singly beside groups
-- severity: low
-- providers: jumpcloud, okta
-- needs: okta_user_assigned_application, okta_group_assigned_application, jumpcloud_user_assigned_application, jumpcloud_group_assigned_application
-- why: Who leaves a group keeps what was given singly: nobody takes it away, because nobody looks there.
-- do: Replace the single assignments by membership in a group that has the application.
with counted as (
  select
    application_id, application_name,
    count(*) filter (holder_kind = 'person' and direct) as direct_people,
    count(*) filter (holder_kind = 'group') as assigned_groups
  from assignments
  group by application_id, application_name
)
select application_id as id, application_name as name, direct_people, assigned_groups
from counted
where direct_people > 0 and assigned_groups > 0
order by direct_people desc, name, id
