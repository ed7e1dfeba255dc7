import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { Completeness } from '../../collect/completeness';
import { forEach } from '../../collect/forEach';
import { Progress } from '../../collect/progress';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { entityModel, type Property, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { email, link, pick, text, texts } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { type Records, unlessEmpty } from '../../http/records';
import {
  freeForm,
  keyIdentifier,
  list,
  objectField,
  text as textField,
} from '../../wire/fields';

import { ACCOUNT } from './account';
import { readFactorRules } from './authenticators';
import { type OktaClient, type Org, pages, USERS_PATH } from './client';
import type { UserAttributes } from './config';
import { type Factor, FactorsSource, listFactors } from './factors';
import {
  accountKey,
  adminLink,
  bothSpellings,
  createdAndUpdated,
  isStatus,
  statusOf,
} from './fields';
import { Buckets, permission } from './limits';
import { collapsingAttributes, customAttributes } from './profile';
import { type MfaFacts, mfaFacts } from './secondFactors';

/**
 * `GET /api/v1/users`. Of each record only what is used is kept: users wait for their factors, and
 * whatever else a record holds (credentials, links) shall not wait with them.
 */
export const OktaUser = z.object({
  id: keyIdentifier,
  status: textField,
  created: textField,
  activated: textField,
  statusChanged: textField,
  lastLogin: textField,
  lastUpdated: textField,
  passwordChanged: textField,
  type: objectField({ id: textField }),
  realmId: textField,
  profile: freeForm,
  credentials: objectField({
    provider: objectField({ type: textField, name: textField }),
    emails: list(z.object({ value: textField, status: textField })),
  }),
});
export type OktaUser = z.infer<typeof OktaUser>;

interface Source {
  org: Org;
  user: OktaUser;
  attributes: UserAttributes;
  /** Undefined where nothing is known of the user's factors. */
  mfa?: MfaFacts;
}

/** Okta's base attributes, as they are; without phone numbers and postal addresses. */
const BASE_ATTRIBUTES = {
  middleName: 'Middle name',
  nickName: 'Nickname',
  honorificPrefix: 'Title before the name',
  honorificSuffix: 'Title behind the name',
  title: 'Job title',
  userType: 'Kind of employment, as the profile has it',
  organization: 'Organization',
  division: 'Division',
  department: 'Department',
  costCenter: 'Cost center',
  employeeNumber: 'Employee number',
  manager: 'Name of the manager, as the profile has it',
  managerId: "Okta's id or login of the manager, as the profile has it",
  countryCode: 'Country',
  locale: 'Locale',
  timezone: 'Time zone',
  preferredLanguage: 'Preferred language',
};

const baseProperties = Object.fromEntries(
  Object.entries(BASE_ATTRIBUTES).map(
    ([name, description]): [string, Property<Source>] => [
      name,
      [description, ({ user }) => text(user.profile[name])],
    ],
  ),
);

export const USER = entityModel<Source>({
  resourceName: 'Okta User',
  _type: 'okta_user',
  _class: ['User'],
  key: ({ user }) => user.id,
  properties: {
    ...baseProperties,
    id: ["Okta's id of the user", ({ user }) => user.id],
    name: [
      'First and last name, else the display name, else the login',
      nameOf,
    ],
    displayName: ['The login', ({ user }) => loginOf(user)],
    login: ['The login', ({ user }) => loginOf(user)],
    username: [
      'What stands before `@` in the login',
      ({ user }) => loginOf(user).split('@')[0] || loginOf(user),
    ],
    email: [
      'E-mail address in lower case',
      ({ user }) => email(user.profile.email),
    ],
    secondEmail: [
      'Second e-mail address in lower case',
      ({ user }) => email(user.profile.secondEmail),
    ],
    profileUrl: [
      'Page of the user',
      ({ user }) => link(user.profile.profileUrl),
    ],
    firstName: ['First name', ({ user }) => text(user.profile.firstName)],
    lastName: ['Last name', ({ user }) => text(user.profile.lastName)],
    status: ['Status in lower case', ({ user }) => statusOf(user.status)],
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
      'Types of the active second factors',
      ({ mfa }) => mfa?.mfaMethods,
    ],
    mfaPhishingResistant: [
      'Whether one of them is a security key, passkey or FastPass; undefined where that cannot be known',
      ({ mfa }) => mfa?.mfaPhishingResistant,
    ],
    employeeType: [
      'Kind of employment',
      ({ user }) => text(user.profile.userType),
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
    verifiedEmails: [
      'Addresses that were verified',
      ({ user }) => emailsOf(user, (status) => status === 'VERIFIED'),
    ],
    unverifiedEmails: [
      'Addresses that were not',
      ({ user }) =>
        emailsOf(user, (status) => !!status && status !== 'VERIFIED'),
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

function loginOf({ id, profile }: OktaUser): string {
  return text(profile.login) ?? id;
}

function nameOf({ user }: Source): string {
  const { firstName, lastName, displayName } = user.profile;
  const names = [text(firstName), text(lastName)].filter(Boolean);
  return text(names.join(' ')) ?? text(displayName) ?? loginOf(user);
}

function emailsOf(
  { credentials }: OktaUser,
  isWanted: (status: string | undefined) => boolean,
): string[] | undefined {
  const emails = credentials?.emails ?? [];
  return texts(
    emails
      .filter(({ status }) => isWanted(status))
      .map(({ value }) => email(value)),
  );
}

const ACCOUNT_HAS_USER = related(ACCOUNT, RelationshipClass.HAS, USER);

/** The users, all but the deprovisioned ones. An empty list cannot be true. */
export const listUsers = (client: OktaClient) =>
  unlessEmpty(userList(client, {}), () => client.noUsersError());

/** A filter reads the store itself; a search would read an index that follows with a delay. */
export const listDeprovisionedUsers = (client: OktaClient) =>
  userList(client, { filter: 'status eq "DEPROVISIONED"' });

function userList(
  client: OktaClient,
  query: Record<string, string>,
): Records<OktaUser> {
  return client.list({
    path: USERS_PATH,
    query,
    bucket: Buckets.USERS,
    permission: permission('okta.users.read', 'users'),
    paging: pages(200),
    record: OktaUser,
  });
}

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
const ListedUsers = stepDataKey<Map<string, OktaUser>>({
  from: LIST_USERS,
  name: 'listed',
});

/**
 * Lists the users, in one go: the list is soon read, so that its cursors do not grow old, and all
 * ids are known to the steps about memberships and assignments while factors are still being read.
 * Deprovisioned users are listed last: a user who is deactivated in between appears in both lists,
 * and the later record holds.
 */
export const listedUsers: Step = {
  id: LIST_USERS,
  name: 'List Okta users',
  entities: [],
  relationships: [],
  async collect({ client, completeness, stepData, logger }) {
    const known = new Map<string, KnownUser>();
    const listed = new Map<string, OktaUser>();
    const attributes = new Set<string>();
    const add = (user: OktaUser) => {
      known.set(user.id, {
        email: email(user.profile.email),
        login: text(user.profile.login),
        managerId: text(user.profile.managerId),
        isDeprovisioned: user.status === 'DEPROVISIONED',
      });
      listed.set(user.id, user);
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
      logger.warn(
        `Attributes of user profiles whose names become those of others are left out: ${lost.join(', ')}`,
      );
    }
    await stepData.set(KnownUsers, known);
    await stepData.set(ListedUsers, listed);
  },
};

/** The factors that were read, by user, and what could not be read. */
export interface FactorReading {
  factors: [userId: string, factors: readonly Factor[]][];
  completeness: Completeness;
}

const USERS = 'fetch-okta-users';

export const ReadFactors = stepDataKey<FactorReading>({
  from: USERS,
  name: 'factors',
});

/**
 * Writes the users. An entity is written once and never changed, but `mfaEnabled` takes one call per
 * user: users who can have factors wait in memory until theirs are read (about 2 KB each, for as
 * long as the rate limit takes for one call each). What goes wrong with factors is kept for the step
 * about factors: the users are complete without, only their MFA facts stay unknown.
 */
export const users: Step = {
  id: USERS,
  name: 'Fetch Okta users',
  entities: [USER],
  relationships: [ACCOUNT_HAS_USER],
  dependsOn: [LIST_USERS],
  async collect(context) {
    const { client, logger, stepData, isEnabled } = context;
    const org = await client.org();
    const listed = await stepData.get(ListedUsers);
    const reading: FactorReading = {
      factors: [],
      completeness: new Completeness(logger, () => client.verify()),
    };
    await stepData.set(ReadFactors, reading);
    const waiting = new Map(isEnabled(FactorsSource) ? listed : []);
    for (const [id, user] of listed) {
      if (canHaveFactors(user) && waiting.has(id)) continue;
      waiting.delete(id);
      await addUser(context, org, user);
    }
    listed.clear();
    if (waiting.size === 0) return;
    const rules = await readFactorRules(
      client,
      org,
      reading.completeness,
      logger,
    );
    const progress = new Progress({
      logger,
      what: 'factors of users',
      total: waiting.size,
      callsPerMinute: () => client.callsPerMinute(Buckets.USER),
    });
    await forEach(waiting.values(), async (user) => {
      const gathered = await reading.completeness.gatherChild(
        listFactors(client, user.id),
        {
          what: `factors of user ${user.id}`,
          isGone: () => client.isGone(userPath(user.id), Buckets.USER),
        },
      );
      waiting.delete(user.id);
      if (gathered.records.length > 0) {
        reading.factors.push([user.id, gathered.records]);
      }
      await addUser(context, org, user, mfaFacts(gathered, rules));
      progress.advance();
    });
  },
};

export function userPath(userId: string): string {
  return `${USERS_PATH}/${encodeURIComponent(userId)}`;
}

/** Deactivated users have no factors; keys may be registered for a user before the activation. */
function canHaveFactors({ status }: OktaUser): boolean {
  return status !== 'DEPROVISIONED';
}

async function addUser(
  { client, jobState }: CollectContext<OktaClient>,
  org: Org,
  user: OktaUser,
  mfa?: MfaFacts,
): Promise<void> {
  const attributes = client.userAttributes;
  const entity = toEntity(USER, { org, user, attributes, mfa });
  if (!(await addEntityOnce(jobState, entity))) return;
  await jobState.addRelationship(
    createRelationship(ACCOUNT_HAS_USER, accountKey(org), user.id),
  );
}
