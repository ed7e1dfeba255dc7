import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import type { ProviderStep } from '../../collect/provider';
import { related } from '../../graph/relationships';

import {
  APPLICATION,
  applications,
  applicationsProbe,
  appPath,
  isOfService,
  KnownApplications,
} from './applications';
import type { OktaClient } from './client';
import { Buckets } from './limits';
import { readRoles } from './roleAssignments';
import { CLIENT_ROLES_ACCESS, ROLE, RolesSource, RoleWriter } from './roles';

const APPLICATION_ASSIGNED_ROLE = related(
  APPLICATION,
  RelationshipClass.ASSIGNED,
  ROLE,
);

/** The admin roles of service apps: no other application can have any. One call for each. */
export const applicationRoles: ProviderStep<OktaClient> = {
  id: 'fetch-okta-application-roles',
  name: 'Fetch Okta admin roles of service apps',
  entities: [ROLE],
  relationships: [APPLICATION_ASSIGNED_ROLE],
  reads: [CLIENT_ROLES_ACCESS],
  survey: {
    probes: [],
    calls: async (survey) => {
      const apps = (await applicationsProbe.in(survey))?.records ?? [];
      return { [Buckets.CLIENTS]: apps.filter(isOfService).length };
    },
  },
  dependsOn: [applications.id],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const writer = new RoleWriter(context);
    const known = await context.stepData.get(KnownApplications);
    const ofService = [...known].flatMap(([id, { serviceClientId }]) =>
      serviceClientId === undefined ? [] : [[id, serviceClientId] as const],
    );
    const reading = {
      completeness: context.completeness,
      what: 'roles of service apps',
      waitMsFor: context.client.limitOf(Buckets.CLIENTS),
    };
    await forEach(ofService, reading, async ([applicationId, clientId]) => {
      const held = await readRoles(context, {
        kind: 'client',
        id: clientId,
        path: `/oauth2/v1/clients/${encodeURIComponent(clientId)}`,
        bucket: Buckets.CLIENTS,
        object: { path: appPath(applicationId), bucket: Buckets.APPS },
      });
      const properties = { applicationId, clientId };
      await writer.add(
        APPLICATION_ASSIGNED_ROLE,
        applicationId,
        held,
        properties,
      );
    });
  },
};
