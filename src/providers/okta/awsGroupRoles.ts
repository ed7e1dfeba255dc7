import { Script } from 'node:vm';

import { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { addRelationshipOnce } from '../../graph/jobState';
import { parseJson } from '../../http/parse';
import { text } from '../../wire/fields';

import {
  applications,
  ApplicationsSource,
  KnownApplications,
} from './applications';
import {
  type AwsGroupMapping,
  awsRoleRelationships,
  GROUP_ASSIGNED_AWS_ROLE,
} from './awsRoles';
import type { OktaClient } from './client';
import { groups, type KnownGroup, KnownGroups } from './groups';

/**
 * Longest time in ms for all names of groups. The pattern is the customer's: one that runs for ever
 * on some name is to cost its roles, and not the run.
 */
const LONGEST_MATCHING_MS = 2000;

const MATCHING = new Script(
  'const expression = new RegExp(pattern); JSON.stringify(names.map((name) => expression.exec(name)?.groups ?? {}))',
);

/** What the pattern found in a name. */
const Found = z.object({ accountid: text, role: text });
type Found = z.infer<typeof Found>;

/** What a pattern finds in each of the names; undefined where it is none, or takes too long. */
function match(
  filter: string,
  names: readonly string[],
): readonly Found[] | undefined {
  const pattern = filter.replace(/\(\?\{\{(accountid|role)\}\}/g, '(?<$1>');
  // The whole name has to fit, so that a pattern finds no role in the name of another group.
  const scope = { names, pattern: `^(?:${pattern})$` };
  try {
    const found: unknown = MATCHING.runInNewContext(scope, {
      timeout: LONGEST_MATCHING_MS,
    });
    return z.array(Found).parse(parseJson(String(found)));
  } catch {
    return undefined;
  }
}

/** The role stands beside its identity provider, in either order. */
function roleArn(
  { rolePattern }: AwsGroupMapping,
  found: Found | undefined,
): string | undefined {
  const { accountid, role } = found ?? {};
  if (role === undefined) return undefined;
  const filled = rolePattern
    .replaceAll('${role}', () => role)
    .replaceAll('${accountid}', () => accountid ?? '');
  return filled
    .split(',')
    .map((part) => part.trim())
    .find((part) => /^arn:[\w-]+:iam::\d+:role\/./.test(part));
}

/** Okta's own groups, and those of the apps that the filter names; of all where it names none. */
function isFrom(
  { kind, sourceName }: KnownGroup,
  { sources }: AwsGroupMapping,
): boolean {
  if (sources === undefined) return true;
  return sources.includes(kind === 'own' ? 'okta' : (sourceName ?? ''));
}

/**
 * AWS roles that groups give by their names: whoever has the application and is in the group gets
 * the role. It costs no call.
 */
export const awsGroupRoles: ProviderStep<OktaClient> = {
  id: 'fetch-okta-aws-group-roles',
  name: 'Relate Okta groups to AWS roles by name',
  entities: [],
  relationships: [],
  mappedRelationships: [
    GROUP_ASSIGNED_AWS_ROLE.own,
    GROUP_ASSIGNED_AWS_ROLE.app,
  ],
  dependsOn: [applications.id, groups.id],
  ingestionSourceId: ApplicationsSource,
  async collect({ jobState, stepData, logger }) {
    const known = [...(await stepData.get(KnownGroups))];
    for (const [appId, { awsApp }] of await stepData.get(KnownApplications)) {
      const mapping = awsApp?.groupMapping;
      if (!mapping) continue;
      const wanted = known.filter(([, group]) => isFrom(group, mapping));
      const found = match(
        mapping.filter,
        wanted.map(([, { name }]) => name),
      );
      if (!found) {
        logger.warn(
          `AWS roles that application ${appId} gives by names of groups are unknown: its group filter is no regular expression, or takes too long`,
        );
        continue;
      }
      for (const [place, [groupId, { kind }]] of wanted.entries()) {
        const role = roleArn(mapping, found[place]);
        for (const each of awsRoleRelationships(
          GROUP_ASSIGNED_AWS_ROLE[kind],
          { id: groupId, profile: { role } },
          awsApp,
        )) {
          await addRelationshipOnce(jobState, each);
        }
      }
    }
  },
};
