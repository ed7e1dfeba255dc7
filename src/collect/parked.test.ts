import { Parked } from './parked';

interface Person {
  id: string;
  name: string;
  note?: string;
}

function parked(people: readonly Person[]): Person[] {
  const waiting = new Parked<Person>();
  for (const person of people) waiting.add(person.id, person);
  return [...waiting.records(({ id }) => id)];
}

test.each([0, 1, 199, 200, 201, 1_000])(
  'gives %d records back, in their order',
  (count) => {
    const people = Array.from({ length: count }, (_, at) => ({
      id: `p${at}`,
      name: `Name ${at} Їжак 🙂`,
    }));

    expect(parked(people)).toEqual(people);
  },
);

test('of several records of one id, the latest holds', () => {
  const crowd = Array.from({ length: 300 }, (_, at) => ({
    id: `p${at}`,
    name: 'early',
  }));
  const late = { id: 'p7', name: 'late' };

  const found = parked([...crowd, late]);

  expect(found).toHaveLength(crowd.length);
  expect(found.filter(({ id }) => id === 'p7')).toEqual([late]);
});

test('gives the records as often as they are asked for', () => {
  const waiting = new Parked<Person>();
  waiting.add('p1', { id: 'p1', name: 'Ada' });

  const read = () => [...waiting.records(({ id }) => id)];

  expect(read()).toEqual(read());
  expect(read()).toHaveLength(1);
});
