import type { ComponentChildren } from 'preact';

import { useDirectory } from '../ui/context';
import { ObjectLink } from '../ui/links';
import { type ListColumn, TableSection } from '../ui/section';
import { extentOf } from './roleTable';

interface Holder {
  person?: number;
  group?: number;
  application?: number;
}

/** Who or what has a role. */
const WHO: ListColumn<Holder> = {
  title: 'Who or what',
  cell: ({ person, group, application }) => {
    if (person !== undefined) return <ObjectLink kind="people" row={person} />;
    if (group !== undefined) return <ObjectLink kind="groups" row={group} />;
    return application === undefined ? (
      'not collected'
    ) : (
      <ObjectLink kind="applications" row={application} />
    );
  },
};

const KIND: ListColumn<Holder> = {
  title: 'Kind',
  cell: ({ person, group }) => {
    if (person !== undefined) return 'person';
    return group === undefined ? 'application' : 'group, and all in it';
  },
};

/** Everybody and everything that was assigned a role, with its extent. */
export function RoleHolders({ row }: { row: number }) {
  const directory = useDirectory();
  const { role_assignments: given } = directory.tables;
  const rows = [...directory.holdersOfRole.of(row)].map((each) => ({
    person: given.reference('person_id', each),
    group: given.reference('group_id', each),
    application: given.reference('application_id', each),
    each,
  }));
  return (
    <TableSection
      title="Held by"
      from={['role_assignments', 'people', 'groups']}
      rows={rows}
      empty="Nobody."
      columns={[
        WHO,
        KIND,
        { title: 'Extent', cell: ({ each }) => extentOf(given, each) },
        {
          title: 'In force',
          cell: ({ each }) =>
            given.flag('active', each) === false ? 'no' : 'yes',
        },
      ]}
    />
  );
}

/** Who may take a role in AWS. */
export function AwsRoleHolders({ row }: { row: number }) {
  const directory = useDirectory();
  const { aws_role_holders: given } = directory.tables;
  const rows = [...directory.holdersOfAwsRole.of(row)].map((each) => ({
    person: given.reference('person_id', each),
    group: given.reference('group_id', each),
  }));
  return (
    <TableSection
      title="Held by"
      from={['aws_role_holders', 'people', 'groups']}
      rows={rows}
      empty="Nobody."
      columns={[WHO, KIND]}
    />
  );
}

/** The AWS roles of a person or group; nothing where nobody has any. */
export function AwsRoles({
  given,
}: {
  /** Rows of `aws_role_holders`. */
  given: readonly { row: number; how: ComponentChildren }[];
}) {
  const { aws_roles: roles, aws_role_holders: holders } = useDirectory().tables;
  if (roles.size === 0) return null;
  const rows = given.flatMap(({ row, how }) => {
    const role = holders.reference('role_id', row);
    return role === undefined ? [] : [{ role, how }];
  });
  return (
    <TableSection
      title="AWS roles"
      from={['aws_role_holders']}
      rows={rows}
      empty="None."
      columns={[
        {
          title: 'Role',
          cell: ({ role }) => <ObjectLink kind="aws_roles" row={role} />,
        },
        {
          title: 'Account',
          cell: ({ role }) => roles.text('account', role) ?? '',
        },
        { title: 'How', cell: ({ how }) => how },
      ]}
    />
  );
}
