import { forEach } from '../../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { Progress } from '../../../collect/progress';
import { awsAppOf, createAwsRoleRelationships } from '../awsRoles';
import { createApplicationEntity } from '../converters';
import { hand, handed, type KnownApplications } from '../known';
import { Buckets } from '../limits';
import {
  Entities,
  MappedRelationships,
  Relationships,
  Sources,
  Steps,
} from '../model';
import {
  createAccountApplicationRelationship,
  createGroupApplicationRelationship,
  createUserApplicationRelationship,
  createUserCreatedApplicationRelationship,
} from '../relationships';
import type { LogEvent } from '../types';

import type { Context, Step } from './step';

const applications: Step = {
  id: Steps.APPLICATIONS,
  name: 'Fetch Okta applications',
  entities: [Entities.APPLICATION],
  relationships: [Relationships.ACCOUNT_HAS_APPLICATION],
  ingestionSourceId: Sources.APPLICATIONS,
  async collect({ client, jobState, completeness }) {
    const org = await client.org();
    const known: KnownApplications = new Map();
    const apps = completeness.track(client.applications(), 'applications');
    for await (const app of apps) {
      const isNew = await addEntityOnce(
        jobState,
        createApplicationEntity(org, app),
      );
      if (!isNew) continue;
      await jobState.addRelationship(
        createAccountApplicationRelationship(org, app.id),
      );
      known.set(app.id, awsAppOf(app));
    }
    await hand(jobState, 'applications', known);
  },
};

const applicationGroups: Step = {
  id: Steps.APPLICATION_GROUPS,
  name: 'Fetch Okta application assignments of groups',
  entities: [],
  relationships: [
    Relationships.USER_GROUP_ASSIGNED_APPLICATION,
    Relationships.APP_USER_GROUP_ASSIGNED_APPLICATION,
  ],
  mappedRelationships: [
    MappedRelationships.USER_GROUP_ASSIGNED_AWS_IAM_ROLE,
    MappedRelationships.APP_USER_GROUP_ASSIGNED_AWS_IAM_ROLE,
  ],
  dependsOn: [Steps.APPLICATIONS, Steps.GROUPS],
  ingestionSourceId: Sources.APPLICATIONS,
  async collect(context) {
    const { client, jobState, completeness } = context;
    const groups = await handed(jobState, 'groups');
    await forEachApplication(context, 'groups', async (appId, awsApp) => {
      const assignments = completeness.trackChild(
        client.appGroups(appId),
        `groups of application ${appId}`,
      );
      for await (const assignment of assignments) {
        const group = groups.get(assignment.id);
        if (!group) continue;
        const { type } = group;
        const relationships = [
          createGroupApplicationRelationship(type, appId, assignment),
          ...createAwsRoleRelationships(
            MappedRelationships.USER_GROUP_ASSIGNED_AWS_IAM_ROLE,
            assignment.id,
            awsApp,
            assignment,
          ),
        ];
        for (const each of relationships) {
          await addRelationshipOnce(jobState, each);
        }
      }
    });
  },
};

const applicationUsers: Step = {
  id: Steps.APPLICATION_USERS,
  name: 'Fetch Okta application assignments of users',
  entities: [],
  relationships: [Relationships.USER_ASSIGNED_APPLICATION],
  mappedRelationships: [MappedRelationships.USER_ASSIGNED_AWS_IAM_ROLE],
  dependsOn: [Steps.APPLICATIONS, Steps.USERS],
  ingestionSourceId: Sources.APPLICATIONS,
  async collect(context) {
    const { client, jobState, completeness } = context;
    const users = await handed(jobState, 'users');
    await forEachApplication(context, 'users', async (appId, awsApp) => {
      const assignments = completeness.trackChild(
        client.appUsers(appId),
        `users of application ${appId}`,
      );
      for await (const assignment of assignments) {
        const user = users.get(assignment.id);
        if (!user) continue;
        const relationships = [
          createUserApplicationRelationship(appId, assignment, user.email),
          ...createAwsRoleRelationships(
            MappedRelationships.USER_ASSIGNED_AWS_IAM_ROLE,
            assignment.id,
            awsApp,
            assignment,
          ),
        ];
        for (const each of relationships) {
          await addRelationshipOnce(jobState, each);
        }
      }
    });
  },
};

async function forEachApplication(
  { client, jobState, logger }: Context,
  what: string,
  read: (
    appId: string,
    awsApp: ReturnType<KnownApplications['get']>,
  ) => Promise<void>,
): Promise<void> {
  const known: KnownApplications = await handed(jobState, 'applications');
  const progress = new Progress({
    logger,
    what: `${what} of applications`,
    total: known.size,
    callsPerMinute: () => client.callsPerMinute(Buckets.APPS),
  });
  await forEach(known, async ([appId, awsApp]) => {
    await read(appId, awsApp);
    progress.advance();
  });
}

const applicationCreators: Step = {
  id: Steps.APPLICATION_CREATORS,
  name: 'Fetch creators of Okta applications',
  entities: [],
  relationships: [Relationships.USER_CREATED_APPLICATION],
  dependsOn: [Steps.APPLICATIONS, Steps.USERS],
  ingestionSourceId: Sources.APPLICATIONS,
  async collect({ client, jobState, completeness }) {
    const users = await handed(jobState, 'users');
    const known = await handed(jobState, 'applications');
    const events = completeness.track(
      client.appCreations(),
      'the creation of applications',
    );
    for await (const event of events) {
      const userId = event.actor?.id;
      if (!userId || !users.has(userId)) continue;
      for (const appId of appsOf(event)) {
        if (!known.has(appId)) continue;
        await addRelationshipOnce(
          jobState,
          createUserCreatedApplicationRelationship(userId, appId, event),
        );
      }
    }
  },
};

function appsOf({ target }: LogEvent): string[] {
  return (target ?? []).flatMap(({ id, type }) =>
    type === 'AppInstance' && id ? [id] : [],
  );
}

export const applicationSteps: readonly Step[] = [
  applications,
  applicationGroups,
  applicationUsers,
  applicationCreators,
];
