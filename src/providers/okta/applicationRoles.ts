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
    await forEach(known, async ([applicationId, { serviceClientId }]) => {
      if (serviceClientId === undefined) return;
      const held = await readRoles(context, {
        kind: 'client',
        id: serviceClientId,
        path: `/oauth2/v1/clients/${encodeURIComponent(serviceClientId)}`,
        bucket: Buckets.CLIENTS,
        object: { path: appPath(applicationId), bucket: Buckets.APPS },
      });
      const properties = { applicationId, clientId: serviceClientId };
      await writer.add(
        APPLICATION_ASSIGNED_ROLE,
        applicationId,
        held,
        properties,
      );
    });
  },
};
