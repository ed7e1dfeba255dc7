import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { Child } from '../../collect/completeness';
import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { Probe, sample, type StepSurvey } from '../../collect/survey';
import { addRelationshipOnce } from '../../graph/jobState';
import { text, texts } from '../../graph/properties';
import { related } from '../../graph/relationships';
import type { Records } from '../../http/records';
import {
  count,
  elements,
  identifier,
  objectField,
  text as textField,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import {
  APPLICATION,
  applications,
  applicationsProbe,
  ApplicationsSource,
  appPath,
  KnownApplications,
} from './applications';
import {
  type AwsApp,
  awsRoleRelationships,
  GROUP_ASSIGNED_AWS_ROLE,
  USER_ASSIGNED_AWS_ROLE,
} from './awsRoles';
import { type OktaClient, pages } from './client';
import { statusOf } from './fields';
import { APP_USER_GROUP, groups, KnownGroups, USER_GROUP } from './groups';
import { Buckets } from './limits';
import { KnownUsers, listedUsers, USER } from './users';

/** What an assignment says in its free-form profile; all other values are let go unread. */
const assignmentProfile = objectField({ role: textField, samlRoles: elements });

/** `GET /api/v1/apps/{appId}/users`; the id is that of the user. */
export const AppUser = z.object({
  id: identifier,
  scope: textField,
  status: textField,
  profile: assignmentProfile,
});
export type AppUser = z.infer<typeof AppUser>;

/** `GET /api/v1/apps/{appId}/groups`; the id is that of the group. */
export const AppGroup = z.object({
  id: identifier,
  priority: count,
  profile: assignmentProfile,
});
export type AppGroup = z.infer<typeof AppGroup>;

/** `GET /api/v1/apps/{appId}/groups` accepts no smaller limit. */
const SMALLEST_APP_GROUPS_PAGE = 20;

/** Elsewhere the attributes of these names are the customer's. */
const essentialOf = (awsApp?: AwsApp) => [
  'status',
  ...(awsApp ? ['profile.role', 'profile.samlRoles'] : []),
];

const accessTo = (kind: 'users' | 'groups') =>
  oktaAccess({
    what: `application assignments of ${kind}`,
    covered: 'application assignments',
    oauthScopes: ['okta.apps.read'],
    roles: [READ_ONLY],
    endpoints: [`GET /api/v1/apps/{appId}/${kind}`],
  });
const USER_ASSIGNMENTS = accessTo('users');
const GROUP_ASSIGNMENTS = accessTo('groups');

const listAppUsers = (client: OktaClient, appId: string, awsApp?: AwsApp) =>
  client.list({
    path: `${appPath(appId)}/users`,
    bucket: Buckets.APPS,
    permission: USER_ASSIGNMENTS.needs,
    paging: pages(500),
    record: AppUser,
    essential: essentialOf(awsApp),
  });

const listAppGroups = (client: OktaClient, appId: string, awsApp?: AwsApp) =>
  client.list({
    path: `${appPath(appId)}/groups`,
    bucket: Buckets.APPS,
    permission: GROUP_ASSIGNMENTS.needs,
    paging: pages(200, SMALLEST_APP_GROUPS_PAGE),
    record: AppGroup,
    essential: essentialOf(awsApp),
  });

const USER_ASSIGNED_APPLICATION = related(
  USER,
  RelationshipClass.ASSIGNED,
  APPLICATION,
);
const GROUP_ASSIGNED = 'okta_group_assigned_application';
const GROUP_ASSIGNED_APPLICATION = {
  own: related(
    USER_GROUP,
    RelationshipClass.ASSIGNED,
    APPLICATION,
    GROUP_ASSIGNED,
  ),
  app: related(
    APP_USER_GROUP,
    RelationshipClass.ASSIGNED,
    APPLICATION,
    GROUP_ASSIGNED,
  ),
};

/** Relationships hold no lists: several roles are written as a JSON list. */
function rolesOf({ profile }: Pick<AppUser, 'profile'>) {
  const roles = texts(profile?.samlRoles ?? []);
  return { role: text(profile?.role), roles: roles && JSON.stringify(roles) };
}

type Context = CollectContext<OktaClient>;

async function forEachApplication(
  { client, completeness, stepData }: Context,
  what: string,
  read: (appId: string, child: Child, awsApp?: AwsApp) => Promise<void>,
): Promise<void> {
  const known = await stepData.get(KnownApplications);
  const reading = {
    completeness,
    what: `${what} of applications`,
    waitMsFor: client.limitOf(Buckets.APPS),
  };
  await forEach(known, reading, async ([appId, { awsApp }]) => {
    const child = {
      what: `${what} of application ${appId}`,
      isGone: () => client.isGone(appPath(appId), Buckets.APPS),
    };
    await read(appId, child, awsApp);
  });
}

/** Accounts that an application has and Okta matched to nobody are listed by ids of their own. */
function mayBeUnknown(client: OktaClient, { status }: AppUser): boolean {
  return status === 'IMPORTED' || !client.ingestsDeprovisionedUsers;
}

const SamlRole = z.string();

/** The roles of an AWS application become relationships: one that cannot be read is reported. */
async function addAwsRoles(
  { client, jobState, completeness }: Context,
  metadata: typeof USER_ASSIGNED_AWS_ROLE,
  { id, profile }: Pick<AppUser, 'id' | 'profile'>,
  { what }: Child,
  awsApp?: AwsApp,
): Promise<void> {
  if (!awsApp) return;
  const samlRoles = completeness.elements(
    client.elements(SamlRole, profile?.samlRoles),
    `AWS roles of ${id} among the ${what}`,
  );
  const assignment = { id, profile: { ...profile, samlRoles: [...samlRoles] } };
  for (const each of awsRoleRelationships(metadata, assignment, awsApp)) {
    await addRelationshipOnce(jobState, each);
  }
}

/** One application stands for all: nothing tells how many assignments there are. */
function assignmentsSurvey(
  access: typeof USER_ASSIGNMENTS,
  list: (client: OktaClient, appId: string) => Records<unknown>,
): StepSurvey<OktaClient> {
  const probe = new Probe({
    access,
    look: async (client: OktaClient, survey) => {
      const apps = await applicationsProbe.in(survey);
      const [first] = apps?.records ?? [];
      if (first) await sample(list(client, first.id), 1);
    },
  });
  return {
    probes: [probe],
    calls: async (survey) => {
      const apps = await applicationsProbe.in(survey);
      return { [Buckets.APPS]: apps?.count ?? 0 };
    },
  };
}

export const applicationUsers: ProviderStep<OktaClient> = {
  id: 'fetch-okta-application-users',
  name: 'Fetch Okta application assignments of users',
  entities: [],
  relationships: [USER_ASSIGNED_APPLICATION],
  mappedRelationships: [USER_ASSIGNED_AWS_ROLE],
  reads: [USER_ASSIGNMENTS],
  survey: assignmentsSurvey(USER_ASSIGNMENTS, listAppUsers),
  dependsOn: [applications.id, listedUsers.id],
  ingestionSourceId: ApplicationsSource,
  async collect(context) {
    const { client, completeness, stepData, edges } = context;
    const users = await stepData.get(KnownUsers);
    await forEachApplication(context, 'users', async (appId, child, awsApp) => {
      const list = listAppUsers(client, appId, awsApp);
      for await (const assignment of completeness.trackChild(list, child)) {
        const user = users.get(assignment.id);
        if (!user && mayBeUnknown(client, assignment)) {
          edges.skip();
          continue;
        }
        const isAdded = await edges.add(
          USER_ASSIGNED_APPLICATION,
          assignment.id,
          appId,
          {
            applicationId: appId,
            userId: assignment.id,
            userEmail: user?.email,
            scope: text(assignment.scope),
            status: statusOf(assignment.status),
            ...rolesOf(assignment),
          },
          user !== undefined,
        );
        if (!isAdded) continue;
        const ofRole = USER_ASSIGNED_AWS_ROLE;
        await addAwsRoles(context, ofRole, assignment, child, awsApp);
      }
    });
  },
};

export const applicationGroups: ProviderStep<OktaClient> = {
  id: 'fetch-okta-application-groups',
  name: 'Fetch Okta application assignments of groups',
  entities: [],
  relationships: [
    GROUP_ASSIGNED_APPLICATION.own,
    GROUP_ASSIGNED_APPLICATION.app,
  ],
  mappedRelationships: [
    GROUP_ASSIGNED_AWS_ROLE.own,
    GROUP_ASSIGNED_AWS_ROLE.app,
  ],
  reads: [GROUP_ASSIGNMENTS],
  survey: assignmentsSurvey(GROUP_ASSIGNMENTS, listAppGroups),
  dependsOn: [applications.id, groups.id],
  ingestionSourceId: ApplicationsSource,
  async collect(context) {
    const { client, completeness, stepData, edges } = context;
    const known = await stepData.get(KnownGroups);
    await forEachApplication(
      context,
      'groups',
      async (appId, child, awsApp) => {
        const list = listAppGroups(client, appId, awsApp);
        for await (const assignment of completeness.trackChild(list, child)) {
          const groupId = assignment.id;
          const group = known.get(groupId);
          const isAdded = await edges.add(
            GROUP_ASSIGNED_APPLICATION[group?.kind ?? 'own'],
            groupId,
            appId,
            {
              _key: `${groupId}|assigned|${appId}`,
              applicationId: appId,
              groupId,
              priority: assignment.priority,
              ...rolesOf(assignment),
            },
            group !== undefined,
          );
          if (!isAdded) continue;
          const ofRole = GROUP_ASSIGNED_AWS_ROLE[group?.kind ?? 'own'];
          await addAwsRoles(context, ofRole, assignment, child, awsApp);
        }
      },
    );
  },
};
