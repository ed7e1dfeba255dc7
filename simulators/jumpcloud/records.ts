/** A record as the API gives it. */
export type JsonRecord = Record<string, unknown>;

/** A group of users or of devices. */
export interface Group {
  record: JsonRecord;
  /** Ids of the users or systems that are direct members. */
  members: string[];
  /** Ids of groups that are members. */
  nested: string[];
}

export interface Application {
  record: JsonRecord;
  userIds: string[];
  groupIds: string[];
}

export interface SystemGroup extends Group {
  /** Ids of the user groups that are bound to this device group. */
  boundUserGroups: string[];
}

export interface System {
  record: JsonRecord;
  /** Users bound directly, with their administrator right on the device. */
  users: Map<string, { sudo: boolean }>;
}

export interface Mdm {
  record: JsonRecord;
  devices: JsonRecord[];
}

/** An authentication policy, with the groups and applications that its record names. */
export interface AuthnPolicy {
  record: JsonRecord;
  groupIds: string[];
  applicationIds: string[];
}

/** One organization. Tests may change it at any time: it is read anew for each request. */
export interface Organization {
  id: string;
  /** What `GET /api/organizations/{id}` gives; the list gives a part of it. */
  detail: JsonRecord;
  users: JsonRecord[];
  groups: Group[];
  applications: Application[];
  systems: System[];
  systemGroups: SystemGroup[];
  mdms: Mdm[];
  admins: JsonRecord[];
  policies: AuthnPolicy[];
}

/** What a key sees. */
export interface Tenant {
  organizations: Organization[];
}

/** What a complete collection finds, by type of entity or relationship. */
export function countsOf({ organizations }: Tenant): Record<string, number> {
  const sum = (count: (organization: Organization) => number) =>
    organizations.reduce((total, each) => total + count(each), 0);
  const members = (groups: readonly Group[]) =>
    groups.reduce((total, { members: { length } }) => total + length, 0);
  return {
    jumpcloud_account: organizations.length,
    jumpcloud_user: sum(({ users }) => users.length),
    jumpcloud_group: sum(({ groups }) => groups.length),
    jumpcloud_application: sum(({ applications }) => applications.length),
    jumpcloud_device: sum(({ systems }) => systems.length),
    jumpcloud_device_group: sum(({ systemGroups }) => systemGroups.length),
    jumpcloud_admin: sum(({ admins }) => admins.length),
    jumpcloud_apple_mdm: sum(({ mdms }) => mdms.length),
    jumpcloud_apple_device: sum(({ mdms }) => appleDevices(mdms)),
    jumpcloud_account_has_user: sum(({ users }) => users.length),
    jumpcloud_account_has_group: sum(({ groups }) => groups.length),
    jumpcloud_account_has_application: sum(
      ({ applications }) => applications.length,
    ),
    jumpcloud_account_has_device: sum(({ systems }) => systems.length),
    jumpcloud_account_has_device_group: sum(
      ({ systemGroups }) => systemGroups.length,
    ),
    jumpcloud_account_has_admin: sum(({ admins }) => admins.length),
    jumpcloud_account_has_apple_mdm: sum(({ mdms }) => mdms.length),
    jumpcloud_group_has_user: sum(({ groups }) => members(groups)),
    jumpcloud_group_has_group: sum(({ groups }) =>
      groups.reduce((total, { nested }) => total + nested.length, 0),
    ),
    jumpcloud_group_assigned_application: sum(({ applications }) =>
      applications.reduce((total, { groupIds }) => total + groupIds.length, 0),
    ),
    jumpcloud_user_assigned_application: sum(({ applications }) =>
      applications.reduce((total, { userIds }) => total + userIds.length, 0),
    ),
    jumpcloud_user_has_device: sum((organization) =>
      organization.systems.reduce(
        (total, system) => total + usersOf(organization, system).size,
        0,
      ),
    ),
    jumpcloud_device_group_has_device: sum(({ systemGroups }) =>
      members(systemGroups),
    ),
    jumpcloud_authn_policy: sum(({ policies }) => policies.length),
    jumpcloud_account_has_authn_policy: sum(({ policies }) => policies.length),
    jumpcloud_authn_policy_protects_application: sum(({ policies }) =>
      policies.reduce((total, each) => total + each.applicationIds.length, 0),
    ),
    jumpcloud_group_assigned_authn_policy: sum(({ policies }) =>
      policies.reduce((total, { groupIds }) => total + groupIds.length, 0),
    ),
    jumpcloud_user_manages_user: sum(
      ({ users }) =>
        users.filter(({ manager }) => users.some(({ id }) => id === manager))
          .length,
    ),
    jumpcloud_apple_device_has_mdm: sum(({ mdms }) => appleDevices(mdms)),
  };
}

function appleDevices(mdms: readonly Mdm[]): number {
  return mdms.reduce((total, { devices }) => total + devices.length, 0);
}

/** A way from one object to another: the objects passed, the target last. */
export type Path = { type: string; id: string }[];

/** How each user reaches a system: directly, or through a user group and a device group. */
export function usersOf(
  { groups, systemGroups }: Organization,
  { record, users }: System,
): Map<string, Path[]> {
  const paths = new Map<string, Path[]>();
  const add = (userId: string, path: Path) => {
    paths.set(userId, [
      ...(paths.get(userId) ?? []),
      [...path, { type: 'user', id: userId }],
    ]);
  };
  for (const userId of users.keys()) add(userId, []);
  for (const { record: group, members, boundUserGroups } of systemGroups) {
    if (!members.includes(String(record._id))) continue;
    for (const groupId of boundUserGroups) {
      const bound = groups.find((each) => each.record.id === groupId);
      for (const userId of bound?.members ?? []) {
        add(userId, [
          { type: 'system_group', id: String(group.id) },
          { type: 'user_group', id: groupId },
        ]);
      }
    }
  }
  return paths;
}
