import {
  type IntegrationLogger,
  IntegrationWarnEventName,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';
import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { Probe, sample, pagesOf } from '../../collect/survey';
import { related } from '../../graph/relationships';
import type { FailureKind } from '../../http/failures';
import { unlessRefused } from '../../http/records';

import type { OktaClient } from './client';
import {
  APP_USER_GROUP,
  type GroupKind,
  groupPath,
  groups,
  groupsProbe,
  GroupsSource,
  type KnownGroup,
  KnownGroups,
  listMembers,
  type Members,
  MEMBERS_ACCESS,
  MEMBERS_PAGE,
  USER_GROUP,
} from './groups';
import { Buckets } from './limits';
import { type KnownUser, KnownUsers, listedUsers, USER } from './users';

const GROUP_HAS_USER = {
  own: related(USER_GROUP, RelationshipClass.HAS, USER, 'okta_group_has_user'),
  app: related(APP_USER_GROUP, RelationshipClass.HAS, USER),
};

type Context = CollectContext<OktaClient>;

/** Empty groups cost no call, nor does the group of everybody. */
async function readMembers(context: Context, kind: GroupKind): Promise<void> {
  const { client, completeness, logger, stepData } = context;
  const users = await stepData.get(KnownUsers);
  const ofKind = [...(await stepData.get(KnownGroups))].filter(
    ([, group]) => group.kind === kind,
  );
  for (const [groupId, { isEveryone, userCount }] of ofKind) {
    if (isEveryone) await addEveryone(context, groupId, userCount, users);
  }
  const toRead = ofKind.filter(
    ([, { isEveryone, isEmpty }]) => !isEveryone && !isEmpty,
  );
  const reading = {
    completeness,
    what: 'members of groups',
    waitMsFor: client.limitOf(Buckets.GROUPS),
  };
  const counts = new Counts(logger);
  await forEach(toRead, reading, async ([groupId, group]) => {
    const read = () => readMembersOf(context, groupId, group, users);
    await counts.compare(groupId, group.userCount, read);
  });
  counts.finish();
}

/** @returns how many members the list has; undefined where it could not be read to its end */
async function readMembersOf(
  context: Context,
  groupId: string,
  { kind, areMembersHidden, mayHaveRoles }: KnownGroup,
  users: ReadonlyMap<string, KnownUser>,
): Promise<number | undefined> {
  const { client, completeness, logger } = context;
  let listed: number | undefined;
  const list = () => listMembers(client, groupId);
  const shared = mayHaveRoles
    ? client.sharedMembers.read(groupId, 'memberships', list)
    : list();
  const all = counted(shared, (count) => {
    listed = count;
  });
  const members = completeness.trackChild(
    areMembersHidden ? ifShown(all, logger) : all,
    {
      what: `members of group ${groupId}`,
      isGone: () => client.isGone(groupPath(groupId), Buckets.GROUPS),
    },
  );
  for await (const { id, status } of members) {
    const isKnown = users.has(id);
    if (!isKnown && status === 'DEPROVISIONED') context.edges.skip();
    else await addMember(context, kind, groupId, id, isKnown);
  }
  return listed;
}

async function* counted(
  members: Members,
  atEnd: (count: number) => void,
): Members {
  let count = 0;
  for await (const each of members) {
    count += 1;
    yield each;
  }
  atEnd(count);
}

const REFUSALS = new Set<FailureKind>(['authorization', 'request']);

/** Okta refuses to list the members of its group Okta Administrators, to every administrator. */
async function* ifShown(members: Members, logger: IntegrationLogger): Members {
  const refusal = yield* unlessRefused(members, ({ kind }) =>
    REFUSALS.has(kind),
  );
  if (!refusal) return;
  const description = `Okta lists the members of the group Okta Administrators to nobody; they are left out: ${refusal.message}`;
  logger.info(description);
  logger.publishWarnEvent({
    name: IntegrationWarnEventName.MissingPermission,
    description,
  });
}

/** So many lists are read again in vain before Okta's counts are taken for wrong. */
const MOST_SECOND_LOOKS = 10;

/** Compares lists of members with Okta's own counts, which are hints: they may be out of date. */
class Counts {
  private inVain = 0;
  private readonly shorter: string[] = [];

  constructor(private readonly logger: IntegrationLogger) {}

  /** Reads a list, and once more where it is shorter than Okta's count. */
  async compare(
    groupId: string,
    userCount = 0,
    read: () => Promise<number | undefined>,
  ): Promise<void> {
    let listed = await read();
    if (listed === undefined || listed >= userCount) return;
    if (this.inVain < MOST_SECOND_LOOKS) listed = await read();
    if (listed === undefined || listed >= userCount) return;
    this.inVain += 1;
    this.shorter.push(`${groupId} (${listed} of ${userCount})`);
  }

  finish(): void {
    if (this.shorter.length === 0) return;
    this.logger.info(
      `Okta lists fewer members than it counts in ${this.shorter.length} groups, such as ${this.shorter[0]}`,
    );
  }
}

/** A list of users that lacks one of so many whom Okta counts, and two or more, was not whole. */
const LACKING_ONE_OF = 10;
const FEWEST_LACKING = 2;

/** Okta takes deprovisioned users out of all groups. */
async function addEveryone(
  context: Context,
  groupId: string,
  userCount = 0,
  users: ReadonlyMap<string, KnownUser>,
): Promise<void> {
  let present = 0;
  for (const [userId, { isDeprovisioned }] of users) {
    if (isDeprovisioned) continue;
    present += 1;
    await addMember(context, 'own', groupId, userId, true);
  }
  if (!(await context.stepData.areWhole([listedUsers.id]))) return;
  const lacking = userCount - present;
  if (lacking < FEWEST_LACKING || lacking * LACKING_ONE_OF <= userCount) return;
  context.completeness.doubt(
    'members of the group Everyone',
    `Okta counts ${userCount} users, and lists ${present}; check that the credential may see all of them`,
  );
  await context.stepData.doubt([USER._type]);
}

/** The key says `has_user`, as existing connectors have it. */
async function addMember(
  { edges }: Context,
  kind: GroupKind,
  groupId: string,
  userId: string,
  isKnown: boolean,
): Promise<void> {
  const _key = `${groupId}|has_user|${userId}`;
  await edges.add(
    GROUP_HAS_USER[kind],
    groupId,
    userId,
    { _key, groupId, userId },
    isKnown,
  );
}

/** One group stands for all. */
const membersProbe = new Probe({
  access: MEMBERS_ACCESS,
  look: async (client: OktaClient, survey) => {
    const { known = [] } = (await groupsProbe.in(survey)) ?? {};
    const group = known.find(isRead);
    if (group) await sample(listMembers(client, group.id), 1);
  },
});

function isRead({
  isEveryone,
  isEmpty,
  areMembersHidden,
}: KnownGroup): boolean {
  return !isEveryone && !isEmpty && !areMembersHidden;
}

function membersStep(
  id: string,
  name: string,
  kind: GroupKind,
): ProviderStep<OktaClient> {
  return {
    id,
    name,
    entities: [],
    relationships: [GROUP_HAS_USER[kind]],
    reads: [MEMBERS_ACCESS],
    survey: {
      probes: [membersProbe],
      calls: async (survey) => {
        const { known = [] } = (await groupsProbe.in(survey)) ?? {};
        const calls = known
          .filter((group) => group.kind === kind)
          .filter(({ isEveryone, isEmpty }) => !isEveryone && !isEmpty)
          .map(({ userCount = 0 }) => pagesOf(userCount, MEMBERS_PAGE));
        return { [Buckets.GROUPS]: calls.reduce((sum, each) => sum + each, 0) };
      },
    },
    dependsOn: [groups.id, listedUsers.id],
    ingestionSourceId: GroupsSource,
    collect: (context) => readMembers(context, kind),
  };
}

export const userGroupMembers = membersStep(
  'fetch-okta-user-group-members',
  'Fetch Okta group members',
  'own',
);

export const appUserGroupMembers = membersStep(
  'fetch-okta-app-user-group-members',
  'Fetch Okta app group members',
  'app',
);
