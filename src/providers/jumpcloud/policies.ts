import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { stepDataKey } from '../../collect/stepData';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { pick, text, texts } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { ApiError } from '../../http/failures';
import { type Records, unlessRefused } from '../../http/records';
import {
  elements,
  flag,
  keyIdentifier,
  list,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { jumpcloudAccess } from './access';
import { APPLICATION, applications, ApplicationsSource } from './applications';
import type { JumpCloudClient } from './client';
import { GROUP, groups } from './groups';
import { type Context, organizationIdsOf, type Step } from './organizationList';
import { ACCOUNT } from './organizations';
import { record } from './wire';
import { listOfV2, listSurvey, probeOf } from './survey';

export const PoliciesSource = 'jumpcloud-authn-policies';

/** An authentication policy (`GET /api/v2/authn/policies`). */
export const AuthnPolicy = record({
  name: textField,
  description: textField,
  disabled: flag,
  type: textField,
  effect: objectField({
    action: textField,
    obligations: objectField({
      mfa: objectField({ required: flag }),
      mfaFactors: list(z.object({ type: z.string() })),
      userVerification: objectField({ requirement: textField }),
    }),
  }),
  targets: objectField({
    resources: elements,
    userGroups: objectField({ inclusions: elements, exclusions: textList }),
    users: objectField({ inclusions: textList }),
  }),
  conditions: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
export type AuthnPolicy = z.infer<typeof AuthnPolicy>;

/** Without an id, all resources of the type are meant. */
const Resource = z.object({ type: z.string(), id: keyIdentifier.optional() });

export const AUTHN_POLICY = entityModel<AuthnPolicy>({
  resourceName: 'Authentication Policy',
  _type: 'jumpcloud_authn_policy',
  _class: ['AccessPolicy'],
  key: ({ id }) => id,
  properties: {
    id: ["JumpCloud's id of the policy", ({ id }) => id],
    name: ['Name of the policy', ({ id, name }) => text(name) ?? id],
    description: ['Description', ({ description }) => text(description)],
    active: [
      'Whether the policy is in force',
      ({ disabled }) => (disabled === undefined ? undefined : !disabled),
    ],
    policyType: [
      'What it guards: `user_portal`, `admin_portal`, `application` or `ldap`',
      ({ type }) => text(type)?.toLowerCase(),
    ],
    action: [
      '`allow` or `deny`, where the conditions hold',
      ({ effect }) => text(effect?.action)?.toLowerCase(),
    ],
    mfaRequired: [
      'Whether who is let in has to give a second factor; undefined for policies that deny, and where JumpCloud does not tell',
      mfaRequired,
    ],
    mfaFactors: [
      'The second factors that it accepts, such as totp, push, webauthn; any where it names none',
      ({ effect }) =>
        texts(
          effect?.obligations?.mfaFactors?.map(({ type }) =>
            type.toLowerCase(),
          ),
        ),
    ],
    userVerification: [
      'Whether a factor has to verify the user: `none`, `optional` or `required`',
      ({ effect }) =>
        text(effect?.obligations?.userVerification?.requirement)?.toLowerCase(),
    ],
    isConditional: [
      'Whether it holds under conditions only, such as a network or a device',
      ({ conditions }) => conditions && Object.keys(conditions).length > 0,
    ],
    allApplications: [
      'True where it guards all applications',
      (policy) => guardsAllApplications(policy) || undefined,
    ],
    allUsers: [
      'True where it is for all users',
      ({ targets }) => targets?.users?.inclusions?.includes('ALL') || undefined,
    ],
    excludedGroupIds: [
      'Ids of the groups that it is not for',
      ({ targets }) => texts(targets?.userGroups?.exclusions),
    ],
  },
  raw: (policy) =>
    pick(policy, ['id', 'name', 'disabled', 'type', 'effect', 'conditions']),
});

/** A policy that denies demands nothing; one that allows without a word of a factor demands none. */
function mfaRequired({ effect }: AuthnPolicy): boolean | undefined {
  if (text(effect?.action)?.toLowerCase() !== 'allow') return undefined;
  if (!effect?.obligations) return false;
  const { mfa } = effect.obligations;
  return mfa ? mfa.required : false;
}

function guardsAllApplications({ targets }: AuthnPolicy): boolean {
  return (targets?.resources ?? []).some((each) => {
    const resource = Resource.safeParse(each).data;
    return resource?.type === 'application' && resource.id === undefined;
  });
}

/** Licence or precondition missing: the organization does not have such policies. */
const NOT_LICENSED = new Set([402, 412, 428]);

const ACCESS = jumpcloudAccess({
  what: 'authentication policies',
  insteadOfIt: 'switch off the ingestion source "Authentication policies"',
  endpoints: ['GET /api/v2/authn/policies'],
});

const LIST = listOfV2({
  path: '/api/v2/authn/policies',
  permission: ACCESS.needs,
  record: AuthnPolicy,
  essential: ['disabled', 'targets.resources', 'targets.userGroups.inclusions'],
  sort: 'name',
});

function notLicensed(refusal: ApiError, organizationId: string): ApiError {
  return new ApiError({
    kind: 'feature',
    endpoint: refusal.endpoint,
    status: refusal.status,
    reason: `organization ${organizationId} has no authentication policies: its plan lacks them`,
  });
}

function isNotLicensed({ status }: ApiError): boolean {
  return NOT_LICENSED.has(Number(status));
}

const policiesProbe = probeOf(ACCESS, (client, organizationId) =>
  LIST.look(client, organizationId).catch((error: unknown) => {
    const isRefused = error instanceof ApiError && isNotLicensed(error);
    throw isRefused ? notLicensed(error, organizationId) : error;
  }),
);

/**
 * The authentication policies of an organization (`GET /api/v2/authn/policies`).
 *
 * @throws ApiError of kind `feature` where the organization has no licence for them
 */
async function* listPolicies(
  client: JumpCloudClient,
  organizationId: string,
): Records<AuthnPolicy> {
  const refusal = yield* unlessRefused(
    LIST.read(client, organizationId),
    isNotLicensed,
  );
  if (refusal) throw notLicensed(refusal, organizationId);
}

const ACCOUNT_HAS_POLICY = related(
  ACCOUNT,
  RelationshipClass.HAS,
  AUTHN_POLICY,
);
const POLICY_PROTECTS_APPLICATION = related(
  AUTHN_POLICY,
  RelationshipClass.PROTECTS,
  APPLICATION,
);
const GROUP_ASSIGNED_POLICY = related(
  GROUP,
  RelationshipClass.ASSIGNED,
  AUTHN_POLICY,
);

const POLICIES = 'fetch-jumpcloud-authn-policies';

/** Whom and what a policy is for. */
interface PolicyTargets {
  policyId: string;
  groupIds: string[];
  applicationIds: string[];
}

const Targets = stepDataKey<readonly PolicyTargets[]>({
  from: POLICIES,
  name: 'targets',
});

/** A target that cannot be read is reported: it would have been a relationship. */
function targetsOf(
  { client, completeness }: Context,
  { id, targets }: AuthnPolicy,
): PolicyTargets {
  const resources = completeness.elements(
    client.elements(Resource, targets?.resources),
    `resources of policy ${id}`,
  );
  const groupIds = completeness.elements(
    client.elements(keyIdentifier, targets?.userGroups?.inclusions),
    `groups of policy ${id}`,
  );
  return {
    policyId: id,
    groupIds: [...groupIds],
    applicationIds: [...resources].flatMap((resource) =>
      resource.type === 'application' && resource.id !== undefined
        ? [resource.id]
        : [],
    ),
  };
}

export const authnPolicies: Step = {
  id: POLICIES,
  name: 'Fetch JumpCloud authentication policies',
  entities: [AUTHN_POLICY],
  relationships: [ACCOUNT_HAS_POLICY],
  reads: [ACCESS],
  survey: listSurvey(policiesProbe),
  ingestionSourceId: PoliciesSource,
  async collect(context) {
    const { client, jobState, completeness, stepData } = context;
    const found: PolicyTargets[] = [];
    for (const organizationId of await organizationIdsOf(context)) {
      const policies = completeness.trackFeature(
        listPolicies(client, organizationId),
        `authentication policies of organization ${organizationId}`,
      );
      for await (const policy of policies) {
        const added = toEntity(AUTHN_POLICY, policy);
        if (!(await addEntityOnce(jobState, added))) continue;
        await addRelationshipOnce(
          jobState,
          createRelationship(ACCOUNT_HAS_POLICY, organizationId, policy.id),
        );
        found.push(targetsOf(context, policy));
      }
    }
    await stepData.set(Targets, found);
  },
};

export const authnPolicyGroups: Step = {
  id: 'fetch-jumpcloud-authn-policy-groups',
  name: 'Build JumpCloud authentication policy groups',
  entities: [],
  relationships: [GROUP_ASSIGNED_POLICY],
  dependsOn: [POLICIES, groups.id],
  ingestionSourceId: PoliciesSource,
  async collect({ stepData, edges }) {
    for (const { policyId, groupIds } of await stepData.get(Targets)) {
      for (const id of groupIds) {
        await edges.add(GROUP_ASSIGNED_POLICY, id, policyId);
      }
    }
  },
};

export const authnPolicyApplications: Step = {
  id: 'fetch-jumpcloud-authn-policy-applications',
  name: 'Build JumpCloud authentication policy applications',
  entities: [],
  relationships: [POLICY_PROTECTS_APPLICATION],
  dependsOn: [POLICIES, applications.id],
  ingestionSourceId: PoliciesSource,
  async collect({ stepData, edges, isEnabled }) {
    for (const { policyId, applicationIds } of await stepData.get(Targets)) {
      for (const id of applicationIds) {
        if (!isEnabled(ApplicationsSource)) edges.skip();
        else await edges.add(POLICY_PROTECTS_APPLICATION, policyId, id);
      }
    }
  },
};
