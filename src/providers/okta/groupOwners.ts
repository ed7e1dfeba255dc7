import {
  IntegrationWarnEventName,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { Probe, sample } from '../../collect/survey';
import { related } from '../../graph/relationships';
import { type Records, unlessRefused } from '../../http/records';
import { identifier } from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import { GroupRoles } from './admins';
import { type OktaClient, pages } from './client';
import {
  APP_USER_GROUP,
  groupPath,
  groups,
  groupsProbe,
  KnownGroups,
  USER_GROUP,
} from './groups';
import { Buckets } from './limits';
import { groupRoles, RolesSource } from './roles';
import { KnownUsers, listedUsers, USER } from './users';

/** `GET /api/v1/groups/{groupId}/owners`. */
const GroupOwner = z.object({ id: identifier, type: z.string() });
type GroupOwner = z.infer<typeof GroupOwner>;

const OWNERS = oktaAccess({
  what: 'group owners',
  oauthScopes: ['okta.groups.read'],
  roles: [READ_ONLY],
  licenses: ['Okta Identity Governance'],
  endpoints: ['GET /api/v1/groups/{groupId}/owners'],
  withoutIt: 'owners of groups that give admin roles are unknown',
});

/** Who owns a group; Okta Identity Governance only. */
const listOwners = (client: OktaClient, groupId: string): Records<GroupOwner> =>
  client.list({
    path: `${groupPath(groupId)}/owners`,
    bucket: Buckets.GROUPS,
    permission: OWNERS.needs,
    paging: pages(200),
    record: GroupOwner,
  });

const { OWNS } = RelationshipClass;
const GROUP_KINDS = { own: USER_GROUP, app: APP_USER_GROUP };
const USER_OWNS = 'okta_user_owns_group';
const GROUP_OWNS = 'okta_user_group_owns_group';
const USER_OWNS_GROUP = {
  own: related(USER, OWNS, USER_GROUP, USER_OWNS),
  app: related(USER, OWNS, APP_USER_GROUP, USER_OWNS),
};
const groupOwns = (owner: keyof typeof GROUP_KINDS) => ({
  own: related(GROUP_KINDS[owner], OWNS, USER_GROUP, GROUP_OWNS),
  app: related(GROUP_KINDS[owner], OWNS, APP_USER_GROUP, GROUP_OWNS),
});
const GROUP_OWNS_GROUP = { own: groupOwns('own'), app: groupOwns('app') };

type Context = CollectContext<OktaClient>;

/** The first group tells whether the org has the licence. */
const ownersProbe = new Probe({
  access: OWNERS,
  look: async (client: OktaClient, survey) => {
    const { known = [] } = (await groupsProbe.in(survey)) ?? {};
    const withRoles = known.filter(({ mayHaveRoles }) => mayHaveRoles);
    const [first] = withRoles;
    if (first) await sample(listOwners(client, first.id), 1);
    return withRoles.length;
  },
});

/**
 * Who owns the groups that give admin roles: whoever adds members to one makes administrators. An org
 * without the licence refuses that, in the same way as it refuses a credential: the first group tells.
 */
export const groupOwners: ProviderStep<OktaClient> = {
  id: 'fetch-okta-group-owners',
  name: 'Fetch Okta owners of groups with admin roles',
  entities: [],
  relationships: [
    ...Object.values(USER_OWNS_GROUP),
    ...Object.values(GROUP_OWNS_GROUP.own),
    ...Object.values(GROUP_OWNS_GROUP.app),
  ],
  reads: [OWNERS],
  survey: {
    probes: [ownersProbe],
    calls: async (survey) => ({
      [Buckets.GROUPS]: (await ownersProbe.in(survey)) ?? 1,
    }),
  },
  dependsOn: [groups.id, groupRoles.id, listedUsers.id],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { client, stepData } = context;
    const withRoles = await stepData.get(GroupRoles);
    const [first, ...others] = [...withRoles.keys()].sort();
    if (first === undefined) return;
    let isThere = true;
    const ofFirst = ifLicensed(context, listOwners(client, first), () => {
      isThere = false;
    });
    await addOwners(context, first, ofFirst);
    if (!isThere) return;
    const reading = {
      completeness: context.completeness,
      what: 'owners of groups',
      waitMsFor: client.limitOf(Buckets.GROUPS),
    };
    await forEach(others, reading, (groupId) =>
      addOwners(context, groupId, listOwners(client, groupId)),
    );
  },
};

async function* ifLicensed(
  { logger }: Context,
  owners: Records<GroupOwner>,
  onAbsence: () => void,
): Records<GroupOwner> {
  const refusal = yield* unlessRefused(
    owners,
    ({ kind }) => kind === 'feature' || kind === 'authorization',
  );
  if (!refusal) return;
  onAbsence();
  const description = `There are no owners of groups to read: the org has no Okta Identity Governance, or the credential lacks ${OWNERS.needs}: ${refusal.message}`;
  logger.info(description);
  logger.publishWarnEvent({
    name: IntegrationWarnEventName.MissingPermission,
    description,
  });
}

async function addOwners(
  { client, completeness, edges, stepData }: Context,
  groupId: string,
  list: Records<GroupOwner>,
): Promise<void> {
  const users = await stepData.get(KnownUsers);
  const known = await stepData.get(KnownGroups);
  const group = known.get(groupId);
  if (!group) return;
  const owners = completeness.trackChild(list, {
    what: `owners of group ${groupId}`,
    isGone: () => client.isGone(groupPath(groupId), Buckets.GROUPS),
  });
  for await (const { id, type } of owners) {
    const owner = known.get(id);
    if (type === 'USER') {
      const metadata = USER_OWNS_GROUP[group.kind];
      await edges.add(metadata, id, groupId, { groupId }, users.has(id));
    } else if (type === 'GROUP' && owner) {
      const metadata = GROUP_OWNS_GROUP[owner.kind][group.kind];
      await edges.add(metadata, id, groupId, { groupId }, true);
    } else {
      edges.skip();
    }
  }
}
