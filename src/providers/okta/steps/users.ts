import type { JobState } from '@jupiterone/integration-sdk-core';

import { Completeness, type Gathered } from '../../../collect/completeness';
import { forEach } from '../../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { Progress } from '../../../collect/progress';
import { email } from '../../../graph/properties';
import type { Org } from '../client';
import {
  createFactorEntity,
  createUserEntity,
  type MfaFacts,
} from '../converters';
import {
  type FactorReading,
  hand,
  handed,
  type KnownUsers,
  type WaitingUsers,
} from '../known';
import { Buckets } from '../limits';
import { Entities, Relationships, Sources, Steps } from '../model';
import {
  createAccountUserRelationship,
  createUserFactorRelationship,
} from '../relationships';
import type { Factor, OktaUser } from '../types';

import type { Context, Step } from './step';

/**
 * Lists the users, in one go: the list is soon read, so that its cursors do not grow old, and all
 * ids are known to the steps about memberships and assignments while factors are still being read.
 *
 * An entity is written once and never changed, but `mfaEnabled` takes one call per user. So users
 * who can have factors wait in memory until theirs are read (about 2 KB each, for as long as the
 * rate limit takes for one call each); all others are written at once. Nobody waits when factors
 * are switched off.
 */
const users: Step = {
  id: Steps.USERS,
  name: 'Fetch Okta users',
  entities: [Entities.USER],
  relationships: [Relationships.ACCOUNT_HAS_USER],
  async collect(context) {
    const { client, jobState, isEnabled } = context;
    const org = await client.org();
    const known: KnownUsers = new Map();
    const waiting: WaitingUsers = new Map();
    const areFactorsRead = isEnabled(Sources.FACTORS);
    for await (const user of listed(context)) {
      known.set(user.id, {
        email: email(user.profile.email),
        isDeprovisioned: user.status === 'DEPROVISIONED',
      });
      waiting.delete(user.id);
      if (areFactorsRead && canHaveFactors(user)) waiting.set(user.id, user);
      else await addUser(jobState, org, user);
    }
    await hand(jobState, 'users', known);
    await hand(jobState, 'waitingUsers', waiting);
  },
};

/**
 * Deprovisioned users come last: who is deprovisioned meanwhile is then listed twice and counts as
 * what he is now, whereas the other way around he would be missing.
 */
async function* listed({
  client,
  completeness,
}: Context): AsyncGenerator<OktaUser> {
  yield* completeness.track(client.users(), 'users');
  if (!client.ingestsDeprovisionedUsers) return;
  yield* completeness.track(client.deprovisionedUsers(), 'deprovisioned users');
}

/** Not yet activated and deactivated users have no factors (Okta: user lifecycle). */
function canHaveFactors({ status }: OktaUser): boolean {
  return status !== 'STAGED' && status !== 'DEPROVISIONED';
}

/**
 * Reads the factors of the waiting users and writes these. What goes wrong with factors is kept
 * for the step about factors: the users are complete without, only their MFA facts stay unknown.
 */
const usersWithFactors: Step = {
  id: Steps.USERS_WITH_FACTORS,
  name: 'Fetch Okta user factors, write users',
  entities: [Entities.USER],
  relationships: [Relationships.ACCOUNT_HAS_USER],
  dependsOn: [Steps.USERS],
  async collect({ client, jobState, logger }) {
    const waiting = await handed(jobState, 'waitingUsers');
    if (waiting.size === 0) return;
    const org = await client.org();
    const reading: FactorReading = {
      factors: [],
      completeness: new Completeness(logger),
    };
    await hand(jobState, 'factors', reading);
    const progress = new Progress({
      logger,
      what: 'factors of users',
      total: waiting.size,
      callsPerMinute: () => client.callsPerMinute(Buckets.USER),
    });
    await forEach(waiting.values(), async (user) => {
      const gathered = await reading.completeness.gatherChild(
        client.factors(user.id),
        `factors of user ${user.id}`,
      );
      waiting.delete(user.id);
      if (gathered.records.length > 0) {
        reading.factors.push([user.id, gathered.records]);
      }
      await addUser(jobState, org, user, mfaFacts(gathered));
      progress.advance();
    });
  },
};

const factors: Step = {
  id: Steps.FACTORS,
  name: 'Write Okta user factors',
  entities: [Entities.FACTOR],
  relationships: [Relationships.USER_ASSIGNED_FACTOR],
  dependsOn: [Steps.USERS_WITH_FACTORS],
  ingestionSourceId: Sources.FACTORS,
  async collect({ jobState }) {
    const reading = await handed(jobState, 'factors');
    for (const [userId, ofUser] of reading?.factors ?? []) {
      for (const factor of ofUser) {
        await addEntityOnce(jobState, createFactorEntity(factor));
        await addRelationshipOnce(
          jobState,
          createUserFactorRelationship(userId, factor.id),
        );
      }
    }
    reading?.completeness.finish();
  },
};

/** One active factor is proof enough; that there is none takes the whole list. */
function mfaFacts({
  records,
  isWhole,
}: Gathered<Factor>): MfaFacts | undefined {
  const active = records.filter(({ status }) => status === 'ACTIVE');
  if (active.length === 0 && !isWhole) return undefined;
  const methods = new Set(active.map(({ factorType }) => factorType));
  return {
    mfaEnabled: active.length > 0,
    mfaMethods: isWhole ? [...methods] : undefined,
  };
}

async function addUser(
  jobState: JobState,
  org: Org,
  user: OktaUser,
  mfa?: MfaFacts,
): Promise<void> {
  await addEntityOnce(jobState, createUserEntity(org, user, mfa));
  await addRelationshipOnce(
    jobState,
    createAccountUserRelationship(org, user.id),
  );
}

export const userSteps: readonly Step[] = [users, usersWithFactors, factors];
