import { z } from 'zod';

import type { CollectContext } from '../../collect/provider';
import { text } from '../../graph/properties';
import { wholeListPaging } from '../../http/paging/link';
import { type Records, unlessRefused } from '../../http/records';
import {
  elements,
  identifier,
  lenient,
  objectField,
  text as textField,
} from '../../wire/fields';

import { type OktaClient, pages } from './client';
import { isStatus } from './fields';
import { ROLES_PERMISSION } from './resourceSets';

/** The kind of object at the end of a link, such as `users` or `groups`. */
const kindOfLink = lenient(
  z
    .object({ href: z.string() })
    .transform(({ href }) => /\/(users|groups|clients)\//.exec(href)?.[1]),
);

/**
 * `GET /api/v1/users/{userId}/roles`, `/api/v1/groups/{groupId}/roles` and
 * `/oauth2/v1/clients/{clientId}/roles`. The id of a standard role's assignment is that of its type,
 * the same for everyone.
 */
export const RoleAssignment = z.object({
  id: identifier,
  label: textField,
  type: z.string(),
  status: textField,
  assignmentType: textField,
  role: z.string().nullish(),
  'resource-set': z.string().nullish(),
  _embedded: objectField({
    targets: objectField({
      groups: elements,
      catalog: objectField({ apps: elements }),
    }),
  }),
  _links: objectField({ assignee: kindOfLink }),
});
export type RoleAssignment = z.infer<typeof RoleAssignment>;

/** A group, an application, or, without an id, all applications of a name in Okta's catalogue. */
const Target = z
  .object({ id: identifier.nullish(), name: textField })
  .transform(({ id, name }) => id ?? name)
  .pipe(z.string({ error: 'expected an id or a name' }));

/** Who may have admin roles. */
export interface RoleHolder {
  kind: 'user' | 'group' | 'client';
  id: string;
  /** Where the holder is, such as `/api/v1/users/{userId}`. */
  path: string;
  bucket: string;
  /** The object to ask whether the holder is gone, where it is not at `path`. */
  object?: { path: string; bucket: string };
}

/** A role within an extent: assignments that say the same of both are one. */
export interface HeldRole {
  role: RoleAssignment;
  /** Whether one of the assignments is active; undefined where none is, and one does not say. */
  isActive?: boolean;
  /** What the role is for; undefined where it could not be read. */
  scope?: 'organization' | 'groups' | 'applications' | 'resource_set';
  resourceSetId?: string;
  /** Ids of groups and applications, and names of Okta's catalogue; none for the whole org. */
  targetIds: readonly string[];
}

/** The admin roles of a holder. */
export interface HeldRoles {
  direct: readonly HeldRole[];
  /** Those that a user has through groups. */
  inherited: readonly RoleAssignment[];
  isWhole: boolean;
}

/** The query is written into the path: `expand` comes twice. */
const EXPANDED = 'expand=targets/groups&expand=targets/catalog/apps';

/** The roles of a holder, with their targets; the list comes whole. */
function listRoles(
  client: OktaClient,
  { path, bucket }: RoleHolder,
): Records<RoleAssignment> {
  return client.list({
    path: `${path}/roles?${EXPANDED}`,
    bucket,
    permission: ROLES_PERMISSION,
    paging: wholeListPaging(),
    record: RoleAssignment,
    essential: [
      'status',
      'assignmentType',
      '_embedded.targets.groups',
      '_embedded.targets.catalog.apps',
    ],
  });
}

type Context = CollectContext<OktaClient>;

/** Reads the admin roles of a holder; what cannot be read becomes part of what is missing. */
export async function readRoles(
  context: Context,
  holder: RoleHolder,
): Promise<HeldRoles> {
  const { client, completeness } = context;
  const { kind, id } = holder;
  const what = `admin roles of ${kind} ${id}`;
  const list = listRoles(client, holder);
  const { records, isWhole } = await completeness.gatherChild(
    kind === 'client' ? ifAny(list) : list,
    { what, isGone: () => isHolderGone(client, holder) },
  );
  const contradiction = contradictionIn(records);
  if (contradiction) completeness.doubt(what, contradiction);
  const isOwn = (each: RoleAssignment) => kind !== 'user' || !isInherited(each);
  const held: HeldRole[] = [];
  for (const each of records.filter(isOwn)) {
    held.push({
      role: each,
      isActive: isStatus(each.status, 'ACTIVE'),
      ...(await extentOf(context, holder, each)),
    });
  }
  const inherited = records.filter((each) => !isOwn(each));
  return { direct: merged(held), inherited, isWhole };
}

/** Of an application without roles Okta may say that there is none. */
async function* ifAny(list: Records<RoleAssignment>): Records<RoleAssignment> {
  yield* unlessRefused(list, ({ kind }) => kind === 'missing');
}

/** Where the type of an assignment is not told, the link to whom it is made tells it as well. */
function isInherited({ assignmentType, _links }: RoleAssignment): boolean {
  return assignmentType === undefined
    ? _links?.assignee === 'groups'
    : assignmentType === 'GROUP';
}

/** What is wrong with assignments that share an id and are of different roles. */
function contradictionIn(all: readonly RoleAssignment[]): string | undefined {
  const identities = new Map<string, string>();
  for (const each of all) {
    const identity = JSON.stringify([roleKey(each), each['resource-set']]);
    const other = identities.get(each.id) ?? identity;
    if (other !== identity) {
      return `two assignments have the id ${each.id} and are of different roles`;
    }
    identities.set(each.id, identity);
  }
  return undefined;
}

type Extent = Pick<HeldRole, 'scope' | 'resourceSetId' | 'targetIds'>;

/** What the standard roles are limited to that can be limited; all others are for the whole org. */
const LIMITED_TO = new Map<string, 'groups' | 'applications'>([
  ['APP_ADMIN', 'applications'],
  ['USER_ADMIN', 'groups'],
  ['HELP_DESK_ADMIN', 'groups'],
  ['GROUP_MEMBERSHIP_ADMIN', 'groups'],
]);

/** So many targets are embedded, if not more: from then on they are listed. */
const EMBEDDED_TARGETS = 20;

/** A role without targets is for the whole org. */
async function extentOf(
  context: Context,
  holder: RoleHolder,
  { id, type, _embedded, ...rest }: RoleAssignment,
): Promise<Extent> {
  const resourceSetId = text(rest['resource-set']);
  if (resourceSetId !== undefined) {
    return { scope: 'resource_set', resourceSetId, targetIds: [] };
  }
  const { targets } = _embedded ?? {};
  const embedded = {
    groups: targets?.groups ?? [],
    applications: targets?.catalog?.apps ?? [],
  };
  const limitedTo = LIMITED_TO.get(type);
  const isListed =
    limitedTo !== undefined &&
    (embedded[limitedTo].length >= EMBEDDED_TARGETS ||
      (holder.kind === 'client' && _embedded === undefined));
  if (isListed) return listedExtent(context, holder, id, limitedTo);
  const of = (values: readonly unknown[]) =>
    context.completeness.elements(
      context.client.elements(Target, values),
      `targets of role ${id}`,
    );
  return extent([...of(embedded.groups)], [...of(embedded.applications)]);
}

function isHolderGone(
  client: OktaClient,
  { path, bucket, object = { path, bucket } }: RoleHolder,
): Promise<boolean> {
  return client.isGone(object.path, object.bucket);
}

async function listedExtent(
  { client, completeness }: Context,
  holder: RoleHolder,
  assignmentId: string,
  kind: 'groups' | 'applications',
): Promise<Extent> {
  const { path, bucket } = holder;
  const ofRole = `${path}/roles/${encodeURIComponent(assignmentId)}`;
  const list = client.list({
    path: `${ofRole}/targets/${kind === 'groups' ? 'groups' : 'catalog/apps'}`,
    bucket,
    permission: ROLES_PERMISSION,
    paging: pages(200),
    record: Target,
  });
  const { records, isWhole } = await completeness.gatherChild(list, {
    what: `targets of ${ofRole}`,
    isGone: () => isHolderGone(client, holder),
  });
  if (!isWhole) return { targetIds: [] };
  return kind === 'groups' ? extent(records, []) : extent([], records);
}

function extent(groups: string[], applications: string[]): Extent {
  const targetIds = [...new Set([...groups, ...applications])].sort();
  if (groups.length > 0) return { scope: 'groups', targetIds };
  if (applications.length > 0) return { scope: 'applications', targetIds };
  return { scope: 'organization', targetIds };
}

/** Tells relationships to one role apart: those with resource sets have one each. */
export function extentKey({ role, resourceSetId }: HeldRole): string {
  return [roleKey(role), resourceSetId].filter(Boolean).join('|');
}

/** Merges what becomes one relationship, in whatever order it comes. */
function merged(held: readonly HeldRole[]): HeldRole[] {
  const byKey = new Map<string, HeldRole>();
  for (const each of held) {
    const key = extentKey(each);
    const other = byKey.get(key);
    byKey.set(key, other ? strongerOf(other, each) : each);
  }
  return [...byKey.values()];
}

/** The active assignment is the one that counts; of two such, what either covers. */
function strongerOf(one: HeldRole, other: HeldRole): HeldRole {
  if (one.isActive !== other.isActive) {
    const rank = ({ isActive }: HeldRole) =>
      [false, undefined, true].indexOf(isActive);
    return rank(one) > rank(other) ? one : other;
  }
  if (one.scope === undefined || other.scope === undefined) {
    return { ...one, scope: undefined, targetIds: [] };
  }
  if (one.targetIds.length === 0) return one;
  if (other.targetIds.length === 0) return other;
  const targetIds = [...new Set([...one.targetIds, ...other.targetIds])].sort();
  return { ...one, targetIds };
}

/** Labels of standard roles, for where Okta does not tell the label of one. */
const STANDARD_LABELS = new Map([
  ['SUPER_ADMIN', 'Super Administrator'],
  ['ORG_ADMIN', 'Organization Administrator'],
  ['APP_ADMIN', 'Application Administrator'],
  ['USER_ADMIN', 'Group Administrator'],
  ['HELP_DESK_ADMIN', 'Help Desk Administrator'],
  ['READ_ONLY_ADMIN', 'Read-only Administrator'],
  ['REPORT_ADMIN', 'Report Administrator'],
  ['MOBILE_ADMIN', 'Mobile Administrator'],
  ['API_ACCESS_MANAGEMENT_ADMIN', 'API Access Management Administrator'],
  ['GROUP_MEMBERSHIP_ADMIN', 'Group Membership Administrator'],
  ['ACCESS_CERTIFICATIONS_ADMIN', 'Access Certifications Administrator'],
  ['ACCESS_REQUESTS_ADMIN', 'Access Requests Administrator'],
  ['WORKFLOWS_ADMIN', 'Workflows Administrator'],
]);

/** Okta writes the words of one label now with capital letters, now without. */
export function labelOf({ label, type, role }: RoleAssignment): string {
  const given = text(label) ?? STANDARD_LABELS.get(type);
  if (type === 'CUSTOM') return given ?? text(role) ?? type;
  return (given ?? type).replace(/(^|\s)\S/g, (start) => start.toUpperCase());
}

/**
 * The key of a role. Standard roles are known by their labels, as existing connectors have it; a
 * custom role has an id, and any label.
 */
export function roleKey(assignment: RoleAssignment): string {
  const { id, type, role } = assignment;
  if (type === 'CUSTOM') return `okta_role:${text(role) ?? id}`;
  return `okta_role:${labelOf(assignment).replace(/\s+/g, '')}`;
}
