import { withManagerNames } from './managerNames';

interface User {
  id: string;
  name?: string;
  manager?: string;
}

async function* listOf(users: readonly User[]): AsyncGenerator<User> {
  for (const user of users) yield await Promise.resolve(user);
}

async function namesOf(...users: User[]): Promise<[string, string?][]> {
  const found: [string, string?][] = [];
  const naming = {
    idOf: ({ id }: User) => id,
    nameOf: ({ name }: User) => name,
    managerIdOf: ({ manager }: User) => manager,
  };
  for await (const each of withManagerNames(listOf(users), naming)) {
    found.push([each.user.id, each.managerName]);
  }
  return found;
}

const ADA = { id: 'a', name: 'Ada' };
const BO = { id: 'b', name: 'Bo', manager: 'a' };

test('a manager is named, whoever comes first', async () => {
  expect(await namesOf(ADA, BO)).toEqual([
    ['a', undefined],
    ['b', 'Ada'],
  ]);
  expect(await namesOf(BO, ADA)).toEqual([
    ['a', undefined],
    ['b', 'Ada'],
  ]);
});

test('each is given once, however often the list has it', async () => {
  expect(await namesOf(BO, BO, ADA, BO, ADA)).toEqual([
    ['a', undefined],
    ['b', 'Ada'],
  ]);
});

test('who has an unknown or a nameless manager is given without a name', async () => {
  const of = (id: string, manager: string) => ({ id, manager });
  expect(
    await namesOf(of('x', 'gone'), of('y', 'z'), { id: 'z' }, of('w', 'z')),
  ).toEqual([
    ['z', undefined],
    ['y', undefined],
    ['w', undefined],
    ['x', undefined],
  ]);
});

test('managers may manage each other, or themselves', async () => {
  expect(
    await namesOf(
      { id: 'c', name: 'Chen', manager: 'd' },
      { id: 'd', name: 'Dilek', manager: 'c' },
      { id: 'e', name: 'Eve', manager: 'e' },
    ),
  ).toEqual([
    ['d', 'Chen'],
    ['c', 'Dilek'],
    ['e', 'Eve'],
  ]);
});
