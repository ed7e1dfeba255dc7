import type { LieCase } from './lie';

/** Lies that nobody can notice. */
export interface Exemption {
  /** The provider that tells them. */
  provider: string;
  lies: readonly string[];
  /** Where they are told, in words. */
  where: string;
  endpoint?: RegExp;
  field?: RegExp;
  /** Why nothing contradicts them. */
  reason: string;
}

const EMPTIED = ['list emptied', 'list null'];

const FALSE_TOTALS = [
  'first 10 whatever is asked, as the total',
  'first 25 whatever is asked, as the total',
  'total of one page',
  'total of what was received so far',
  'total one too low',
];

/** The lie is about the list itself, not about one within its records. */
const ITSELF = /^$/;

/** Lists of JumpCloud's version 2 that tell no total. */
const WITHOUT_TOTAL =
  /systemgroups|associations|members|systems\/\{id\}\/users/;

/** All of them. Each has to excuse something, or it is to be struck off. */
export const EXEMPTIONS: readonly Exemption[] = [
  {
    provider: 'acme',
    lies: EMPTIED,
    where: 'groups',
    endpoint: /\/Groups$/,
    field: ITSELF,
    reason: 'users of this directory name no groups: nothing contradicts it',
  },
  {
    provider: 'jumpcloud',
    lies: EMPTIED,
    where: 'any list but users',
    field: ITSELF,
    reason: 'the answer itself says that there is nothing',
  },
  {
    provider: 'jumpcloud',
    lies: [
      'list emptied, total as it was',
      'last third of the page dropped',
      'first two whatever is asked',
      'one row a page',
      'rows swapped across the border',
      'last row moved to the front',
    ],
    where: 'lists that tell no total',
    endpoint: WITHOUT_TOTAL,
    reason: 'an order or an end of their own, which no count contradicts',
  },
  {
    provider: 'jumpcloud',
    lies: FALSE_TOTALS,
    where: 'users, devices, policies',
    endpoint: /systemusers|systems|policies/,
    reason: 'the documented total is the proof of the end, and it lies',
  },
  {
    provider: 'jumpcloud',
    lies: ['row null'],
    where: 'any list',
    reason: 'null stands for a record that is not given, such as a deleted one',
  },
  {
    provider: 'jumpcloud',
    lies: ['list absent', ...EMPTIED],
    where: 'targets of policies',
    endpoint: /policies/,
    field: /^targets/,
    reason: 'a policy may be for nobody in particular',
  },
  {
    provider: 'jumpcloud',
    lies: ['value of another type'],
    where: 'settings of the organization',
    endpoint: /organizations\/\{id\}/,
    field: /^settings/,
    reason: 'a property of the account; nothing else follows from it',
  },
  {
    provider: 'sysdig',
    lies: [
      ...EMPTIED,
      'list emptied, total as it was',
      'last third of the page dropped',
      'first 10 whatever is asked',
      'first 25 whatever is asked',
      'first 10 whatever is asked, as the total',
      'first 25 whatever is asked, as the total',
    ],
    where: 'image scans',
    endpoint: /vulnerability/,
    field: ITSELF,
    reason:
      'the answer itself says that there is no more; totals are estimates',
  },
  {
    provider: 'sysdig',
    lies: EMPTIED,
    where: 'roles, service accounts, members of teams',
    endpoint: /roles|service-accounts|teams\/\{id\}\/users/,
    field: ITSELF,
    reason: 'the answer itself says that there is nothing',
  },
  {
    provider: 'sysdig',
    lies: FALSE_TOTALS,
    where: 'users, members of teams',
    endpoint: /platform\/v1\/(users|teams\/\{id\}\/users)/,
    reason: 'the documented total is the proof of the end, and it lies',
  },
  {
    provider: 'sysdig',
    lies: ['row null'],
    where: 'any list',
    reason: 'null stands for a record that is not given, such as a deleted one',
  },
  {
    provider: 'sysdig',
    lies: ['value of another type'],
    where: 'labels of running assets',
    endpoint: /runtime-results/,
    field: /^scope/,
    reason: 'the step fails; such a row is written under the key of its result',
  },
  {
    provider: 'sysdig',
    lies: ['403 for a child', '404 for a child'],
    where: 'members of teams',
    endpoint: /teams\/\{id\}\/users/,
    reason: 'the older API tells them instead, with fewer properties',
  },
  {
    provider: 'okta',
    lies: [
      ...EMPTIED,
      'list emptied, total as it was',
      'last third of the page dropped',
      'no next link',
      'first two whatever is asked',
      ...[10, 25, 50].flatMap((most) => [
        `first ${most} whatever is asked`,
        `first ${most} whatever is asked, as the total`,
      ]),
    ],
    where: 'any list, a tenth of users and groups or their second factors',
    field: ITSELF,
    reason: 'Okta names the next page, or says that there is none',
  },
  {
    provider: 'okta',
    lies: ['list absent', ...EMPTIED],
    where: 'whom policies name, AWS roles, permissions',
    field: /include|samlRoles|permissions|targets|groupIds/,
    reason: 'a policy may be for everybody, and an assignment without roles',
  },
  {
    provider: 'okta',
    lies: EMPTIED,
    where: 'users of devices',
    field: /^_embedded\.users$/,
    reason: 'a device may be without',
  },
  {
    provider: 'okta',
    lies: ['value of another type'],
    where: 'attributes of profiles',
    endpoint: /\/users$/,
    field: /^profile\./,
    reason: 'customers choose their types; one costs itself',
  },
  {
    provider: 'okta',
    lies: ['two rows of one id'],
    where: 'roles of one holder',
    endpoint: /\/roles$/,
    reason:
      'the step fails; both roles are written, as either may be the true one',
  },
  {
    provider: 'okta',
    lies: ['404 for a child'],
    where: 'roles of service apps',
    endpoint: /clients\/\{id\}\/roles$/,
    reason: 'of an application without roles Okta may answer like that',
  },
  {
    provider: 'okta',
    lies: ['403 for a child'],
    where: 'owners of groups',
    endpoint: /owners/,
    reason: 'without Okta Identity Governance, Okta answers like that',
  },
];

/** The exemption that covers a case. */
export function exemptionOf(
  provider: string,
  { kind, endpoint, field = '' }: LieCase,
): Exemption | undefined {
  return EXEMPTIONS.find(
    (each) =>
      each.provider === provider &&
      each.lies.includes(kind) &&
      (each.endpoint?.test(endpoint) ?? true) &&
      (each.field?.test(field) ?? true),
  );
}

/** An exemption as `docs/reliability.md` lists it. */
export function rowOf({ provider, lies, where, reason }: Exemption): string {
  return `| ${[provider, lies.join('; '), where, reason].join(' | ')} |`;
}
