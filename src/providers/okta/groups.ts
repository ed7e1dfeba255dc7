import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { listSurvey, Probe, sample } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { pick, text, texts, time } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { ApiError } from '../../http/failures';
import type { Records } from '../../http/records';
import {
  count,
  flag,
  freeForm,
  keyIdentifier,
  lenient,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import { ACCOUNT } from './account';
import { isTooLarge, type OktaClient, type Org, pages } from './client';
import {
  accountKey,
  adminLink,
  bothSpellings,
  createdAndUpdated,
} from './fields';
import { Buckets } from './limits';
import type { Member } from './sharedMembers';

export const GroupsSource = 'okta-groups';

/** The last part of a link's path is the id of what it leads to. */
export const linkTo = lenient(
  z
    .object({ href: z.string() })
    .transform(({ href }) => href.split(/[?#]/)[0]?.split('/').at(-1)),
);

/** `GET /api/v1/groups?expand=stats,app`. Okta writes `hasAdminPrivlege`. */
export const OktaGroup = z.object({
  id: keyIdentifier,
  type: z.string(),
  objectClass: textList,
  created: textField,
  lastUpdated: textField,
  lastMembershipUpdated: textField,
  profile: freeForm,
  _embedded: objectField({
    stats: objectField({
      usersCount: count,
      appsCount: count,
      hasAdminPrivlege: flag,
      hasAdminPrivilege: flag,
    }),
    app: objectField({ id: textField, name: textField, label: textField }),
  }),
  _links: objectField({ source: linkTo }),
});
export type OktaGroup = z.infer<typeof OktaGroup>;

/** Groups with statistics are given in no smaller pages than this, before the statistics go. */
const SMALLEST_GROUPS_PAGE = 25;

const GROUPS_PATH = '/api/v1/groups';

const GROUPS_ACCESS = oktaAccess({
  what: 'groups',
  oauthScopes: ['okta.groups.read'],
  roles: [READ_ONLY],
  endpoints: [`GET ${GROUPS_PATH}`],
});

export const MEMBERS_ACCESS = oktaAccess({
  what: 'group members',
  oauthScopes: ['okta.groups.read'],
  roles: [READ_ONLY],
  endpoints: [
    `GET ${GROUPS_PATH}/{groupId}`,
    `GET ${GROUPS_PATH}/{groupId}/users`,
  ],
});

/** All groups. Every org has the group of everybody: a list without it is a part of the groups. */
export async function* listGroups(client: OktaClient): Records<OktaGroup> {
  let isPart = true;
  for await (const checked of listWithSizes(client)) {
    if (!checked.ok || isEveryone(checked.record)) isPart = false;
    yield checked;
  }
  if (!isPart) return;
  throw client.tooLittleError(
    GROUPS_PATH,
    `the group Everyone, which every org has, is not in the list: the credential sees only a part of the groups; it needs ${GROUPS_ACCESS.needs}, for all groups`,
  );
}

/**
 * The groups with their sizes and the apps of app groups. Counting is what makes this list fail in
 * large orgs: where even small pages fail, the groups are read again without their sizes.
 */
async function* listWithSizes(client: OktaClient): Records<OktaGroup> {
  try {
    yield* groupList(client, 'stats,app', SMALLEST_GROUPS_PAGE);
  } catch (error) {
    if (!(error instanceof ApiError) || !isTooLarge(error)) throw error;
    client.logger.warn(
      `Okta cannot give the groups with their sizes; reading them without: ${error.message}`,
    );
    yield* groupList(client, 'app');
  }
}

function groupList(
  client: OktaClient,
  expand: string,
  smallestPage?: number,
): Records<OktaGroup> {
  return client.list({
    path: GROUPS_PATH,
    query: { expand },
    bucket: Buckets.GROUPS,
    permission: GROUPS_ACCESS.needs,
    paging: pages(200, smallestPage),
    record: OktaGroup,
  });
}

export function groupPath(groupId: string): string {
  return `${GROUPS_PATH}/${encodeURIComponent(groupId)}`;
}

/** `GET /api/v1/groups/{groupId}/users` gives whole users; only their ids are new. */
const GroupMember = z.object({ id: keyIdentifier, status: textField });

/** Okta asks for 200 a page: larger ones were inconsistent, and the maximum will change. */
export const MEMBERS_PAGE = 200;

export type Members = Records<Member>;

export const listMembers = (client: OktaClient, groupId: string): Members =>
  client.list({
    path: `${groupPath(groupId)}/users`,
    bucket: Buckets.GROUPS,
    permission: MEMBERS_ACCESS.needs,
    paging: pages(MEMBERS_PAGE),
    record: GroupMember,
  });

interface Source {
  org: Org;
  group: OktaGroup;
}

/** Of groups from apps and directories only the common attributes are shown. */
function groupModel(resourceName: string, _type: string) {
  return entityModel<Source>({
    resourceName,
    _type,
    _class: ['UserGroup'],
    key: ({ group }) => group.id,
    properties: {
      id: ["Okta's id of the group", ({ group }) => group.id],
      name: [
        'Name of the group',
        ({ group }) => text(group.profile.name) ?? group.id,
      ],
      description: [
        'Description',
        ({ group }) => text(group.profile.description),
      ],
      type: [
        '`OKTA_GROUP`, `BUILT_IN` or `APP_GROUP`',
        ({ group }) => text(group.type),
      ],
      objectClass: [
        'Kinds of profile',
        ({ group }) => texts(group.objectClass ?? []),
      ],
      ...createdAndUpdated('the group', ({ group }: Source) => group),
      ...bothSpellings(
        'lastMembershipUpdated',
        'When members were added or removed',
        ({ group }: Source) => group.lastMembershipUpdated,
      ),
      userCount: [
        'Number of members, as Okta counts them',
        ({ group }) => group._embedded?.stats?.usersCount,
      ],
      appCount: [
        'Number of applications assigned to it',
        ({ group }) => group._embedded?.stats?.appsCount,
      ],
      hasAdminPrivilege: [
        'Whether it gives an admin role, as Okta counts it',
        ({ group }) => hasAdminPrivilege(group),
      ],
      sourceApplicationId: [
        'The application that it comes from',
        ({ group }) =>
          text(group._embedded?.app?.id) ?? text(group._links?.source),
      ],
      sourceApplicationName: [
        'Name of that application',
        ({ group }) => text(group._embedded?.app?.label),
      ],
      externalId: [
        'Id in the directory that it comes from',
        ({ group }) => text(group.profile.externalId),
      ],
      samAccountName: [
        'SAM account name in Active Directory',
        ({ group }) => text(group.profile.samAccountName),
      ],
      distinguishedName: [
        'Distinguished name in the directory',
        ({ group }) => text(group.profile.dn),
      ],
      windowsDomainQualifiedName: [
        'Name with the domain in Active Directory',
        ({ group }) => text(group.profile.windowsDomainQualifiedName),
      ],
      groupType: [
        'Type in Active Directory',
        ({ group }) => text(group.profile.groupType),
      ],
      groupScope: [
        'Scope in Active Directory',
        ({ group }) => text(group.profile.groupScope),
      ],
      objectSid: [
        'Security id in Active Directory',
        ({ group }) => text(group.profile.objectSid),
      ],
      webLink: [
        'The group in the admin console',
        ({ org, group }) => adminLink(org, `/admin/group/${group.id}`),
      ],
    },
    raw: ({ group }) =>
      pick(group, [
        'id',
        'type',
        'objectClass',
        'created',
        'lastUpdated',
        'lastMembershipUpdated',
      ]),
  });
}

export const USER_GROUP = groupModel('Okta UserGroup', 'okta_user_group');
export const APP_USER_GROUP = groupModel(
  'Okta App UserGroup',
  'okta_app_user_group',
);

/** The kinds of groups that Okta has: of its own, and imported from apps and directories. */
export type GroupKind = 'own' | 'app';

const GROUP_MODELS = { own: USER_GROUP, app: APP_USER_GROUP } as const;

function kindOf({ type }: OktaGroup): GroupKind {
  return type === 'APP_GROUP' ? 'app' : 'own';
}

/** Whether the group gives its members an admin role; undefined where Okta did not say. */
function hasAdminPrivilege({ _embedded }: OktaGroup): boolean | undefined {
  const { hasAdminPrivilege, hasAdminPrivlege } = _embedded?.stats ?? {};
  return hasAdminPrivlege ?? hasAdminPrivilege;
}

const HAS_GROUP = 'okta_account_has_group';
const ACCOUNT_HAS_GROUP = {
  own: related(ACCOUNT, RelationshipClass.HAS, USER_GROUP, HAS_GROUP),
  app: related(ACCOUNT, RelationshipClass.HAS, APP_USER_GROUP, HAS_GROUP),
};

/** What the steps about groups need to know of one. */
export interface KnownGroup {
  kind: GroupKind;
  name: string;
  /** The catalogue name of the app that it comes from. */
  sourceName?: string;
  /** True for the built-in group that every user belongs to. */
  isEveryone: boolean;
  /** True where nothing contradicts that the group has no members. */
  isEmpty: boolean;
  /** True for the built-in group of which Okta lists the members to nobody. */
  areMembersHidden: boolean;
  /** Undefined where Okta did not count. */
  userCount?: number;
  /** False only where Okta says so. */
  mayHaveRoles: boolean;
}

function knownGroup(group: OktaGroup): KnownGroup {
  const userCount = group._embedded?.stats?.usersCount;
  return {
    kind: kindOf(group),
    name: text(group.profile.name) ?? group.id,
    sourceName: text(group._embedded?.app?.name),
    isEveryone: isEveryone(group),
    isEmpty: userCount === 0 && !mayHaveHadMembers(group),
    areMembersHidden: isBuiltIn(group, 'Okta Administrators'),
    userCount,
    mayHaveRoles: hasAdminPrivilege(group) !== false,
  };
}

function isEveryone(group: OktaGroup): boolean {
  return isBuiltIn(group, 'Everyone');
}

/** Okta names its own groups in English in every org. */
function isBuiltIn({ type, profile }: OktaGroup, name: string): boolean {
  return type === 'BUILT_IN' && profile.name === name;
}

/**
 * Okta's counts may be out of date: that a group has no members is believed only where none was ever
 * added.
 */
function mayHaveHadMembers(group: OktaGroup): boolean {
  const created = time(group.created);
  const changed = time(group.lastMembershipUpdated);
  return created === undefined || changed === undefined || changed > created;
}

const GROUPS = 'fetch-okta-groups';

/** Groups by id. */
export const KnownGroups = stepDataKey<ReadonlyMap<string, KnownGroup>>({
  from: GROUPS,
  name: 'known',
  ifSwitchedOff: { ingestionSourceId: GroupsSource, value: () => new Map() },
});

/** The groups, as far as a look before a collection shows them. */
export const groupsProbe = new Probe({
  access: GROUPS_ACCESS,
  look: async (client: OktaClient) => {
    const { records, ...counted } = await sample(listGroups(client));
    const known = records.map((group) => ({
      id: group.id,
      ...knownGroup(group),
    }));
    return { ...counted, known };
  },
  counted: (found) => found,
});

export const groups: ProviderStep<OktaClient> = {
  id: GROUPS,
  name: 'Fetch Okta groups',
  entities: [USER_GROUP, APP_USER_GROUP],
  relationships: [ACCOUNT_HAS_GROUP.own, ACCOUNT_HAS_GROUP.app],
  reads: [GROUPS_ACCESS],
  survey: listSurvey(groupsProbe, Buckets.GROUPS, 200),
  ingestionSourceId: GroupsSource,
  async collect({ client, jobState, completeness, stepData }) {
    const org = await client.org();
    const known = new Map<string, KnownGroup>();
    for await (const group of completeness.track(
      listGroups(client),
      'groups',
    )) {
      const kind = kindOf(group);
      const entity = toEntity(GROUP_MODELS[kind], { org, group });
      if (!(await addEntityOnce(jobState, entity))) continue;
      await jobState.addRelationship(
        createRelationship(ACCOUNT_HAS_GROUP[kind], accountKey(org), group.id, {
          accountUrl: org.url,
          groupId: group.id,
        }),
      );
      known.set(group.id, knownGroup(group));
    }
    await stepData.set(KnownGroups, known);
  },
};
