import type { JobState } from '@jupiterone/integration-sdk-core';

import type { Completeness } from '../../collect/completeness';

import type { AwsApp } from './awsRoles';
import type { GroupType } from './model';
import type { Factor, OktaUser } from './types';

/*
 * What steps tell each other through the job state. Relationships are made by ids that are known
 * here, so that memberships and assignments need not wait until the users are written.
 */

/** What relationships need to know of a user. */
export interface KnownUser {
  email?: string;
  isDeprovisioned: boolean;
}

/** Users by id: those who are written already, and those who wait for their factors. */
export type KnownUsers = Map<string, KnownUser>;

/** Users who are written once their factors are known, by id. */
export type WaitingUsers = Map<string, OktaUser>;

/** The factors that were read, by user, and what could not be read. */
export interface FactorReading {
  factors: [userId: string, factors: readonly Factor[]][];
  completeness: Completeness;
}

/** What the steps about groups need to know of one. */
export interface KnownGroup {
  type: GroupType;
  /** True for the built-in group that every user belongs to. */
  isEveryone: boolean;
  /** Undefined where Okta did not count. */
  userCount?: number;
  /** False only where Okta says so. */
  mayHaveRoles: boolean;
}

export type KnownGroups = Map<string, KnownGroup>;

/** Applications by id; the value tells how an AWS application names roles. */
export type KnownApplications = Map<string, AwsApp | undefined>;

interface StepData {
  users: KnownUsers;
  waitingUsers: WaitingUsers;
  factors: FactorReading | undefined;
  groups: KnownGroups;
  applications: KnownApplications;
}

/** Hands something to the steps that depend on this one. */
export async function hand<Name extends keyof StepData>(
  jobState: JobState,
  name: Name,
  data: StepData[Name],
): Promise<void> {
  await jobState.setData(`okta-${name}`, data);
}

/** What a step finds where the step before it failed before it handed anything over. */
const nothing: { [Name in keyof StepData]: () => StepData[Name] } = {
  users: () => new Map(),
  waitingUsers: () => new Map(),
  factors: () => undefined,
  groups: () => new Map(),
  applications: () => new Map(),
};

/** What an earlier step handed over. */
export async function handed<Name extends keyof StepData>(
  jobState: JobState,
  name: Name,
): Promise<StepData[Name]> {
  const data = await jobState.getData<StepData[Name]>(`okta-${name}`);
  return data ?? nothing[name]();
}
