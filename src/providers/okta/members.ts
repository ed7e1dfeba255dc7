import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { forEach } from '../../collect/forEach';
import { Progress } from '../../collect/progress';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { related } from '../../graph/relationships';
import type { Records } from '../../http/records';
import { keyIdentifier } from '../../wire/fields';

import { type OktaClient, pages } from './client';
import {
  APP_USER_GROUP,
  type GroupKind,
  groupPath,
  groups,
  GroupsSource,
  KnownGroups,
  USER_GROUP,
} from './groups';
import { Buckets, permission } from './limits';
import { type KnownUser, KnownUsers, listedUsers, USER } from './users';

/** `GET /api/v1/groups/{groupId}/users` gives whole users; only their ids are new. */
const GroupMember = z.object({ id: keyIdentifier });

/** Okta asks for 200 a page: larger ones were inconsistent, and the maximum will change. */
const MEMBERS_PAGE = 200;

const listMembers = (
  client: OktaClient,
  groupId: string,
): Records<z.infer<typeof GroupMember>> =>
  client.list({
    path: `${groupPath(groupId)}/users`,
    bucket: Buckets.GROUPS,
    permission: permission('okta.groups.read', 'group members'),
    paging: pages(MEMBERS_PAGE),
    record: GroupMember,
  });

const GROUP_HAS_USER = {
  own: related(USER_GROUP, RelationshipClass.HAS, USER, 'okta_group_has_user'),
  app: related(APP_USER_GROUP, RelationshipClass.HAS, USER),
};

type Context = CollectContext<OktaClient>;

/** Empty groups cost no call, nor does the group of everybody. */
async function readMembers(context: Context, kind: GroupKind): Promise<void> {
  const { client, logger, stepData } = context;
  const users = await stepData.get(KnownUsers);
  const ofKind = [...(await stepData.get(KnownGroups))].filter(
    ([, group]) => group.kind === kind && group.userCount !== 0,
  );
  const toRead = ofKind.filter(([, { isEveryone }]) => !isEveryone);
  for (const [groupId, { isEveryone }] of ofKind) {
    if (isEveryone) await addEveryone(context, groupId, users);
  }
  const progress = new Progress({
    logger,
    what: 'members of groups',
    total: toRead.length,
    callsPerMinute: () => client.callsPerMinute(Buckets.GROUPS),
  });
  await forEach(toRead, async ([groupId]) => {
    const members = context.completeness.trackChild(
      listMembers(client, groupId),
      {
        what: `members of group ${groupId}`,
        isGone: () => client.isGone(groupPath(groupId), Buckets.GROUPS),
      },
    );
    for await (const { id } of members) {
      await addMember(context, kind, groupId, id, users.has(id));
    }
    progress.advance();
  });
}

/** Okta takes deprovisioned users out of all groups. */
async function addEveryone(
  context: Context,
  groupId: string,
  users: ReadonlyMap<string, KnownUser>,
): Promise<void> {
  for (const [userId, { isDeprovisioned }] of users) {
    if (isDeprovisioned) continue;
    await addMember(context, 'own', groupId, userId, true);
  }
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
