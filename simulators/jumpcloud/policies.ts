import { Random } from '../acme/random';

import { objectId } from './objectId';
import type { Application, AuthnPolicy, Group, JsonRecord } from './records';

/** What policies decide, one after the other. */
const EFFECTS: readonly JsonRecord[] = [
  { action: 'allow', obligations: { mfa: { required: true } } },
  {
    action: 'allow',
    obligations: {
      mfa: { required: true },
      mfaFactors: [{ type: 'WEBAUTHN' }, { type: 'DURT' }],
      userVerification: { requirement: 'required' },
    },
  },
  { action: 'deny' },
  { action: 'allow' },
];

/**
 * Authentication policies: for applications, every fourth for all of them or for the user portal.
 * They have a seed of their own, so that they change nothing of the rest of the organization.
 */
export function createPolicies(
  count: number,
  { groups, applications }: { groups: Group[]; applications: Application[] },
  organizationId: string,
): AuthnPolicy[] {
  const random = new Random(parseInt(organizationId.slice(0, 6), 16) + 1);
  const idsOf = (objects: readonly { record: JsonRecord }[]) =>
    objects.map(({ record }) => String(record.id));
  return Array.from({ length: count }, (_, index) => {
    const isGeneral = index % 4 === 3;
    const isOfPortal = index % 8 === 7;
    const type = isOfPortal ? 'user_portal' : 'application';
    const groupIds = random.sample(idsOf(groups), isGeneral ? 0 : 2);
    const applicationIds = isGeneral
      ? []
      : random.sample(idsOf(applications), 1 + (index % 2));
    const record = {
      id: objectId(random),
      name: `Policy ${index}`,
      description: '',
      disabled: index % 5 === 4,
      type,
      effect: EFFECTS[index % EFFECTS.length],
      targets: {
        resources: isGeneral
          ? [{ type }]
          : applicationIds.map((id) => ({ type, id })),
        userGroups: { inclusions: groupIds, exclusions: [] },
        ...(isGeneral && { users: { inclusions: ['ALL'] } }),
      },
      conditions: index % 2 === 0 ? {} : { ipAddressIn: [objectId(random)] },
    };
    return { record, groupIds, applicationIds };
  });
}
