import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { listProbe, listSurvey } from '../../collect/survey';
import { time } from '../../graph/properties';
import { related } from '../../graph/relationships';
import { elements, objectField, text } from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import {
  APPLICATION,
  applications,
  ApplicationsSource,
  KnownApplications,
} from './applications';
import { type OktaClient, pages } from './client';
import { Buckets } from './limits';
import { KnownUsers, listedUsers, USER } from './users';

/** The system log goes back 90 days; a little less, so that slow clocks ask for nothing older. */
const LOG_SPAN_MS = (90 * 24 - 1) * 3_600_000;

/** New apps of any kind, and, as the log wrote it before 2021, an update right after `_new_`. */
const APP_CREATION =
  'eventType eq "application.lifecycle.create" or (eventType eq "application.lifecycle.update" and debugContext.debugData.requestUri ew "_new_")';

/** `GET /api/v1/logs`. */
const LogEvent = z.object({
  uuid: z.string().min(1),
  published: text,
  actor: objectField({ id: text, type: text }),
  target: elements,
});

const LogTarget = z.object({ id: text, type: text });

const ACCESS = oktaAccess({
  what: 'system log',
  oauthScopes: ['okta.logs.read'],
  roles: [READ_ONLY, 'Report Administrator'],
  endpoints: ['GET /api/v1/logs'],
});

/** The creation of applications in the last 90 days. */
function listAppCreations(client: OktaClient) {
  const until = Date.now();
  return client.list({
    path: '/api/v1/logs',
    query: {
      since: new Date(until - LOG_SPAN_MS).toISOString(),
      until: new Date(until).toISOString(),
      filter: APP_CREATION,
    },
    bucket: Buckets.LOGS,
    permission: ACCESS.needs,
    paging: pages(1000),
    record: LogEvent,
    essential: ['target'],
  });
}

/** Partial, as the log goes back 90 days only: what was known of older apps is to stay. */
const USER_CREATED_APPLICATION = {
  ...related(USER, RelationshipClass.CREATED, APPLICATION),
  partial: true,
};

/** Who created which application; users and applications that are gone meanwhile are left out. */
export const applicationCreators: ProviderStep<OktaClient> = {
  id: 'fetch-okta-application-creators',
  name: 'Fetch creators of Okta applications',
  entities: [],
  relationships: [USER_CREATED_APPLICATION],
  reads: [ACCESS],
  survey: listSurvey(listProbe(ACCESS, listAppCreations), Buckets.LOGS, 1000),
  dependsOn: [applications.id, listedUsers.id],
  ingestionSourceId: ApplicationsSource,
  async collect({ client, completeness, stepData, edges }) {
    const users = await stepData.get(KnownUsers);
    const known = await stepData.get(KnownApplications);
    const events = completeness.track(
      listAppCreations(client),
      'the creation of applications',
    );
    for await (const { uuid, actor, target, published } of events) {
      const userId = actor?.id;
      const targets = completeness.elements(
        client.elements(LogTarget, target),
        `targets of log event ${uuid}`,
      );
      for (const { id: appId, type } of targets) {
        if (type !== 'AppInstance' || !appId || !userId) continue;
        if (!users.has(userId) || !known.has(appId)) edges.skip();
        else {
          const createdOn = time(published);
          await edges.add(
            USER_CREATED_APPLICATION,
            userId,
            appId,
            { createdOn },
            true,
          );
        }
      }
    }
  },
};
