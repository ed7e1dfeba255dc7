import { Client } from '@okta/okta-sdk-nodejs';

import { createOrganization } from './organization';
import { membersOf } from './records';
import { type OktaSimulator, startOktaSimulator } from './server';

const token = '00example-token';
const organization = createOrganization({ users: 450, groups: 12, apps: 25 });

let simulator: OktaSimulator;
let client: Client;

beforeAll(async () => {
  simulator = await startOktaSimulator({ organization, token });
  client = clientWith(token);
});

afterAll(() => simulator.stop());

/** The SDK knows `testing`, which allows http, but does not declare it. */
function clientWith(apiToken: string): Client {
  const configuration = {
    orgUrl: simulator.url,
    token: apiToken,
    testing: { disableHttpsCheck: true },
  };
  return new Client(configuration);
}

/** The SDK's collections follow next links by themselves. */
interface Collection<T> {
  each(iteratee: (item: T) => void): Promise<unknown>;
}

async function idsOf(
  list: Promise<Collection<{ id?: string } | null>>,
): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  const collection = await list;
  await collection.each((item) => {
    ids.push(item?.id);
  });
  return ids;
}

function ids(records: readonly { id: string }[]): string[] {
  return records.map(({ id }) => id);
}

test('users, page by page', async () => {
  expect(await idsOf(client.userApi.listUsers({ limit: 200 }))).toEqual(
    ids(organization.users.filter(({ status }) => status !== 'DEPROVISIONED')),
  );
});

test('deprovisioned users, by filter', async () => {
  const filter = 'status eq "DEPROVISIONED"';
  expect(await idsOf(client.userApi.listUsers({ filter }))).toEqual(
    ids(organization.users.filter(({ status }) => status === 'DEPROVISIONED')),
  );
});

test('groups, page by page', async () => {
  expect(await idsOf(client.groupApi.listGroups({ limit: 5 }))).toEqual(
    ids(organization.groups),
  );
});

test('the members of a group, page by page', async () => {
  const [, , group] = organization.groups;
  if (!group) throw new Error('The org has too few groups.');
  expect(
    await idsOf(
      client.groupApi.listGroupUsers({ groupId: group.id, limit: 100 }),
    ),
  ).toEqual(ids(membersOf(organization, group)));
});

test('apps, page by page', async () => {
  expect(
    await idsOf(client.applicationApi.listApplications({ limit: 10 })),
  ).toEqual(ids(organization.apps));
});

test('the factors of a user', async () => {
  const [, user] = organization.users;
  if (!user) throw new Error('The org has too few users.');
  const factors = await idsOf(
    client.userFactorApi.listFactors({ userId: user.id }),
  );
  expect(factors).toEqual(ids(organization.factors.get(user.id) ?? []));
  expect(factors.length).toBeGreaterThan(0);
});

test('a wrong token is refused in a form that the SDK understands', async () => {
  const stranger = clientWith('wrong');
  await expect(
    idsOf(stranger.userApi.listUsers({ limit: 1 })),
  ).rejects.toMatchObject({ status: 401, errorCode: 'E0000011' });
});
