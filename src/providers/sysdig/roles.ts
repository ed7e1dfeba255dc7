import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { listStep } from '../../collect/listStep';
import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel } from '../../graph/entities';
import { pick, text, texts } from '../../graph/properties';
import { related } from '../../graph/relationships';
import type { Records } from '../../http/records';
import { identifier, text as textField, textList } from '../../wire/fields';

import { accountHas, inAccount } from './account';
import type { SysdigClient } from './client';
import { CustomRolesOfUsers, teamMembers } from './members';
import { Reads } from './permissions';
import {
  CustomRolesOfAccounts,
  SERVICE_ACCOUNT,
  serviceAccountKey,
  teamServiceAccounts,
} from './serviceAccounts';
import { USER, userKey } from './users';

/** A record of `GET /platform/v1/roles`: a custom role. */
export const Role = z.object({
  id: identifier,
  name: textField,
  description: textField,
  monitorPermissions: textList,
  securePermissions: textList,
});

/** All custom roles. */
function listRoles(client: SysdigClient): Records<z.infer<typeof Role>> {
  return client.fallback.platformOnly(
    client.sortedList({
      path: '/platform/v1/roles',
      bucket: 'roles',
      permission: Reads.ROLES.needs,
      record: Role,
    }),
  );
}

export function roleKey(id: string): string {
  return `sysdig_role:${id}`;
}

export const ROLE = entityModel<z.infer<typeof Role>>({
  resourceName: 'Role',
  _type: 'sysdig_role',
  _class: ['AccessRole'],
  key: ({ id }) => roleKey(id),
  properties: {
    id: ["Sysdig's id of the role", ({ id }) => id],
    name: ['Name of the role', ({ id, name }) => text(name) ?? id],
    description: ['Description', ({ description }) => text(description)],
    systemRole: ['Always false: it is a custom role', () => false],
    privilegeNames: [
      'Permissions in both products',
      ({ monitorPermissions = [], securePermissions = [] }) =>
        texts([...monitorPermissions, ...securePermissions]),
    ],
    monitorPermissions: [
      'Permissions in Sysdig Monitor',
      ({ monitorPermissions }) => texts(monitorPermissions),
    ],
    securePermissions: [
      'Permissions in Sysdig Secure',
      ({ securePermissions }) => texts(securePermissions),
    ],
  },
  raw: (role) =>
    pick(role, [
      'id',
      'name',
      'description',
      'monitorPermissions',
      'securePermissions',
    ]),
});

const ROLES = 'fetch-sysdig-roles';

/** The names of all custom roles, by id. */
const Roles = stepDataKey<ReadonlyMap<string, string | undefined>>({
  from: ROLES,
  name: 'roles',
});

const rolesProbe = listProbe(Reads.ROLES, listRoles);

export const roles = listStep({
  id: ROLES,
  name: 'Fetch Sysdig roles',
  ingestionSourceId: 'sysdig-roles',
  entity: ROLE,
  relationship: accountHas(ROLE),
  access: Reads.ROLES,
  survey: listSurvey(rolesProbe, 'roles', 200),
  list: listRoles,
  isFeature: true,
  ...inAccount,
  toSource: (role) => role,
  handsOn: { key: Roles, entry: ({ id, name }) => [id, name] },
});

export const USER_ASSIGNED_ROLE = related(
  USER,
  RelationshipClass.ASSIGNED,
  ROLE,
);

export const userRoles: ProviderStep<SysdigClient> = {
  id: 'fetch-sysdig-user-roles',
  name: 'Build Sysdig user roles',
  entities: [],
  relationships: [USER_ASSIGNED_ROLE],
  dependsOn: [teamMembers.id, ROLES],
  ingestionSourceId: 'sysdig-roles',
  async collect({ completeness, edges, stepData }) {
    const { byUser, hiddenBy } = await stepData.get(CustomRolesOfUsers);
    const known = await stepData.get(Roles);
    if (hiddenBy && known.size > 0) {
      await completeness.attempt(
        () => Promise.reject(hiddenBy),
        'custom roles of team members, which the older API does not tell',
      );
    }
    for (const [userId, roleIds] of byUser) {
      for (const id of roleIds) {
        if (known.size === 0) edges.skip();
        else {
          await edges.add(USER_ASSIGNED_ROLE, userKey(userId), roleKey(id));
        }
      }
    }
  },
};

const SERVICE_ACCOUNT_ASSIGNED_ROLE = related(
  SERVICE_ACCOUNT,
  RelationshipClass.ASSIGNED,
  ROLE,
);

export const serviceAccountRoles: ProviderStep<SysdigClient> = {
  id: 'fetch-sysdig-service-account-roles',
  name: 'Build Sysdig service account roles',
  entities: [],
  relationships: [SERVICE_ACCOUNT_ASSIGNED_ROLE],
  dependsOn: [teamServiceAccounts.id, ROLES],
  ingestionSourceId: 'sysdig-roles',
  async collect({ edges, stepData }) {
    for (const [accountId, id] of await stepData.get(CustomRolesOfAccounts)) {
      await edges.add(
        SERVICE_ACCOUNT_ASSIGNED_ROLE,
        serviceAccountKey(accountId),
        roleKey(id),
      );
    }
  },
};
