import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { Parked } from '../../collect/parked';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { pagesOf } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { email, pick, text } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';

import { ACCOUNT } from './account';
import {
  ADMIN_MEMBERS,
  adminMembersSurvey,
  type AdminFacts,
  readAdmins,
} from './admins';
import { type OktaClient, type Org, USERS_ACCESS } from './client';
import type { UserAttributes } from './config';
import {
  accountKey,
  adminLink,
  bothSpellings,
  createdAndUpdated,
  isStatus,
  statusOf,
} from './fields';
import { Buckets } from './limits';
import { collapsingAttributes, customAttributes } from './profile';
import type { MfaFacts } from './secondFactors';
import { profileProperties } from './userProfile';
import {
  deprovisionedProbe,
  listDeprovisionedUsers,
  listUsers,
  type OktaUser,
  USERS_PAGE,
  usersProbe,
} from './userRecords';

interface Source {
  org: Org;
  user: OktaUser;
  attributes: UserAttributes;
  /** Undefined where nothing is known of the user's factors. */
  mfa?: MfaFacts;
  /** What is known of the user's admin roles. */
  admins?: AdminFacts;
}

export const USER = entityModel<Source>({
  resourceName: 'Okta User',
  _type: 'okta_user',
  _class: ['User'],
  key: ({ user }) => user.id,
  properties: {
    ...profileProperties,
    id: ["Okta's id of the user", ({ user }) => user.id],
    status: [
      'Status in lower case: `staged`, `provisioned`, `active`, `recovery`, `password_expired`, `locked_out`, `suspended` or `deprovisioned`',
      ({ user }) => statusOf(user.status),
    ],
    active: [
      'Whether the status is ACTIVE',
      ({ user }) => isStatus(user.status, 'ACTIVE'),
    ],
    locked: [
      'Whether the status is LOCKED_OUT',
      ({ user }) => isStatus(user.status, 'LOCKED_OUT'),
    ],
    suspended: [
      'Whether the status is SUSPENDED',
      ({ user }) => isStatus(user.status, 'SUSPENDED'),
    ],
    mfaEnabled: [
      'Whether any second factor is active; undefined where that cannot be known',
      ({ mfa }) => mfa?.mfaEnabled,
    ],
    mfaMethods: [
      'Types of the active second factors: `push`, `signed_nonce` (FastPass), `webauthn`, `u2f`, `token`, `token:hardware`, `token:hotp`, `token:software:totp`, `web`, `sms`, `call`, `email` or `question`; undefined where that cannot be known',
      ({ mfa }) => mfa?.mfaMethods,
    ],
    mfaPhishingResistant: [
      'Whether one of them is a security key, passkey or FastPass; undefined where that cannot be known',
      ({ mfa }) => mfa?.mfaPhishingResistant,
    ],
    admin: [
      'Whether an active admin role is theirs, own or through a group; undefined where not all roles are read',
      ({ admins }) => admins?.admin,
    ],
    superAdmin: [
      'Whether that is the role of super administrators; undefined likewise',
      ({ admins }) => admins?.superAdmin,
    ],
    realmId: ['The realm of the user', ({ user }) => text(user.realmId)],
    userTypeId: [
      "Okta's id of the user type",
      ({ user }) => text(user.type?.id),
    ],
    credentialProviderType: [
      'Kind of what checks the password',
      ({ user }) => text(user.credentials?.provider?.type),
    ],
    credentialProviderName: [
      'Name of what checks the password',
      ({ user }) => text(user.credentials?.provider?.name),
    ],
    ...createdAndUpdated('the user', ({ user }: Source) => user),
    ...bothSpellings(
      'activated',
      'When the user was activated',
      ({ user }: Source) => user.activated,
    ),
    ...bothSpellings(
      'statusChanged',
      'When the status changed',
      ({ user }: Source) => user.statusChanged,
    ),
    ...bothSpellings(
      'lastLogin',
      'When the user last signed in',
      ({ user }: Source) => user.lastLogin,
    ),
    ...bothSpellings(
      'passwordChanged',
      'When the password was changed',
      ({ user }: Source) => user.passwordChanged,
    ),
    webLink: [
      'The user in the admin console',
      ({ org, user }) => adminLink(org, `/admin/user/profile/view/${user.id}`),
    ],
  },
  others: {
    description:
      'Custom attributes of the profile that `oktaUserAttributes` names, in camel case',
    read: ({ user, attributes }) =>
      customAttributes(user.profile, attributes, isOwnProperty),
  },
  raw: ({ user }) =>
    pick(user, [
      'id',
      'status',
      'created',
      'activated',
      'statusChanged',
      'lastLogin',
      'lastUpdated',
      'passwordChanged',
      'type',
    ]),
});

function isOwnProperty(property: string): boolean {
  return Object.hasOwn(USER.properties, property);
}

const ACCOUNT_HAS_USER = related(ACCOUNT, RelationshipClass.HAS, USER);

type Step = ProviderStep<OktaClient>;

