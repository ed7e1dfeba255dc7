import { z } from 'zod';

import type { RealServer } from './realServer';

/** What a server is filled with: the truth that a collection is compared with. */
export interface Directory {
  readonly userNames: readonly string[];
  readonly groups: readonly Group[];
}

export interface Group {
  readonly name: string;
  /** User names. */
  readonly members: readonly string[];
}

const Created = z.object({ id: z.string() });

const Page = z.object({
  totalResults: z.number(),
  Resources: z.array(z.unknown()),
});

/** More than the servers give on one page, wherever that many users exist. */
const LARGEST_GROUP = 120;
const USUAL_GROUP = 5;

/** better-auth takes no more members than these in one request, although groups may have more. */
const MEMBERS_PER_REQUEST = 100;

/** People, and groups that overlap: the first one is large. */
export function createDirectory(size: {
  users: number;
  groups: number;
}): Directory {
  const userNames = numbered(size.users, (n) => `person${n}@acme.example`);
  const groups = numbered(size.groups, (n) => ({
    name: `Group ${n}`,
    members: numbered(n === 1 ? LARGEST_GROUP : USUAL_GROUP, (m) => n + m)
      .map((n) => userNames[n % userNames.length] ?? '')
      .filter((member, index, all) => all.indexOf(member) === index),
  }));
  return { userNames, groups };
}

/** Makes `count` things, numbered from 1. */
function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

/**
 * Writes a directory by the requests that provisioning services send: a user at a time, then each
 * group and its members.
 */
export async function fill(
  server: RealServer,
  { userNames, groups }: Directory,
): Promise<void> {
  const ids = new Map<string, string>();
  for (const userName of userNames) {
    ids.set(userName, await createUser(server, userName));
  }
  for (const { name, members } of groups) {
    const groupId = await create(server, 'Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: name,
    });
    const memberIds = members.map((member) => ids.get(member) ?? '');
    while (memberIds.length > 0) {
      await addMembers(
        server,
        groupId,
        memberIds.splice(0, MEMBERS_PER_REQUEST),
      );
    }
  }
}

function createUser(server: RealServer, userName: string): Promise<string> {
  return create(server, 'Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    externalId: `external-${userName}`,
    name: { givenName: 'Person', familyName: userName },
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
  });
}

/** @returns the id that the server gave it */
async function create(
  server: RealServer,
  resource: 'Users' | 'Groups',
  body: object,
): Promise<string> {
  const answer = await send(server, 'POST', `/${resource}`, body);
  return Created.parse(answer).id;
}

async function addMembers(
  server: RealServer,
  groupId: string,
  memberIds: readonly string[],
): Promise<void> {
  await send(server, 'PATCH', `/Groups/${groupId}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [
      {
        op: 'add',
        path: 'members',
        value: memberIds.map((value) => ({ value })),
      },
    ],
  });
}

/** What a list says of itself, and how much it gives. */
export async function tell(
  server: RealServer,
  resource: 'Users' | 'Groups',
  existing: number,
): Promise<{ total: number; first: number; past: number } | undefined> {
  const first = await page(server, resource, 1);
  const past = await page(server, resource, existing + 1);
  return (
    first &&
    past && {
      total: first.totalResults,
      first: first.Resources.length,
      past: past.Resources.length,
    }
  );
}

/** @returns undefined where the server has no such list */
async function page(
  server: RealServer,
  resource: 'Users' | 'Groups',
  startIndex: number,
): Promise<z.infer<typeof Page> | undefined> {
  const path = `/${resource}?startIndex=${startIndex}&count=100`;
  const response = await request(server, 'GET', path);
  return response.status === 404
    ? undefined
    : Page.parse(await response.json());
}

async function send(
  server: RealServer,
  method: 'POST' | 'PATCH',
  path: string,
  body: object,
): Promise<unknown> {
  const response = await request(server, method, path, body);
  if (!response.ok) {
    throw new Error(
      `${method} ${path}: ${response.status} ${await response.text()}`,
    );
  }
  return response.json();
}

function request(
  { baseUrl, token }: RealServer,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(baseUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/scim+json',
    },
    body: body && JSON.stringify(body),
  });
}
