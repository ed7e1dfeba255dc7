import { Progress, ReadSoFar } from './progress';

let now = 0;

beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

function progressOf(waitMs: number | undefined) {
  const lines: string[] = [];
  const progress = new Progress({
    logger: { info: (line: unknown) => void lines.push(String(line)) },
    what: 'factors of users',
    total: 1000,
    waitMsFor: (calls) => waitMs && (waitMs * calls) / 1000,
  });
  return { lines, progress };
}

test('tells at once how much there is to do', () => {
  expect(progressOf(undefined).lines).toEqual([
    'Reading factors of users: 1000 calls',
  ]);
});

test('tells every ten seconds how far it is, and how long the rest waits for limits', () => {
  const { lines, progress } = progressOf(150_000);
  for (let call = 0; call < 200; call += 1) {
    now += 50;
    progress.advance();
  }
  expect(lines.slice(1)).toEqual([
    'Reading factors of users: 200 of 1000 calls done, about 2 min left',
  ]);
});

test.each([
  [10, '17 min'],
  [100, '1 min 30 s'],
  [900, '10 s'],
])(
  'reckons by the calls so far, while no limit makes them wait (%i done)',
  (done, left) => {
    const { lines, progress } = progressOf(undefined);
    for (let call = 1; call < done; call += 1) progress.advance();
    now = 10_000;
    progress.advance();
    expect(lines[1]).toBe(
      `Reading factors of users: ${done} of 1000 calls done, about ${left} left`,
    );
  },
);

test('tells every ten seconds what was read, where nobody knows of how much', () => {
  const lines: string[] = [];
  const read = new ReadSoFar({
    info: (line: unknown) => void lines.push(String(line)),
  });
  for (let record = 0; record < 250; record += 1) {
    now += 50;
    read.record('users');
  }
  now += 10_000;
  read.list('users');
  read.list('members of group 7');

  expect(lines).toEqual([
    'Read 200 records of users so far',
    'Read 250 records of 1 list so far, now users',
  ]);
});