/** What relationships need to know of a user. */
export interface KnownUser {
  email?: string;
  login?: string;
  /** The id or login of the manager, or whatever else the profile has there. */
  managerId?: string;
  isDeprovisioned: boolean;
}

const LIST_USERS = 'list-okta-users';

/** Users by id, known before they are written. */
export const KnownUsers = stepDataKey<ReadonlyMap<string, KnownUser>>({
  from: LIST_USERS,
  name: 'known',
});

/** The users that are still to be written. */
const ListedUsers = stepDataKey<Parked<OktaUser>>({
  from: LIST_USERS,
  name: 'listed',
});

/**
 * Lists the users, in one go: the list is soon read, so that its cursors do not grow old, and all
 * ids are known to the steps about memberships, assignments and factors.
 */
export const listedUsers: Step = {
  id: LIST_USERS,
  name: 'List Okta users',
  entities: [],
  relationships: [],
  reads: [USERS_ACCESS],
  survey: {
    probes: [usersProbe, deprovisionedProbe],
    calls: async (survey) => {
      const present = await usersProbe.in(survey);
      const gone = await deprovisionedProbe.in(survey);
      const verification = 1;
      return {
        [Buckets.DISCOVERY]: 1,
        [Buckets.USERS]:
          verification +
          pagesOf(present?.count ?? 0, USERS_PAGE) +
          (gone ? pagesOf(gone.count, USERS_PAGE) : 0),
      };
    },
  },
  async collect(context) {
    const known = new Map<string, KnownUser>();
    const listed = await readUsers(context, ({ id, profile, status }) =>
      known.set(id, {
        email: email(profile.email),
        login: text(profile.login),
        managerId: text(profile.managerId),
        isDeprovisioned: status === 'DEPROVISIONED',
      }),
    );
    await context.stepData.set(KnownUsers, known);
    await context.stepData.set(ListedUsers, listed);
  },
};

/**
 * Deprovisioned users are listed last: a user who is deactivated in between appears in both lists,
 * and the later record holds.
 *
 * @param onUser told of each record; of a user in both lists, twice
 */
async function readUsers(
  { client, completeness }: CollectContext<OktaClient>,
  onUser?: (user: OktaUser) => void,
): Promise<Parked<OktaUser>> {
  const listed = new Parked<OktaUser>();
  const attributes = new Set<string>();
  const add = (user: OktaUser) => {
    listed.add(user.id, user);
    onUser?.(user);
    for (const name in user.profile) attributes.add(name);
  };
  for await (const user of completeness.track(listUsers(client), 'users')) {
    add(user);
  }
  if (client.ingestsDeprovisionedUsers) {
    const deprovisioned = listDeprovisionedUsers(client);
    const tracked = completeness.track(deprovisioned, 'deprovisioned users');
    for await (const user of tracked) add(user);
  }
  const lost = collapsingAttributes([...attributes], client.userAttributes);
  if (lost.length > 0) {
    client.warn(
      `Attributes of user profiles whose names become those of others are left out: ${lost.join(', ')}`,
    );
  }
  return listed;
}

const USERS = 'fetch-okta-users';

/**
 * Writes the users, when all other steps are done: an entity is written once and never changed, and
 * the second factors of a user take a call of their own. Until then the users wait in memory,
 * packed. What other steps could not read stays unknown here, and is no failure: the users are
 * complete without.
 */
export const users: Step = {
  id: USERS,
  name: 'Fetch Okta users',
  entities: [USER],
  relationships: [ACCOUNT_HAS_USER],
  reads: [USERS_ACCESS, ADMIN_MEMBERS],
  survey: adminMembersSurvey,
  isLast: true,
  async collect(context) {
    const { client, stepData, completeness } = context;
    const org = await client.org();
    const known = await stepData.find(ListedUsers);
    const listed = known ?? (await readUsers(context));
    if (known && !(await stepData.areWhole([LIST_USERS]))) {
      completeness.doubt(
        'users',
        `the step ${LIST_USERS} did not read them all`,
      );
    }
    const factors = await stepData.find(ReadFactors);
    const adminsOf = await readAdmins(context);
    for (const user of listed.records(({ id }) => id)) {
      const mfa = factors?.get(user.id);
      await addUser(context, { org, user, mfa, admins: adminsOf(user) });
    }
  },
};

/** What was read of users' second factors, by user; of others nothing is known. */
export const ReadFactors = stepDataKey<ReadonlyMap<string, MfaFacts>>({
  from: 'fetch-okta-factors',
  name: 'facts',
});

async function addUser(
  { client, jobState }: CollectContext<OktaClient>,
  source: Omit<Source, 'attributes'>,
): Promise<void> {
  const { org, user } = source;
  const attributes = client.userAttributes;
  const entity = toEntity(USER, { ...source, attributes });
  if (!(await addEntityOnce(jobState, entity))) return;
  await jobState.addRelationship(
    createRelationship(ACCOUNT_HAS_USER, accountKey(org), user.id),
  );
}
